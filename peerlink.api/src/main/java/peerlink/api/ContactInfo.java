package peerlink.api;

/**
 * A contact of the user: a peer that has a name here, and the trust in its key.
 *
 * @param peer the peer, under the name that it has here, and where it was last reached
 * @param trust the trust in its key
 */
public record ContactInfo(Peer peer, TrustLevel trust) {}
