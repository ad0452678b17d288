package peerlink.core.peer;

import java.io.IOException;
import peerlink.api.Address;
import peerlink.api.Link;
import peerlink.api.LinkInfo;
import peerlink.api.PeerId;

/**
 * Finds ways to peers that this node can't simply connect to: asks a peer to connect back, or to
 * connect at the same moment. Safe for use by several threads.
 */
public interface Rendezvous {
    /** Finds no way to anybody. */
    Rendezvous NONE =
            (_, _, found) -> {
                found.ended();
                return () -> {};
            };

    /**
     * Begins to ask a peer for a link. Returns at once.
     *
     * @param mayBeRelayed whether a link over a relay is wanted too
     */
    Asking ask(PeerId peer, boolean mayBeRelayed, Found found);

    /** Goes on until it is given up. */
    interface Asking extends AutoCloseable {
        /** Gives up the tries under way; never blocks for long. */
        @Override
        void close();
    }

    /** Learns of the tries, on threads of the rendezvous. */
    interface Found {
        /**
         * Learns that a try begins.
         *
         * @param address the peer's, or that of the directory or link that is to pass a signal on
         */
        Try trying(Address address, LinkInfo.Path path);

        /** Learns that all tries have ended. */
        void ended();
    }

    /** Learns of the end of one try; only the first end counts. */
    interface Try {
        /**
         * Takes a link on which the peer has proved its key, and says hello on it. Blocks; closes
         * the link if it is not wanted.
         */
        void linked(Link link);

        /** Learns of the failure. */
        void failed(IOException reason);
    }
}
