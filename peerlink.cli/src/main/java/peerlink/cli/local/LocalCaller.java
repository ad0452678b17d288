package peerlink.cli.local;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** The process that has made a local request. Safe for use by several threads. */
interface LocalCaller {
    /** Tells it of the request: any answer but the last. */
    void tell(LocalAnswer answer);

    /**
     * Asks its user a question, and waits for the answer.
     *
     * @return empty if there is nobody to answer
     */
    Optional<String> ask(String question) throws InterruptedException;

    /**
     * Has it copy its standard input to a file, and waits for that.
     *
     * @param file absolute; is there
     * @return whether it has a standard input
     */
    boolean copiesInput(Path file) throws IOException, InterruptedException;
}
