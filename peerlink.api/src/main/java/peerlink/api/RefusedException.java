package peerlink.api;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reports that the other side understood and declined. */
public final class RefusedException extends IOException {
    /**
     * The longest time that the other side can ask for: a liar must not silence this node for
     * longer.
     */
    public static final Duration MAX_RETRY_AFTER = Duration.ofMinutes(5);

    private static final long serialVersionUID = 1L;

    private final String code;
    private final @Nullable Duration retryAfter;

    /**
     * @param code a short stable word such as {@code name-taken} or {@code unknown-protocol}
     * @param message the reason for people; cleaned here, since it may come from outside
     */
    public RefusedException(String code, String message) {
        super(Printable.line(message));
        this.code = Printable.excerpt(code);
        this.retryAfter = null;
    }

    /**
     * @param code a short stable word such as {@code rate-limited}
     * @param message the reason for people; cleaned here, since it may come from outside
     * @param retryAfter the time from now on after which another try may succeed; cut to {@link
     *     #MAX_RETRY_AFTER}, and to nothing if it is negative
     */
    public RefusedException(String code, String message, Duration retryAfter) {
        super(Printable.line(message));
        this.code = Printable.excerpt(code);
        this.retryAfter = bounded(retryAfter);
    }

    public String code() {
        return code;
    }

    /**
     * Returns the time for which to leave the other side alone, if another try may succeed then.
     */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    private static Duration bounded(Duration asked) {
        if (asked.isNegative()) {
            return Duration.ZERO;
        }
        return asked.compareTo(MAX_RETRY_AFTER) > 0 ? MAX_RETRY_AFTER : asked;
    }
}
