package peerlink.core.model;

/** The trust of this node's user that a key belongs to the person whose name it has. */
public enum Trust {
    /** The key is the one first seen under the name; the user has not compared it. */
    UNVERIFIED,

    /** The user has vouched for the key, or it came in an invite. */
    VERIFIED,

    /** The name stands for another key than the one first seen; nothing is sent to it. */
    CHANGED,

    /** The user wants nothing from this key; its links are refused and nothing is sent to it. */
    BLOCKED
}
