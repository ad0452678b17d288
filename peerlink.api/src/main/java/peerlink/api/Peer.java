package peerlink.api;

import java.util.List;

/**
 * Describes a peer as a directory or an invite does. The id alone counts; name and addresses are
 * hints that a link must prove.
 *
 * @param id the peer's key
 * @param name the name it claims
 * @param addresses the addresses that may reach it, best first, at most {@value #MAX_ADDRESSES};
 *     empty if none is known
 */
public record Peer(PeerId id, PeerName name, List<Address> addresses) {
    /** The most addresses that a peer may announce. */
    public static final int MAX_ADDRESSES = 8;

    public Peer {
        addresses = List.copyOf(addresses);
        if (addresses.size() > MAX_ADDRESSES) {
            throw new IllegalArgumentException(
                    addresses.size() + " addresses (at most " + MAX_ADDRESSES + ")");
        }
    }
}
