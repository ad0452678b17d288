package peerlink.registry.protocol;

import java.time.Duration;
import peerlink.api.Protocol;
import peerlink.registry.store.PeerRecord;

/** Holds the numbers of the protocol; {@code docs/registry-protocol.md} has the same. */
public final class ProtocolLimits {
    public static final Protocol PROTOCOL = new Protocol("registry", 1);

    /** The longest frame that a client may send, in bytes. */
    public static final int MAX_REQUEST = 4 << 10;

    /**
     * The longest frame of a client that is read at all, to be answered that it is too long; a
     * longer one ends the link.
     */
    public static final int MAX_REQUEST_TAKEN = 16 << 10;

    /**
     * The longest frame that a server may send, in bytes: a full page of the longest records has 57
     * KiB.
     */
    static final int MAX_ANSWER = 128 << 10;

    /** The longest signed record, in bytes. */
    public static final int MAX_RECORD = 1 << 10;

    /** The length of a signature: Ed25519, and ECDSA P-256 as r and s. */
    public static final int SIGNATURE = 64;

    /** The length of a proof that a peer knows the registry's token. */
    static final int PROOF = 32;

    /** The longest signal that is passed on, in bytes. */
    public static final int MAX_SIGNAL = 1 << 10;

    /** The longest SubjectPublicKeyInfo, in bytes; that of a P-256 key has 91. */
    static final int MAX_KEY = 128;

    /** The largest integer that every language's numbers hold exactly. */
    public static final long MAX_NUMBER = (1L << 53) - 1;

    /** The most records in a page of the list, and changes in a frame. */
    public static final int PAGE = 50;

    public static final int MAX_PREFIX_ANSWERS = 20;

    /** The longest text of an error, in characters. */
    static final int MAX_ERROR_TEXT = 300;

    /**
     * The most by which a statement's time may lie from the registry's clock, either way, when it
     * is sent.
     */
    public static final Duration MAX_SKEW = Duration.ofMinutes(5);

    /**
     * The most by which a record may be ahead of a client's clock: two clocks that one registry
     * takes are no further apart.
     */
    public static final Duration MAX_AHEAD = MAX_SKEW.multipliedBy(2);

    /** The age of a record at which its peer signs another. */
    public static final Duration RECORD_LIFE = PeerRecord.MAX_AGE.dividedBy(2);

    private ProtocolLimits() {}
}
