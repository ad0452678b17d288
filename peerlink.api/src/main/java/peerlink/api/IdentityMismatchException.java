package peerlink.api;

import java.io.IOException;

/** Reports that another key answered than the one expected. Nothing was sent to it. */
public final class IdentityMismatchException extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient PeerId expected;
    private final transient PeerId actual;

    public IdentityMismatchException(PeerId expected, PeerId actual) {
        super(
                "another key answered: expected %s, found %s"
                        .formatted(expected.shortForm(), actual.shortForm()));
        this.expected = expected;
        this.actual = actual;
    }

    public PeerId expected() {
        return expected;
    }

    public PeerId actual() {
        return actual;
    }
}
