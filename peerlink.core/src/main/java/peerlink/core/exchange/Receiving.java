package peerlink.core.exchange;

import java.util.List;
import java.util.OptionalLong;
import peerlink.api.ProtocolViolationException;
import peerlink.core.store.StreamId;

/**
 * Takes the messages of a peer, each once, and acknowledges them when they are stored. Not safe for
 * use by several threads: the session's lock guards it.
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

    /**
     * Tells whether a message that came in is new. A known one is dropped, as only its
     * acknowledgement was lost.
     */
    public boolean isNew(LinkState link, long seq) throws ProtocolViolationException {
        StreamId remote = link.remoteStream();
        link.received(seq);
        return link.refusal() == null && !link.hasEnded() && !inbound.isKnown(remote, seq);
    }

    /**
     * Takes a new message, which a change of the store or a request is to keep. {@link #received}
     * or {@link #dropped} follows.
     *
     * @return the number before it, for the change; empty if the link has ended. Earlier messages
     *     on it may have been dropped then, and all come again over another link
     */
    public OptionalLong take(LinkState link, long seq, int size) throws ProtocolViolationException {
        return link.hasEnded()
                ? OptionalLong.empty()
                : OptionalLong.of(inbound.take(link.remoteStream(), seq, size));
    }

    /** Returns the number of the last message taken from a stream, stored or not. */
    public long lastTaken(StreamId remote) {
        return inbound.lastTaken(remote);
    }

    /** Acknowledges a taken message, which is now on disk. */
    public void received(StreamId remote, long seq, String id, int size) {
        inbound.kept(remote, seq, id, size);
        for (LinkState link : links.all()) {
            if (link.carries(remote)) {
                port.wake(link);
            }
        }
    }

    /**
     * Gives up taken messages of these sizes, which could not be stored. They, and all later ones,
     * must come again.
     */
    public void dropped(StreamId remote, List<Integer> sizes, String reason) {
        sizes.forEach(size -> inbound.dropped(remote, size));
        for (LinkState link : links.all()) {
            if (link.carries(remote)) {
                links.end(link, reason);
            }
        }
    }

    /** Refuses a message and all after it. */
    public void refuse(LinkState link, ChatFrame.Refusal refusal) {
        link.refuse(refusal);
        port.wake(link);
    }
}
