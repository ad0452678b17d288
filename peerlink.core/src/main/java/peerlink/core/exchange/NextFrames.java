package peerlink.core.exchange;

import java.util.ArrayList;
import java.util.List;
import peerlink.api.Bytes;
import peerlink.core.store.MessageStore;
import peerlink.core.store.StreamId;

/**
 * Chooses the next frames to write on a link: acknowledgements, signs of life and signals before
 * messages, and a refusal at the end. Not safe for use by several threads: the session's lock
 * guards it.
 */
final class NextFrames {
    private final SendStream stream;
    private final SendQueue sendQueue;
    private final ReceivedStreams inbound;
    private final LinkStates links;

    NextFrames(SendStream stream, SendQueue sendQueue, ReceivedStreams inbound, LinkStates links) {
        this.stream = stream;
        this.sendQueue = sendQueue;
        this.inbound = inbound;
        this.links = links;
    }

    /** Tells whether {@link #take} would return a frame. */
    boolean isDue(LinkState link) {
        return link.isBeginDue() && stream.isUsable()
                || isAnswerDue(link)
                || isConfirmationDue(link)
                || link.signs().hasSignDue()
                || link.hasSignal()
                || isRefusalDue(link)
                || links.isSender(link) && sendQueue.hasNext(link.sentSeq());
    }

    /** Takes the frames to write on a link in one call; empty if there are none. */
    List<ChatFrame> take(LinkState link) {
        List<ChatFrame> frames = new ArrayList<>();
        if (stream.isUsable() && link.begin()) {
            frames.add(new ChatFrame.Begin(stream.id()));
        }
        StreamId received = link.stream();
        if (received != null) {
            MessageStore.Position kept = inbound.kept(received);
            if (isAnswerDue(link) && link.takeAnswer(kept.seq())) {
                frames.add(new ChatFrame.Have(kept.seq(), kept.id()));
            } else if (link.takeConfirmation(kept.seq())) {
                frames.add(new ChatFrame.Ack(kept.seq()));
            }
        }
        if (link.signs().takePing()) {
            frames.add(new ChatFrame.Ping());
        }
        if (link.signs().takePong()) {
            frames.add(new ChatFrame.Pong());
        }
        for (Bytes signal = link.takeSignal(); signal != null; signal = link.takeSignal()) {
            frames.add(new ChatFrame.Signal(signal));
        }
        if (links.isSender(link)) {
            for (OutgoingMessage outgoing : sendQueue.take(link.sentSeq())) {
                frames.add(new ChatFrame.Carrier(outgoing.seq(), outgoing.message()));
                link.sent(outgoing.seq());
            }
        }
        ChatFrame.Refusal refusal = link.refusal();
        if (refusal != null && isRefusalDue(link)) {
            frames.add(refusal);
        }
        return frames;
    }

    /**
     * Tells whether a refusal is to be written. It waits until all messages before it are
     * acknowledged.
     */
    private boolean isRefusalDue(LinkState link) {
        StreamId received = link.stream();
        return link.refusal() != null && (received == null || inbound.isSettled(received));
    }

    /**
     * Tells whether the other side is to be told this side's position. That waits until all taken
     * messages are stored. A message that is acknowledged later then came after the answer, and the
     * other side, whose state may have been set back, knows it.
     */
    private boolean isAnswerDue(LinkState link) {
        StreamId received = link.stream();
        return link.isAnswerDue() && received != null && inbound.isSettled(received);
    }

    private boolean isConfirmationDue(LinkState link) {
        StreamId received = link.stream();
        return received != null && link.isConfirmationDue(inbound.kept(received).seq());
    }
}
