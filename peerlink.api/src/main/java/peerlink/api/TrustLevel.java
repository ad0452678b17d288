package peerlink.api;

/** The trust of the user that a key belongs to the person whose name it has. */
public enum TrustLevel {
    /** The key is the one first seen under the name; the user has not compared it. */
    UNVERIFIED,

    /** The user has vouched for the key, or it came in an invite. */
    VERIFIED,

    /** Another key is found under the name; nothing is sent to it. */
    CHANGED,

    /** The user wants nothing from this key. */
    BLOCKED
}
