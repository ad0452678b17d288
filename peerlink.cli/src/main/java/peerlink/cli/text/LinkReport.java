package peerlink.cli.text;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import peerlink.api.Address;
import peerlink.api.LinkInfo;
import peerlink.api.Peer;
import peerlink.core.Node;
import peerlink.core.model.Attempt;
import peerlink.core.model.DirectoryStatus;
import peerlink.registry.admin.Amount;

/** Describes the links with a peer, and the tries to open one, for people and for programs. */
public final class LinkReport {
    private final PathFacts facts;
    private final Peer peer;
    private final InstantSource clock;
    private final ShownTimes times;

    LinkReport(PathFacts facts, InstantSource clock) {
        this.facts = facts;
        this.peer = facts.peer();
        this.clock = clock;
        this.times = new ShownTimes(clock, LocalZone::now);
    }

    /**
     * Reports on a peer as it is connected now. Measures the round trip of its links, which takes
     * two seconds for one that does not answer.
     */
    public static LinkReport of(Node node, Peer peer, InstantSource clock)
            throws InterruptedException {
        return new LinkReport(PathFacts.of(node, peer), clock);
    }

    /**
     * Returns rows about the peer, each link with it, and each try of the last dial. If there is no
     * link, they say why, and name the addresses and registries that an attempt would use.
     *
     * @param call makes a command of words such as {@code plugins}, for hints
     */
    public List<String> rows(UnaryOperator<String> call) {
        List<String> rows = new ArrayList<>();
        rows.add("%s  %s  %s".formatted(peer.name(), peer.id().shortForm(), trust()));
        List<PathFacts.Measured> links = facts.links();
        if (links.isEmpty()) {
            rows.addAll(withoutLink(call));
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
        return facts.isContact() ? facts.trust() : facts.trust() + ", no contact yet";
    }

    private List<String> rows(PathFacts.Measured measured) {
        LinkInfo link = measured.link();
        return List.of(
                row("path", way(link) + ", " + path(link)),
                row(
                        "round trip",
                        measured.roundTrip().map(LinkReport::millis).orElse("not measured")),
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

    /** Returns a duration in milliseconds, with a digit behind the point below ten. */
    private static String millis(Duration time) {
        double millis = time.toNanos() / 1e6;
        return String.format(Locale.ROOT, millis < 10 ? "%.1f ms" : "%.0f ms", millis);
    }

    /** Returns the link's age; zero if the clock was set back meanwhile. */
    private Duration up(LinkInfo link) {
        Duration up = Duration.between(link.since(), clock.instant());
        return up.isNegative() ? Duration.ZERO : up;
    }

    private static String path(LinkInfo link) {
        String local = link.localAddress().shortForm();
        if (link.path() == LinkInfo.Path.RELAYED) {
            return link.origin() == LinkInfo.Origin.DIALLED ? "dialled" : "accepted";
        }
        String remote = link.remoteAddress().shortForm();
        return switch (link.origin()) {
            case DIALLED -> "dialled from %s to %s".formatted(local, remote);
            case ACCEPTED -> "accepted from %s at %s".formatted(remote, local);
        };
    }

    private static String way(LinkInfo link) {
        return switch (link.path()) {
            case DIRECT -> "direct";
            case REVERSED ->
                    link.origin() == LinkInfo.Origin.DIALLED
                            ? "reversed: the peer connected back"
                            : "reversed: this side connected back";
            case PUNCHED -> "punched: both connected at the same moment";
            case RELAYED -> "relayed by " + link.remoteAddress().shortForm();
        };
    }

    /** Returns a row for each way that the last dial tried, in their order. */
    private List<String> attempts() {
        return facts.tried().stream()
                .map(way -> row("tried", "%s: %s".formatted(tried(way.last()), result(way))))
                .toList();
    }

    private static String tried(Attempt attempt) {
        String place = attempt.address().shortForm();
        return switch (attempt.path()) {
            case DIRECT -> place;
            case REVERSED -> "by a signal over %s".formatted(place);
            case PUNCHED -> "at the same moment %s".formatted(place);
            case RELAYED -> "relay " + place;
        };
    }

    private static String result(PathFacts.Tried way) {
        Attempt attempt = way.last();
        long millis = attempt.duration().toMillis();
        String took =
                way.times() == 1
                        ? " (%d ms)".formatted(millis)
                        : " (%d ms, tried %d times)".formatted(millis, way.times());
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

    private List<String> withoutLink(UnaryOperator<String> call) {
        List<String> rows = new ArrayList<>();
        boolean hasDialled = facts.dial().isPresent();
        rows.add(row("link", "none is open; the first message opens one"));
        if (hasDialled) {
            rows.add(row("because", new WaitReason(facts).text()));
            if (!facts.unserved().isEmpty()) {
                MissingPlugin.hint(facts.idle(), call)
                        .lines()
                        .forEach(line -> rows.add(row("hint", line)));
            }
        }
        rows.add(
                row(
                        "address",
                        peer.addresses().isEmpty()
                                ? "none is known"
                                : peer.addresses().stream()
                                        .map(Address::shortForm)
                                        .collect(Collectors.joining(", "))));
        for (DirectoryStatus directory : facts.directories()) {
            boolean isRegistry = !EventLines.isLocalNetwork(directory.address());
            rows.add(
                    row(
                            isRegistry ? "registry" : "network",
                            "%s, asked if no address answers%s"
                                    .formatted(
                                            isRegistry
                                                    ? directory.address().shortForm()
                                                    : "the local one",
                                            state(directory))));
        }
        return rows;
    }

    /** Returns nothing of one that was not asked: a short command asks only when it must. */
    private static String state(DirectoryStatus directory) {
        if (directory.connected()) {
            return "; connected";
        }
        return directory.isOutOfReach() ? "; out of reach" : "";
    }

    private static String row(String what, String is) {
        return "%-10s %s".formatted(what, is);
    }

    /**
     * Returns the peer, its newest link and the tries of the last dial as the fields of a JSON
     * object. Without a link the path is {@code none}, and the fields of links are missing.
     */
    public Map<String, @Nullable Object> fields() {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("name", peer.name());
        fields.put("id", peer.id());
        fields.put("trust", facts.trust());
        fields.put("contact", facts.isContact());
        if (facts.links().isEmpty()) {
            fields.put("path", "none");
            fields.put("because", new WaitReason(facts).text());
        } else {
            link(facts.links().getLast(), fields);
        }
        fields.put("attempts", facts.tried().stream().map(LinkReport::fields).toList());
        return fields;
    }

    private void link(PathFacts.Measured measured, Map<String, @Nullable Object> fields) {
        LinkInfo link = measured.link();
        putLink(link, fields);
        fields.put("upMillis", up(link).toMillis());
        measured.roundTrip()
                .ifPresent(time -> fields.put("roundTripMicros", time.toNanos() / 1_000));
    }

    /** Puts what is known of a link from its beginning among the fields of an object. */
    static void putLink(LinkInfo link, Map<String, @Nullable Object> fields) {
        fields.put("path", word(link.path()));
        if (link.path() == LinkInfo.Path.RELAYED) {
            fields.put("relay", link.remoteAddress().shortForm());
        }
        fields.put("origin", link.origin().name().toLowerCase(Locale.ROOT));
        fields.put("local", link.localAddress());
        fields.put("remote", link.remoteAddress());
        fields.put("transport", link.remoteAddress().scheme());
        fields.put("protocol", link.protocol());
        fields.put("group", link.keyExchange());
        fields.put("cipher", link.cipherSuite());
        fields.put("key", link.peerKey());
        fields.put("since", link.since());
    }

    private static String word(LinkInfo.Path path) {
        return path.name().toLowerCase(Locale.ROOT);
    }

    private static Map<String, Object> fields(PathFacts.Tried way) {
        Attempt attempt = way.last();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("address", attempt.address());
        fields.put("path", word(attempt.path()));
        fields.put("result", attempt.result().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        fields.put("detail", attempt.detail());
        fields.put("millis", attempt.duration().toMillis());
        fields.put("times", way.times());
        return fields;
    }
}
