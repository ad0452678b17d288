package peerlink.cli.local;

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
}
