package peerlink.core.signal;

import java.io.IOException;
import java.util.List;
import peerlink.api.Address;
import peerlink.api.Bytes;
import peerlink.api.PeerId;

/** Has signals passed on. Safe for use by several threads. */
public interface SignalPost {
    /** Returns the directories that may pass on signals now. Never blocks. */
    List<Address> directories();

    /**
     * Has a directory pass a signal on; blocks at most 10 seconds.
     *
     * @throws IOException if it does not
     */
    void send(Address directory, PeerId peer, Bytes signal) throws IOException;
}
