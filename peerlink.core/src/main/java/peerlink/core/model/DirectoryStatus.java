package peerlink.core.model;

import peerlink.api.Address;

/**
 * The status of one of a node's directories.
 *
 * @param address the directory
 * @param connected whether it can be reached now, as far as the node knows
 * @param code the code of the refusal that {@code detail} tells, as in {@link
 *     peerlink.api.RefusedException#code}; empty if it tells of none
 * @param detail one line for people, such as why it can't be reached or why it refused the node's
 *     name; empty if there is nothing to say
 */
public record DirectoryStatus(Address address, boolean connected, String code, String detail) {
    /** Makes the status of a directory that is not known to refuse. */
    public DirectoryStatus(Address address, boolean connected, String detail) {
        this(address, connected, "", detail);
    }

    /**
     * Tells whether it was asked and did not answer. One that has not been asked yet is neither
     * connected nor out of reach.
     */
    public boolean isOutOfReach() {
        return !connected && !detail.isEmpty();
    }
}
