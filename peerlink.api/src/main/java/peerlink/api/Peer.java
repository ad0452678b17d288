package peerlink.api;

import java.util.List;

/**
 * A peer as a directory or an invite tells of it. The id is what counts; name and addresses are hints that a link must
 * prove.
 *
 * @param id the peer's key
 * @param name the name it claims
 * @param addresses where it may be reached, best first, at most {@value #MAX_ADDRESSES}; empty if nobody knows
 */
public record Peer(PeerId id, PeerName name, List<Address> addresses) {
    /** How many addresses a peer may announce. */
    public static final int MAX_ADDRESSES = 8;

    public Peer {
        addresses = List.copyOf(addresses);
        if (addresses.size() > MAX_ADDRESSES) {
            throw new IllegalArgumentException(
                    addresses.size() + " addresses (at most " + MAX_ADDRESSES + ")");
        }
    }
}
