package peerlink.registry.store.embedded;

import java.io.IOException;

/**
 * Writes the steps of an embedded store before the store goes by them. {@link #append} and {@link
 * #commit} are called by one thread at a time, the rest by any.
 */
interface Journal extends AutoCloseable {
    /**
     * Takes a step, to be written once it is committed.
     *
     * @return its position, greater than all before
     * @throws IOException if nothing can be written any more
     */
    long append(LogEntry entry) throws IOException;

    /** Lets the appended steps be written. */
    void commit();

    /** Waits until a step is durable. */
    void await(long position) throws IOException;

    /** Throws if nothing can be written any more. */
    void probe() throws IOException;

    @Override
    void close();
}
