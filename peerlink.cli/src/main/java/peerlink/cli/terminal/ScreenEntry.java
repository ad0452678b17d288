package peerlink.cli.terminal;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import peerlink.cli.text.Line;

/** What the thread that prints on the screen is asked for. */
sealed interface ScreenEntry {
    /**
     * @param counted whether room was taken for it
     * @param printed to be completed when it is written; null if nobody waits for that
     */
    record Show(Line line, boolean counted, @Nullable CompletableFuture<Void> printed)
            implements ScreenEntry {}

    /** A line that may still change is new, or has changed. */
    record Change(Object key, Line line, boolean isNew) implements ScreenEntry {}

    record Leave(Object key) implements ScreenEntry {}

    record Settle(Object key, Line line, Line after) implements ScreenEntry {}

    /** How far tasks have come has changed; one of these waits at most. */
    record Status() implements ScreenEntry {}

    record Clear() implements ScreenEntry {}

    /** The last one. */
    record Close() implements ScreenEntry {}
}
