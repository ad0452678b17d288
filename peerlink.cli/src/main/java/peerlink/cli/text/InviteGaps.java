package peerlink.cli.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import peerlink.api.Address;
import peerlink.cli.program.Hints;
import peerlink.cli.program.ProgramName;
import peerlink.core.Node;
import peerlink.core.model.DirectoryStatus;
import peerlink.core.model.Invite;
import peerlink.core.model.RelayStatus;

/** Tells which ways of a node its invite lacks, and why. */
public final class InviteGaps {
    private InviteGaps() {}

    /** Returns the node's invite; empty if no peer could use any of its ways. */
    public static Optional<Invite> invite(Node node) {
        try {
            return Optional.of(node.invite());
        } catch (IllegalStateException e) {
            return Optional.empty(); // it has none yet, or listens nowhere
        }
    }

    /**
     * Returns the lines about registries and relays that are in use and yet no way of the invite.
     *
     * @param invite empty if there is none
     * @param isDirect whether links to peers may be direct
     * @param given makes the commands
     */
    public static List<String> of(
            Optional<Invite> invite,
            List<DirectoryStatus> directories,
            List<RelayStatus> relays,
            boolean isDirect,
            Hints given) {
        List<Address> registries = invite.map(Invite::registries).orElse(List.of());
        List<String> lines = new ArrayList<>();
        for (DirectoryStatus directory : directories) {
            Address address = directory.address();
            if (address.scheme().equals("registry")
                    && !HostPort.isLoopback(address)
                    && !isAmong(registries, address)) {
                lines.add(
                        "without the registry %s, %s"
                                .formatted(
                                        address.shortForm(),
                                        reason(
                                                directory.detail(),
                                                "which has not listed you yet")));
                if (directory.code().equals("name-taken")) {
                    lines.add("  with another name: " + given.callOnline("--name NAME"));
                }
            }
        }
        List<Address> places = invite.map(Invite::addresses).orElse(List.of());
        for (RelayStatus relay : relays) {
            // a registry of the invite tells of the place at its relay
            if (relay.latency().isEmpty()
                    && !isAmong(registries, relay.relay())
                    && !isAmong(places, relay.relay())) {
                lines.add(
                        "without the relay %s, %s"
                                .formatted(
                                        relay.relay().shortForm(),
                                        reason(
                                                relay.failure(),
                                                "which has not given you a place yet")));
            }
        }
        lines.addAll(unreachable(isDirect, relays));
        return lines;
    }

    /**
     * Returns the lines for a node to which nobody can open a link, the last one a command; none if
     * somebody can.
     *
     * @param isDirect whether links to peers may be direct
     * @param relays the relays that the node knows, whether it has a place there or not
     */
    public static List<String> unreachable(boolean isDirect, List<RelayStatus> relays) {
        return isDirect || !relays.isEmpty()
                ? List.of()
                : List.of(
                        "direct is false and no relay is known, so nobody can open a link to you",
                        "on a machine that all reach, the following prints the --relay to start with:",
                        // a line of its own, so that no terminal breaks it
                        "  " + ProgramName.call("relay --listen 0.0.0.0:7779"));
    }

    private static String reason(String known, String otherwise) {
        return known.isEmpty() ? otherwise : "since: " + known;
    }

    private static boolean isAmong(List<Address> ways, Address address) {
        return ways.stream().anyMatch(way -> way.shortForm().equals(address.shortForm()));
    }
}
