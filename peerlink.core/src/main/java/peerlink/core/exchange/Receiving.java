package peerlink.core.exchange;

import java.util.List;
import java.util.OptionalLong;
import peerlink.api.ProtocolViolationException;
import peerlink.core.store.StreamId;

/**
 * Takes the messages of a peer, each once, and has them acknowledged when they are kept. Not safe for use by several threads: the session's
 * lock guards it.
 */
public final class Receiving {
    private final ReceivedStreams inbound;
    private final LinkStates links;
    private final ExchangePort port;

    Receiving(ReceivedStreams inbound, LinkStates links, ExchangePort port) {
        this.inbound = inbound;
        this.links = links;
        this.port = port;
    }

    /** Tells whether a message that came in is new; one that is not is dropped, as its acknowledgement was lost. */
    public boolean isNew(LinkState link, long seq) throws ProtocolViolationException {
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
    public OptionalLong take(LinkState link, long seq, int size) throws ProtocolViolationException {
        return link.hasEnded()
                ? OptionalLong.empty()
                : OptionalLong.of(inbound.take(link.remoteStream(), seq, size));
    }

    /** Returns the number of the last message that was taken of a stream, kept or not. */
    public long lastTaken(StreamId remote) {
        return inbound.lastTaken(remote);
    }

    /** A message that was taken is on disk, and may be acknowledged. */
    public void received(StreamId remote, long seq, String id, int size) {
        inbound.kept(remote, seq, id, size);
        for (LinkState link : links.all()) {
            if (link.carries(remote)) {
                port.wake(link);
            }
        }
    }

    /** Messages of these sizes that were taken could not be kept: they, and what came after them, must come again. */
    public void dropped(StreamId remote, List<Integer> sizes, String reason) {
        sizes.forEach(size -> inbound.dropped(remote, size));
        for (LinkState link : links.all()) {
            if (link.carries(remote)) {
                links.end(link, reason);
            }
        }
    }

    /** Tells the other side that a message, and all after it, is not wanted. */
    public void refuse(LinkState link, ChatFrame.Refusal refusal) {
        link.refuse(refusal);
        port.wake(link);
    }
}
