package peerlink.api;

import java.io.IOException;

/** The other side understood and declined. */
public final class RefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String code;

    /**
     * @param code a short stable word such as {@code name-taken} or {@code unknown-protocol}
     * @param message the reason for people; cleaned here, since it may come from outside
     */
    public RefusedException(String code, String message) {
        super(Printable.line(message));
        this.code = Printable.excerpt(code);
    }

    public String code() {
        return code;
    }
}
