package peerlink.cli.local;

import java.io.IOException;
import java.nio.file.Path;
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
     * Shows the part of the request that is done, 0 to 1, in the place of the call before, until a
     * line is shown or the request ends.
     */
    default void part(String text, double part) {}

    /**
     * Copies the standard input to a file that is there, up to its end. Blocks.
     *
     * @return false if there is none
     */
    default boolean copiesInput(Path file) throws IOException {
        return false;
    }

    /**
     * Asks the user a question. May be called on any thread, one at a time.
     *
     * @return empty if there is nobody to answer
     */
    default Optional<String> ask(String question) {
        return Optional.empty();
    }
}
