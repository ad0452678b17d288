package peerlink.core.signal;

import java.io.IOException;
import java.util.Optional;
import peerlink.api.Address;
import peerlink.api.Bytes;
import peerlink.api.PeerId;

/** A way on which signals reach a peer, and on which its answers come. */
public interface SignalRoute {
    /** Returns the address of the directory, or of the other end of the link. */
    Address address();

    /** Tells whether it is an open link with the peer itself. */
    boolean isLink();

    /**
     * Returns the address at which this node has reached the peer for the link, and may do so
     * again; empty if there is none, and for a directory.
     */
    Optional<Address> reached();

    /**
     * Has a signal passed on; blocks at most 10 seconds.
     *
     * @throws IOException if it is not passed on
     */
    void send(PeerId peer, Bytes signal) throws IOException;
}
