package peerlink.api;

import java.util.List;

/**
 * Describes a node to a directory. The directory knows the node's id from the link.
 *
 * @param name the name by which to find the node
 * @param addresses the addresses on which the node listens, best first, at most {@value
 *     Peer#MAX_ADDRESSES}
 * @param visibility the peers that the directory may tell
 */
public record Announcement(PeerName name, List<Address> addresses, Visibility visibility) {
    public Announcement {
        addresses = List.copyOf(addresses);
        if (addresses.size() > Peer.MAX_ADDRESSES) {
            throw new IllegalArgumentException(
                    addresses.size() + " addresses (at most " + Peer.MAX_ADDRESSES + ")");
        }
    }

    /** Announces a node to every peer that the directory tells. */
    public Announcement(PeerName name, List<Address> addresses) {
        this(name, addresses, Visibility.PUBLIC);
    }
}
