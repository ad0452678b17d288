package peerlink.registry;

import java.util.Optional;
import peerlink.api.Bytes;
import peerlink.api.PeerId;

/**
 * Who asks to be registered, or to stay so.
 *
 * @param registry where, by its key's id
 * @param peer who, as the link proves
 * @param proof what it shows to have been given a token, of whatever length; see {@link EnrolmentToken#proof}
 */
public record Applicant(PeerId registry, PeerId peer, Optional<Bytes> proof) {}
