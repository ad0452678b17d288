package peerlink.core.model;

import java.io.IOException;

/** A name is wanted for a peer by which this node knows another one. Nothing was changed. */
public final class NameTakenException extends IOException {
    private static final long serialVersionUID = 1L;

    public NameTakenException(Contact holder) {
        super("the name %s is taken by %s".formatted(holder.name(), holder.id().shortForm()));
    }
}
