package peerlink.core;

import java.util.List;
import java.util.OptionalLong;
import peerlink.api.ProtocolViolationException;

/**
 * Takes the messages of a peer, each once, and has them acknowledged when they are kept. Not safe for use by several threads: the session's
 * lock guards it.
 */
final class Receiving {
    private final Inbound inbound;
    private final ExchangeLinks links;
    private final ExchangePort port;

    Receiving(Inbound inbound, ExchangeLinks links, ExchangePort port) {
        this.inbound = inbound;
        this.links = links;
        this.port = port;
    }

    /** Tells whether a message that came in is new; one that is not is dropped, as its acknowledgement was lost. */
    boolean isNew(ExchangeLink link, long seq) throws ProtocolViolationException {
        StreamId remote = link.remoteStream();
        link.received(seq);
        return link.refusal() == null && !link.hasEnded() && !inbound.isKnown(remote, seq);
    }

    /**
     * Takes a new message, which is to be kept by the one or the other change; {@link #received} or {@link #dropped} follows.
     *
     * @return the number before it, for the change; nothing if the link has ended, as what came before on it may have been
     *     dropped: it all comes again over another one
     */
    OptionalLong take(ExchangeLink link, long seq, int size) throws ProtocolViolationException {
        return link.hasEnded()
                ? OptionalLong.empty()
                : OptionalLong.of(inbound.take(link.remoteStream(), seq, size));
    }

    /** Returns the number of the last message that was taken of a stream, kept or not. */
    long lastTaken(StreamId remote) {
        return inbound.lastTaken(remote);
    }

    /** A message that was taken is on disk, and may be acknowledged. */
    void received(StreamId remote, long seq, String id, int size) {
        inbound.kept(remote, seq, id, size);
        for (ExchangeLink link : links.all()) {
            if (link.carries(remote)) {
                port.wake(link);
            }
        }
    }

    /** Messages of these sizes that were taken could not be kept: they, and what came after them, must come again. */
    void dropped(StreamId remote, List<Integer> sizes, String reason) {
        sizes.forEach(size -> inbound.dropped(remote, size));
        for (ExchangeLink link : links.all()) {
            if (link.carries(remote)) {
                links.end(link, reason);
            }
        }
    }

    /** Tells the other side that a message, and all after it, is not wanted. */
    void refuse(ExchangeLink link, ChatFrame.Refusal refusal) {
        link.refuse(refusal);
        port.wake(link);
    }
}
