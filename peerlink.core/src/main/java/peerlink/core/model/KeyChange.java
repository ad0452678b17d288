package peerlink.core.model;

import peerlink.api.PeerId;

/**
 * The other key that a directory gives for a contact's name.
 *
 * @param found the other key, the first one if there are several
 * @param before the trust in the contact's own key until then: {@link Trust#UNVERIFIED} or {@link
 *     Trust#VERIFIED}
 */
public record KeyChange(PeerId found, Trust before) {
    public KeyChange {
        if (before != Trust.UNVERIFIED && before != Trust.VERIFIED) {
            throw new IllegalArgumentException("no key can change that is " + before);
        }
    }
}
