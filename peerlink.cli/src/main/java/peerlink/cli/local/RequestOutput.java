package peerlink.cli.local;

import java.util.Optional;
import peerlink.cli.text.OutboxRow;

/** Shows what a local request tells before its end, in the process that has made it. */
public interface RequestOutput {
    /** Shows a message of the outbox. */
    default void row(OutboxRow row) {}

    /** Shows a line of the output, or of what the request is waiting for. */
    default void line(String line) {}

    /** Shows a line for people, beside an output that is for programs. */
    default void aside(String line) {}

    /**
     * Asks the user a question. May be called on any thread, one at a time.
     *
     * @return empty if there is nobody to answer
     */
    default Optional<String> ask(String question) {
        return Optional.empty();
    }
}
