package peerlink.core;

import peerlink.api.ProtocolViolationException;

/**
 * The other side's messages on one link: first received, then accepted, then acknowledged. Not safe for use by several
 * threads: the link's lock guards it.
 */
final class ReceiveWindow {
    // while messages come densely, one acknowledgement a moment covers many of them
    private static final int DENSE = 4;

    private long receivedSeq;
    private long acceptedSeq;
    private long ackedSeq;
    private long unacceptedBytes;
    private boolean dense;

    /** Notes a message that came in. */
    void received(long seq, int size) throws ProtocolViolationException {
        if (seq != receivedSeq + 1) {
            throw new ProtocolViolationException(
                    "message %d came after message %d".formatted(seq, receivedSeq));
        }
        if (seq - ackedSeq > ChatLink.WINDOW || unacceptedBytes > ChatLink.WINDOW_BYTES) {
            throw new ProtocolViolationException("more messages than the window allows");
        }
        receivedSeq = seq;
        unacceptedBytes += size;
    }

    /** Notes that a message may be acknowledged. */
    void accepted(long seq, int size) {
        acceptedSeq = Math.max(acceptedSeq, seq);
        unacceptedBytes -= size;
    }

    /** Tells whether there is something to acknowledge. */
    boolean isAckDue() {
        return acceptedSeq > ackedSeq;
    }

    /** Tells whether the acknowledgement should not wait for more messages, lest the other side run out of its window. */
    boolean isAckUrgent() {
        return acceptedSeq - ackedSeq >= ChatLink.WINDOW / 4;
    }

    /** Tells whether the last acknowledgement covered many messages: the next one had better wait for a moment. */
    boolean isDense() {
        return dense;
    }

    /** Returns the number to acknowledge now, which it takes for acknowledged; 0 if there is none. */
    long takeAck() {
        if (!isAckDue()) {
            return 0;
        }
        dense = acceptedSeq - ackedSeq >= DENSE;
        ackedSeq = acceptedSeq;
        return ackedSeq;
    }
}
