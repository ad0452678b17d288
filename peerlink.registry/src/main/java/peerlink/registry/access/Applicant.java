package peerlink.registry.access;

import java.util.Optional;
import peerlink.api.Bytes;
import peerlink.api.PeerId;

/**
 * Describes a peer that asks to be registered, or to stay so.
 *
 * @param registry the id of the registry's key
 * @param peer the id of the peer, as the link proved
 * @param proof the peer's proof that it was given a token, of any length; see {@link
 *     EnrolmentToken#proof}
 */
public record Applicant(PeerId registry, PeerId peer, Optional<Bytes> proof) {}
