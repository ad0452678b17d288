package peerlink.api;

/** Keeps something in force until it is closed: an entry in a directory, a watch, a handler. */
public interface Registration extends AutoCloseable {
    /**
     * Ends the registration: deregisters from a directory, unless that can't be reached. Does
     * nothing the second time. Waits no longer than two seconds.
     */
    @Override
    void close();
}
