package peerlink.cli.terminal;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import peerlink.cli.text.Line;
import peerlink.cli.text.TerminalSequence;

/** A request to the thread that prints on the screen. */
sealed interface ScreenEntry {
    /**
     * @param counted whether it takes a place in the queue's capacity
     * @param printed completed when the line is written; null if no thread waits for that
     */
    record Show(Line line, boolean counted, @Nullable CompletableFuture<Void> printed)
            implements ScreenEntry {}

    /** Adds or changes a line that may still change. */
    record Change(Object key, Line line, boolean isNew) implements ScreenEntry {}

    record Leave(Object key) implements ScreenEntry {}

    record Settle(Object key, Line line, Line after) implements ScreenEntry {}

    /** Shows the changed progress of tasks and status; one of these waits at most. */
    record Status() implements ScreenEntry {}

    /** Draws the prompt anew, as the terminal's size has changed. */
    record Resized() implements ScreenEntry {}

    record Clear() implements ScreenEntry {}

    /** Asks something of the terminal. */
    record Send(TerminalSequence sequence) implements ScreenEntry {}

    /** The last entry. */
    record Close() implements ScreenEntry {}
}
