package peerlink.bench;

/** Numbers the frames between {@link BareDialer} and {@link BareAnswerer}. */
final class BareFrame {
    /** Asks for the same bytes. */
    static final int ECHO = 1;

    /** Asks for the same bytes, once a page is on the answerer's disk. */
    static final int KEEP_AND_ECHO = 2;

    /** Sends a message that is counted. */
    static final int COUNT = 3;

    /** Sends a message that is kept with the other ones of its batch, whose end is acknowledged. */
    static final int KEEP = 4;

    /** Asks for the number of all messages since the last time. */
    static final int END = 5;

    /** The number of messages for which the disk is waited for once. */
    static final int BATCH = 150;

    private BareFrame() {}
}
