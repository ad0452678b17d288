package peerlink.core.model;

import java.time.Instant;
import peerlink.api.Peer;

/**
 * The last known record of a peer that no directory lists now. The peer may be there in spite of
 * that, or somewhere else by now.
 *
 * @param peer the peer under its name, and at its addresses, of that time
 * @param at the time at which a directory last told that it is there
 */
public record LastKnown(Peer peer, Instant at) {}
