package peerlink.core.model;

import java.util.Optional;
import peerlink.api.Address;
import peerlink.api.DirectoryProbe;

/**
 * The answer of a directory that was asked how it sees this node.
 *
 * @param probe empty if it did not tell
 * @param code the code of a refusal, as in {@link peerlink.api.RefusedException#code}; empty if it
 *     did not refuse
 * @param failure the reason why it did not tell, one line for people; empty if it told, or is of a
 *     kind that can't
 */
public record DirectoryCheck(
        Address directory, Optional<DirectoryProbe> probe, String code, String failure) {}
