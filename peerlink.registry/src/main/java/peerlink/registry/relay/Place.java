package peerlink.registry.relay;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import peerlink.api.Address;
import peerlink.api.Bytes;
import peerlink.api.Link;
import peerlink.api.PeerId;
import peerlink.registry.access.Applicant;
import peerlink.registry.protocol.RelayFrame;

/** The place of one peer, which waits on its link to be called. Safe for use by several threads. */
final class Place {
    /** The most calls that may wait for the peer: none of them gets in the way of another peer. */
    private static final int MAX_WAITING = 16;

    private final Link link;
    private final Applicant holder;
    private final LongSupplier nanos;
    private final AtomicInteger waiting = new AtomicInteger();
    private final ReentrantLock sending = new ReentrantLock();
    private volatile long heardAt;

    /** The time at which the writing that goes on began; negative if none does. */
    private volatile long sendingSince = -1;

    Place(Link link, Applicant holder, LongSupplier nanos) {
        this.link = link;
        this.holder = holder;
        this.nanos = nanos;
        this.heardAt = nanos.getAsLong();
    }

    PeerId peer() {
        return link.info().remote();
    }

    /** Returns the peer as it asked for the place. */
    Applicant holder() {
        return holder;
    }

    Address from() {
        return link.info().remoteAddress();
    }

    /** Notes a sign of life. */
    void heard() {
        heardAt = nanos.getAsLong();
    }

    /**
     * Tells the peer of a call. Blocks while the peer does not read.
     *
     * @throws RelayRefusal if too many calls wait for it
     */
    void ring(Bytes call, PeerId caller) throws RelayRefusal, IOException {
        if (waiting.incrementAndGet() > MAX_WAITING) {
            waiting.decrementAndGet();
            throw new RelayRefusal(
                    RelayCode.BUSY, "too many calls wait for the peer: try again later", 5_000);
        }
        send(new RelayFrame.Incoming(call, caller));
    }

    /** Notes that a call waits no more that {@link #ring} has told of. */
    void settled() {
        waiting.decrementAndGet();
    }

    /**
     * Takes the place, so that the peer is called from now on, and tells it so before anything
     * else.
     *
     * @param places all places, by peer
     * @return the place that the peer had before; null if it had none
     */
    @Nullable Place open(Map<PeerId, Place> places, RelayFrame.Reserved told) throws IOException {
        sending.lock();
        try {
            Place before = places.put(peer(), this);
            send(told);
            return before;
        } finally {
            sending.unlock();
        }
    }

    void send(RelayFrame frame) throws IOException {
        sending.lock();
        try {
            sendingSince = nanos.getAsLong();
            link.send(RelayFrame.encode(frame));
        } finally {
            sendingSince = -1;
            sending.unlock();
        }
    }

    /** Tells whether the peer was silent, or did not read, for so long. */
    boolean isStuck(long now, long silence, long sending) {
        long since = sendingSince;
        return now - heardAt > silence || since >= 0 && now - since > sending;
    }

    /** Says the last word and closes the link, on a thread of its own: the peer may not read. */
    void end(RelayRefusal reason) {
        Thread.ofVirtual()
                .name("peerlink relay-closer")
                .start(
                        () -> {
                            try (link) {
                                send(reason.frame());
                            } catch (IOException e) {
                                // it is closed all the same
                                RelayLog.debug("a peer left before its place ended", e);
                            }
                        });
    }

    /** Closes the link without a word. */
    void drop() {
        Thread.ofVirtual().name("peerlink relay-closer").start(link::close);
    }
}
