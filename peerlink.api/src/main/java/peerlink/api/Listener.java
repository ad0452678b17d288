package peerlink.api;

/** Accepts links on one address. */
public interface Listener extends AutoCloseable {
    /** Returns the address it listens on, with the actual port. */
    Address address();

    /**
     * Stops accepting and closes the links that it accepted. Does nothing the second time. Never
     * blocks for long.
     */
    @Override
    void close();
}
