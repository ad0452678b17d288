package peerlink.core.model;

import java.time.Instant;
import peerlink.api.Peer;

/**
 * What was told last of a peer that no directory tells of now: it may be there all the same, or somewhere else by now.
 *
 * @param peer under the name that it had, at the addresses where it was
 * @param at when it was last told to be there
 */
public record LastKnown(Peer peer, Instant at) {}
