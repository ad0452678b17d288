package peerlink.core.model;

import peerlink.api.PeerUnavailableException;
import peerlink.api.Printable;

/** Says that the name or id that the user has typed is no known peer's, or is the user's own. */
public final class UnknownPeerException extends PeerUnavailableException {
    private static final long serialVersionUID = 1L;

    private final String typed;
    private final boolean isSelf;

    private UnknownPeerException(String message, String typed, boolean isSelf) {
        super(message);
        this.typed = typed;
        this.isSelf = isSelf;
    }

    public static UnknownPeerException nobody(String nameOrId) {
        return new UnknownPeerException(
                "nobody called '" + Printable.excerpt(nameOrId) + "' is known or online",
                nameOrId,
                false);
    }

    public static UnknownPeerException self(String nameOrId) {
        return new UnknownPeerException("that is you", nameOrId, true);
    }

    /** Returns the name or id as it was typed. */
    public String typed() {
        return typed;
    }

    /** Tells whether it is this node's own name or id, which stands for no other peer. */
    public boolean isSelf() {
        return isSelf;
    }
}
