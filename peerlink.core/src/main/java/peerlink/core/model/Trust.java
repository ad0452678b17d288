package peerlink.core.model;

/** How far this node's user trusts that a key belongs to whom its name says. */
public enum Trust {
    /** The key is the one first seen under the name; nobody has compared it. */
    UNVERIFIED,

    /** The user has vouched for the key, or it came in an invite. */
    VERIFIED,

    /** The name stands for another key than the one first seen; nothing is sent to it. */
    CHANGED,

    /** The user wants nothing from this key; its links are refused and nothing is sent to it. */
    BLOCKED
}
