package peerlink.cli.local;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import peerlink.api.Address;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.cli.node.HeldPort;
import peerlink.cli.node.PeerLookup;
import peerlink.cli.program.Hints;
import peerlink.cli.text.InviteGaps;
import peerlink.core.Node;
import peerlink.core.model.Invite;

/**
 * Tells what a running node is to its peers.
 *
 * @param invite empty if no peer could use one
 * @param missing the lines about ways that the invite lacks, for people
 */
public record RunningSelf(PeerName name, PeerId id, Optional<Invite> invite, List<String> missing) {
    public RunningSelf {
        missing = List.copyOf(missing);
    }

    /** Describes a node. An invite leaves out the machine's own registry, as others have theirs. */
    static RunningSelf of(Node node, Hints given) {
        Optional<Invite> invite = InviteGaps.invite(node);
        List<String> missing = new ArrayList<>();
        PeerLookup.held(node).map(RunningSelf::warning).ifPresent(missing::add);
        missing.addAll(
                InviteGaps.of(
                        invite,
                        node.directories(),
                        node.diagnosis().relays(),
                        node.diagnosis().isDirect(),
                        given));
        List<String> own =
                node.directories().stream()
                        .map(directory -> directory.address())
                        .filter(address -> address.scheme().equals("local"))
                        .map(Address::shortForm)
                        .toList();
        return new RunningSelf(
                node.self().name(),
                node.self().id(),
                invite.map(all -> without(own, all)),
                missing);
    }

    private static String warning(HeldPort held) {
        return "warning: %s: %s".formatted(held.problem(), held.hint());
    }

    private static Invite without(List<String> own, Invite invite) {
        return invite.addresses().isEmpty()
                ? invite
                : new Invite(
                        invite.name(),
                        invite.addresses(),
                        invite.id(),
                        invite.registries().stream()
                                .filter(registry -> !own.contains(registry.shortForm()))
                                .toList());
    }

    /** Returns the name, the id, the invite or an empty line, and then what is missing. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(name.text());
        lines.add(id.text());
        lines.add(invite.map(Invite::toString).orElse(""));
        lines.addAll(missing);
        return lines;
    }

    /** Reads the lines of an answer. */
    public static RunningSelf parse(List<String> lines) {
        return new RunningSelf(
                new PeerName(lines.get(0)),
                new PeerId(lines.get(1)),
                Optional.of(lines.get(2)).filter(line -> !line.isEmpty()).map(Invite::parse),
                lines.subList(3, lines.size()));
    }
}
