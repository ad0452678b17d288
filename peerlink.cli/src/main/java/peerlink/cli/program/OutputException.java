package peerlink.cli.program;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Says that the standard output did not take all that a command printed. */
public final class OutputException extends IOException {
    private static final long serialVersionUID = 1L;

    private final boolean isReaderGone;

    /**
     * @param cause the system's answer, if it is known
     */
    OutputException(@Nullable IOException cause) {
        super("the output can't be written: " + reason(cause), cause);
        this.isReaderGone = systemReason(cause).equals("Broken pipe");
    }

    /**
     * Tells whether the reader of a pipe has seen enough and is gone, as {@code head -1} does. The
     * user needs no error then.
     */
    public boolean isReaderGone() {
        return isReaderGone;
    }

    /** Returns the reason in words. The launcher's locale makes the system say it in English. */
    private static String reason(@Nullable IOException cause) {
        return switch (systemReason(cause)) {
            case "" -> "nobody reads it, or its disk is full";
            case "No space left on device" -> "the disk is full";
            case "Bad file descriptor" -> "the standard output is closed";
            case "Broken pipe" -> "nobody reads it";
            default -> Failures.lowerCase(systemReason(cause));
        };
    }

    private static String systemReason(@Nullable IOException cause) {
        return cause == null || cause.getMessage() == null ? "" : cause.getMessage();
    }
}
