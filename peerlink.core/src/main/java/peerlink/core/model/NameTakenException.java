package peerlink.core.model;

import java.io.IOException;

/** Says that a name wanted for a peer is another contact's. Nothing was changed. */
public final class NameTakenException extends IOException {
    private static final long serialVersionUID = 1L;

    public NameTakenException(Contact owner) {
        super("the name %s is taken by %s".formatted(owner.name(), owner.id().shortForm()));
    }
}
