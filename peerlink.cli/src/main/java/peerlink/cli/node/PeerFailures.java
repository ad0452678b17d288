package peerlink.cli.node;

import java.util.Set;
import peerlink.api.IdentityMismatchException;
import peerlink.api.PeerUnavailableException;
import peerlink.api.RefusedException;
import peerlink.api.UntrustedPeerException;
import peerlink.cli.program.CliException;
import peerlink.cli.program.ExitCode;
import peerlink.cli.program.Failures;
import peerlink.cli.program.Hints;
import peerlink.cli.text.ContactLines;
import peerlink.cli.text.EventLines;
import peerlink.cli.text.HostPort;
import peerlink.core.Node;
import peerlink.core.model.DirectoryStatus;
import peerlink.core.model.UnknownPeerException;

/** Words the failures of commands that need a peer, with hints. */
public final class PeerFailures {
    private PeerFailures() {}

    /**
     * Returns the exception with which a shell command that needs a peer fails, with its hint.
     *
     * @param peer the peer as the user typed it
     * @param given the options of the command
     */
    public static Exception ofPeer(Exception failure, Node node, String peer, Hints given) {
        ContactLines contacts = ContactLines.onCommandLine(given);
        return switch (failure) {
            case UnknownPeerException e ->
                    new CliException(
                            ExitCode.PEER_UNAVAILABLE, Failures.message(e), others(node, given));
            case PeerUnavailableException e ->
                    unavailable(Failures.message(e), node, others(node, given));
            case RefusedException e ->
                    new CliException(
                            ExitCode.PEER_UNAVAILABLE,
                            refused(peer, e),
                            waits(e)
                                    ? "%s can tell you from others by your code:\n%s"
                                            .formatted(peer, given.call("id"))
                                    : "");
            case UntrustedPeerException e ->
                    new CliException(ExitCode.UNTRUSTED, Failures.message(e), contacts.listing());
            case IdentityMismatchException e ->
                    new CliException(
                            ExitCode.UNTRUSTED,
                            Failures.message(e),
                            node.contacts().of(e.expected()).isPresent()
                                    ? "if %s has a new key (ask first, some other way):\n%s"
                                            .formatted(peer, contacts.command("forget " + peer))
                                    : others(node, given));
            default -> failure;
        };
    }

    /**
     * Returns the failure of a peer that can't be reached. It also names a registry whose port
     * another program holds, as that registry may know the peer's address.
     *
     * @param hint the hint if no port is held
     */
    public static CliException unavailable(String problem, Node node, String hint) {
        return PeerLookup.held(node)
                .map(
                        held ->
                                new CliException(
                                        ExitCode.PEER_UNAVAILABLE,
                                        problem + "; " + held.problem(),
                                        held.hint()))
                .orElseGet(() -> new CliException(ExitCode.PEER_UNAVAILABLE, problem, hint));
    }

    /**
     * Returns the command that lists the peers to write to. If all registries are this machine's,
     * these are the peers that are online. Otherwise they are the contacts, since a registry may
     * show its list to registered peers alone.
     */
    private static String others(Node node, Hints given) {
        return node.directories().stream()
                        .map(DirectoryStatus::address)
                        .filter(address -> !EventLines.isLocalNetwork(address))
                        .allMatch(HostPort::isLoopback)
                ? given.callOnline("peers")
                : given.call("contacts");
    }

    /** Returns the refusal as a message in which the peer's words don't pass for this program's. */
    public static String refused(String peer, RefusedException refusal) {
        return "refused by %s: %s".formatted(peer, Failures.message(refusal));
    }

    /**
     * Tells whether the peer may yet accept the request. The codes are those of docs/protocol.md.
     */
    private static boolean waits(RefusedException refused) {
        return Set.of("request-pending", "not-accepted").contains(refused.code());
    }
}
