package peerlink.core;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import peerlink.api.ProtocolViolationException;

/**
 * Our messages on one link: first queued, then sent, until they are acknowledged or refused. Not safe for use by several
 * threads: the link's lock guards it.
 */
final class SendWindow {
    private static final int BATCH = 256;
    private static final long BATCH_BYTES = 256 << 10;

    private final ArrayDeque<Outgoing> queued = new ArrayDeque<>();
    private final ArrayDeque<Outgoing> sent = new ArrayDeque<>();
    private long bytes;
    private long sentSeq;
    private long ackedSeq;

    boolean isEmpty() {
        return queued.isEmpty() && sent.isEmpty();
    }

    /** Tells whether there is no room for a message of so many bytes. One message always fits. */
    boolean isFull(int size) {
        int messages = queued.size() + sent.size();
        return messages >= ChatLink.WINDOW || messages > 0 && bytes + size > ChatLink.WINDOW_BYTES;
    }

    boolean hasQueued() {
        return !queued.isEmpty();
    }

    void add(Outgoing outgoing) {
        queued.add(outgoing);
        bytes += size(outgoing);
    }

    /**
     * Takes as many queued messages as are written at once.
     *
     * @param batch gets them
     * @return the number of the first one
     */
    long takeBatch(List<Outgoing> batch) {
        long first = sentSeq + 1;
        long size = 0;
        while (!queued.isEmpty() && batch.size() < BATCH && size < BATCH_BYTES) {
            Outgoing outgoing = queued.remove();
            sent.add(outgoing);
            batch.add(outgoing);
            size += size(outgoing);
            sentSeq++;
        }
        return first;
    }

    /** Returns the messages that are acknowledged by this, and forgets them. */
    List<Outgoing> acknowledged(long seq) throws ProtocolViolationException {
        if (seq > sentSeq) {
            throw new ProtocolViolationException(
                    "message %d was acknowledged, %d was the last sent".formatted(seq, sentSeq));
        }
        List<Outgoing> delivered = new ArrayList<>();
        while (ackedSeq < seq && !sent.isEmpty()) {
            Outgoing outgoing = sent.remove();
            bytes -= size(outgoing);
            delivered.add(outgoing);
            ackedSeq++;
        }
        return delivered;
    }

    /** Returns the messages that are refused by this, the queued ones too, and forgets them. */
    List<Outgoing> refused(long seq) throws ProtocolViolationException {
        if (seq <= ackedSeq || seq > sentSeq) {
            throw new ProtocolViolationException(
                    "message %d was refused, %d was the last sent and %d the last acknowledged"
                            .formatted(seq, sentSeq, ackedSeq));
        }
        ArrayDeque<Outgoing> refused = new ArrayDeque<>();
        for (long last = sentSeq; last >= seq; last--) {
            refused.addFirst(sent.removeLast());
        }
        refused.addAll(removeQueued());
        return List.copyOf(refused);
    }

    /** Returns the messages that may or may not have arrived, and forgets them. */
    List<Outgoing> removeSent() {
        return emptied(sent);
    }

    /** Returns the messages that were not sent, and forgets them. */
    List<Outgoing> removeQueued() {
        return emptied(queued);
    }

    private static List<Outgoing> emptied(ArrayDeque<Outgoing> messages) {
        List<Outgoing> all = List.copyOf(messages);
        messages.clear();
        return all;
    }

    private static int size(Outgoing outgoing) {
        return outgoing.message().content().size();
    }
}
