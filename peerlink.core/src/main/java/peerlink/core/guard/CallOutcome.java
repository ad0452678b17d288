package peerlink.core.guard;

import org.jspecify.annotations.Nullable;

/**
 * Tells how a guarded call ended.
 *
 * @param value the code's result, null if it failed
 * @param failure the reason if it failed
 */
public record CallOutcome<T>(@Nullable T value, @Nullable CallFailedException failure) {
    static <T> CallOutcome<T> failed(CallFailedException.Kind kind, String reason) {
        return new CallOutcome<>(null, new CallFailedException(kind, reason));
    }
}
