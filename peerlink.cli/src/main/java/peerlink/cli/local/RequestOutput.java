package peerlink.cli.local;

import java.util.Optional;
import java.util.function.Consumer;
import peerlink.cli.text.OutboxRow;

/** Shows what a local request tells before its end, in the process that has made it. */
public interface RequestOutput {
    /**
     * Returns an output that shows lines.
     *
     * @param lines gets the lines of the output
     * @param asides gets the lines for people beside it
     */
    static RequestOutput of(Consumer<String> lines, Consumer<String> asides) {
        return new RequestOutput() {
            @Override
            public void line(String line) {
                lines.accept(line);
            }

            @Override
            public void aside(String line) {
                asides.accept(line);
            }
        };
    }

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
