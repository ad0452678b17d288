package peerlink.cli.repl;

import peerlink.api.Peer;
import peerlink.cli.program.Hints;
import peerlink.core.Node;

/** Hints for a user who is alone online: the places where somebody to talk to may come from. */
final class AloneHints {
    private AloneHints() {}

    /** Returns a profile's name for a second user on this machine. */
    static String somebodyElse(Peer self) {
        return self.name().text().equals("bob") ? "alice" : "bob";
    }

    /**
     * Tells whether the node uses this machine's own registry: then another profile here is a peer
     * to talk to.
     */
    static boolean isLocal(Node node) {
        return node.directories().stream()
                .anyMatch(directory -> directory.address().scheme().equals("local"));
    }

    /**
     * Returns the hint for a user who is alone online.
     *
     * @param given makes the command that starts another profile
     */
    static String nobodyElse(Node node, Hints given) {
        if (!isLocal(node)) {
            return "nobody is listed; /chat with an exact name or id may find somebody, and others find you by /invite";
        }
        return "nobody else is here yet; in another terminal:\n"
                + given.callOther(somebodyElse(node.self()));
    }
}
