package peerlink.cli.text;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import peerlink.api.Address;
import peerlink.api.LinkInfo;
import peerlink.api.Peer;
import peerlink.core.Node;
import peerlink.core.model.Attempt;
import peerlink.core.model.DirectoryStatus;
import peerlink.registry.admin.Amount;

/** Describes the links with a peer, for people and for programs. */
public final class LinkReport {
    private final Node node;
    private final Peer peer;
    private final InstantSource clock;
    private final ShownTimes times;

    public LinkReport(Node node, Peer peer, InstantSource clock) {
        this.node = node;
        this.peer = peer;
        this.clock = clock;
        this.times = new ShownTimes(clock, LocalZone::now);
    }

    /**
     * Returns rows about the peer and each of these links with it. If there is none, the rows name
     * the addresses and registries that an attempt would use.
     */
    public List<String> rows(List<LinkInfo> links) {
        List<String> rows = new ArrayList<>();
        rows.add("%s  %s  %s".formatted(peer.name(), peer.id().shortForm(), trust()));
        if (links.isEmpty()) {
            rows.addAll(withoutLink());
        }
        for (int i = 0; i < links.size(); i++) {
            if (links.size() > 1) {
                rows.add("link %d of %d".formatted(i + 1, links.size()));
            }
            rows.addAll(rows(links.get(i)));
        }
        rows.addAll(attempts());
        return rows;
    }

    private String trust() {
        String word = ContactLines.word(node.contacts().trustOf(peer));
        return isContact() ? word : word + ", no contact yet";
    }

    private boolean isContact() {
        return node.contacts().of(peer.id()).isPresent();
    }

    private List<String> rows(LinkInfo link) {
        return List.of(
                row("path", way(link) + ", " + path(link)),
                row("transport", "%s, %s".formatted(transport(link), link.protocol())),
                row("group", link.keyExchange()),
                row("cipher", link.cipherSuite()),
                row("key", link.peerKey()),
                row(
                        "up",
                        "%s, since %s"
                                .formatted(
                                        Amount.longTime(up(link)), times.precisely(link.since()))));
    }

    /** Returns the link's age; zero if the clock was set back meanwhile. */
    private Duration up(LinkInfo link) {
        Duration up = Duration.between(link.since(), clock.instant());
        return up.isNegative() ? Duration.ZERO : up;
    }

    private static String path(LinkInfo link) {
        String local = link.localAddress().shortForm();
        if (isRelayed(link)) {
            return link.origin() == LinkInfo.Origin.DIALLED ? "dialled" : "accepted";
        }
        String remote = link.remoteAddress().shortForm();
        return switch (link.origin()) {
            case DIALLED -> "dialled from %s to %s".formatted(local, remote);
            case ACCEPTED -> "accepted from %s at %s".formatted(remote, local);
        };
    }

    private static String way(LinkInfo link) {
        Address remote = link.remoteAddress();
        return isRelayed(link) ? "relayed by " + remote.shortForm() : "direct";
    }

    private static boolean isRelayed(LinkInfo link) {
        return link.remoteAddress().scheme().equals("relay");
    }

    /** Returns a row for each address that the last dial tried, in their order. */
    private List<String> attempts() {
        return node.attempts(peer.id()).stream()
                .map(
                        attempt ->
                                row(
                                        "tried",
                                        "%s: %s"
                                                .formatted(
                                                        tried(attempt.address()), result(attempt))))
                .toList();
    }

    private static String tried(Address address) {
        String place = address.shortForm();
        return address.scheme().equals("relay") ? "relay " + place : place;
    }

    private static String result(Attempt attempt) {
        String took = " (%d ms)".formatted(attempt.duration().toMillis());
        return switch (attempt.result()) {
            case TRYING -> "no answer yet" + took;
            case LINKED -> "linked" + took;
            case REFUSED -> "the peer has declined" + took;
            case ANOTHER_KEY -> "another key answered, so the peer is not there" + took;
            case FAILED -> attempt.detail() + took;
            case GIVEN_UP -> "given up: " + attempt.detail() + took;
            case SKIPPED -> "not tried: " + attempt.detail();
        };
    }

    private static String transport(LinkInfo link) {
        String scheme = link.remoteAddress().scheme();
        return switch (scheme) {
            case "tls" -> "tls over tcp";
            case "relay" -> "tls over tcp, end to end over a relay";
            default -> scheme;
        };
    }

    private List<String> withoutLink() {
        List<String> rows = new ArrayList<>();
        rows.add(row("link", "none is open; the first message opens one"));
        rows.add(
                row(
                        "address",
                        peer.addresses().isEmpty()
                                ? "none is known"
                                : peer.addresses().stream()
                                        .map(Address::shortForm)
                                        .collect(Collectors.joining(", "))));
        for (DirectoryStatus directory : node.directories()) {
            boolean isRegistry = !EventLines.isLocalNetwork(directory.address());
            rows.add(
                    row(
                            isRegistry ? "registry" : "network",
                            "%s, asked if no address answers; %s"
                                    .formatted(
                                            isRegistry
                                                    ? directory.address().shortForm()
                                                    : "the local one",
                                            directory.connected() ? "connected" : "out of reach")));
        }
        return rows;
    }

    private static String row(String what, String is) {
        return "%-10s %s".formatted(what, is);
    }

    /** Returns a link as the fields of a JSON object. */
    public Map<String, Object> fields(LinkInfo link) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", peer.name());
        fields.put("id", peer.id());
        fields.put("trust", ContactLines.word(node.contacts().trustOf(peer)));
        fields.put("contact", isContact());
        fields.put("path", isRelayed(link) ? "relayed" : "direct");
        fields.put("origin", link.origin().name().toLowerCase(Locale.ROOT));
        fields.put("local", link.localAddress());
        fields.put("remote", link.remoteAddress());
        fields.put("transport", link.remoteAddress().scheme());
        fields.put("protocol", link.protocol());
        fields.put("group", link.keyExchange());
        fields.put("cipher", link.cipherSuite());
        fields.put("key", link.peerKey());
        fields.put("since", link.since());
        fields.put("upMillis", up(link).toMillis());
        fields.put("attempts", node.attempts(peer.id()).stream().map(LinkReport::fields).toList());
        return fields;
    }

    private static Map<String, Object> fields(Attempt attempt) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("address", attempt.address());
        fields.put("result", attempt.result().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        fields.put("detail", attempt.detail());
        fields.put("millis", attempt.duration().toMillis());
        return fields;
    }
}
