package peerlink.core.session;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import peerlink.api.Address;
import peerlink.api.Message;
import peerlink.api.PeerId;
import peerlink.core.exchange.Exchange;
import peerlink.core.exchange.ExchangePort;
import peerlink.core.exchange.LinkState;
import peerlink.core.exchange.OutgoingMessage;
import peerlink.core.exchange.PendingBytes;
import peerlink.core.exchange.SendQueue;
import peerlink.core.model.NodeEndedException;
import peerlink.core.store.ElapsedTime;
import peerlink.core.store.JournalStore;
import peerlink.core.store.MessageStore;

/**
 * Exchanges messages with one peer. Holds its exchange, its links, its receiver and its handler
 * queue. Safe for use by several threads.
 */
public final class Session {
    /** The number of messages that may wait for one peer. */
    static final int MAX_PENDING = 10_000;

    /** The bytes of content that those messages may have. */
    static final long MAX_PENDING_BYTES = 16 << 20;

    /**
     * The time after a message in which the next one goes with others: its caller did not wait for
     * the acknowledgement, which takes longer.
     */
    private static final long LULL_NANOS = 100_000;

    private final PeerId id;
    private final SessionContext context;
    private final SessionEvents events;
    private final HandlerQueue handlerQueue;
    private final LockedExchange exchange;
    private final Condition room;
    private final SessionLinks links;
    private final Receiver receiver;

    /** The time at which a caller last left {@link #send}; any of several will do. */
    private volatile long lastSent;

    // the exchange's lock guards these
    private int users;
    private boolean closed;

    Session(
            PeerId id,
            SessionContext context,
            SessionHost host,
            SessionEvents events,
            Intake intake,
            MessageStore.PeerState kept) {
        this.id = id;
        this.context = context;
        this.events = events;
        this.lastSent = nanoTime() - LULL_NANOS;
        this.handlerQueue =
                new HandlerQueue(
                        "peerlink message-handler " + id.shortForm(),
                        context.ready(),
                        context.store().journal()::hasRoom);
        this.exchange =
                new LockedExchange(
                        new Exchange(
                                context.self(),
                                id,
                                kept,
                                new Port(),
                                context.random(),
                                context.clock().instant(),
                                context.pending()),
                        context.nanoTime(),
                        context.timer(),
                        context.store()::commit);
        this.room = exchange.newCondition();
        this.receiver = new Receiver(id, context, exchange, handlerQueue, intake);
        this.links = new SessionLinks(id, context, exchange, host, events, receiver, room);
        if (context.takesMessages()) {
            // a node that takes no messages has no handlers to show them to
            kept.unhandled().forEach(receiver::restore);
        }
    }

    public PeerId id() {
        return id;
    }

    HandlerQueue handlerQueue() {
        return handlerQueue;
    }

    public SessionLinks links() {
        return links;
    }

    /** Puts the peer's request, if one is kept, into the handler queue. Never blocks. */
    void handOverRequest() {
        receiver.handOverRequest();
    }

    /** Keeps the session from being idle until {@link #release}. */
    void hold() {
        exchange.run(_ -> users++);
    }

    void release() {
        exchange.run(_ -> users--);
    }

    boolean isIdle() {
        return exchange.use(
                now ->
                        users == 0
                                && links.all().isEmpty()
                                && now.isIdle()
                                && handlerQueue.isIdle());
    }

    /**
     * Queues a message of ours, after a wait while too many are on their way. If none is, and none
     * was just before, the caller keeps and sends it itself. Else it goes with others, so that the
     * caller may go on at once with the next.
     *
     * @param key the key under which it is found for a time, or null
     * @throws IOException if too many wait already
     */
    OutgoingMessage send(Message message, @Nullable String key) throws IOException {
        int size = message.content().size();
        boolean isAlone;
        try {
            handlerQueue.awaitFewerNotes();
            // a handler that waits would hold up the acknowledgements for which it waits
            boolean isPatient = !handlerQueue.isWorking();
            isAlone =
                    exchange.use(
                            now -> {
                                while (isPatient && !closed && now.isCongested(size)) {
                                    room.await();
                                }
                                return now.sendQueue().isEmpty();
                            });
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted before the message was sent");
        }
        Turn.Call<OutgoingMessage, IOException> submission =
                () ->
                        exchange.use(
                                now -> {
                                    requireRoom(now.sendQueue(), size);
                                    long queuedAt = context.elapsed().millis();
                                    return now.submit(message, key, queuedAt, nanoTime());
                                });
        try {
            return isAlone && nanoTime() - lastSent >= LULL_NANOS
                    ? exchange.inTurn(submission)
                    : submission.make();
        } finally {
            lastSent = nanoTime();
        }
    }

    /** Returns our messages that the peer has not acknowledged, the oldest first. */
    public Collection<OutgoingMessage> pending() {
        return exchange.use(now -> now.sendQueue().all());
    }

    /** Drops those of our messages that match and are not acknowledged. */
    public void withdraw(Predicate<OutgoingMessage> which, IOException reason) {
        exchange.run(
                now ->
                        now.sendQueue().all().stream()
                                .filter(which)
                                .forEach(outgoing -> now.withdraw(outgoing, reason)));
    }

    /**
     * Drops the messages that were queued up to a time and are not acknowledged.
     *
     * @param last the time, as {@link ElapsedTime} counts
     */
    void expire(long last, IOException reason) {
        withdraw(outgoing -> outgoing.queuedAt() <= last, reason);
    }

    /** Begins to deliver the messages that an earlier run has left. */
    void start() {
        exchange.run(now -> now.start(nanoTime()));
    }

    /** Follows the word of a directory that the peer can be reached. */
    void appeared() {
        exchange.run(now -> now.appeared(nanoTime()));
    }

    /**
     * Follows a change of this machine's network.
     *
     * @param isLost tells whether the machine has no longer the address at this end of a link
     */
    void networkChanged(Predicate<Address> isLost) {
        exchange.run(now -> now.networkChanged(links.at(isLost), nanoTime()));
    }

    /** Follows the word that others can be reached again. */
    void othersReached() {
        exchange.run(now -> now.othersReached(nanoTime()));
    }

    /**
     * Waits until all is acknowledged or the peer is out of reach. Returns early at a time of
     * {@link System#nanoTime}.
     */
    void drain(long end) throws InterruptedException {
        exchange.use(
                now -> {
                    long left = end - System.nanoTime();
                    while (now.isDelivering() && left > 0) {
                        left = room.awaitNanos(left);
                    }
                    return left;
                });
    }

    /** Sends no more messages, and leaves the unacknowledged ones to the next run. */
    void stop() {
        NodeEndedException ended =
                new NodeEndedException(
                        "the node has ended: the message goes on its way with the next one");
        exchange.run(
                now -> {
                    closed = true;
                    room.signalAll();
                    exchange.stop();
                    for (OutgoingMessage outgoing : now.sendQueue().all()) {
                        exchange.afterwards(() -> outgoing.tellFailed(ended));
                    }
                });
    }

    private void requireRoom(SendQueue sendQueue, int size) throws IOException {
        if (closed) {
            throw new NodeEndedException("the node has ended");
        }
        if (sendQueue.count() >= MAX_PENDING || sendQueue.bytes() + size > MAX_PENDING_BYTES) {
            throw new IOException(
                    "%d messages wait for this peer already, more are not kept: cancel some, or wait until it is back"
                            .formatted(sendQueue.count()));
        }
        if (!context.pending().hasRoom(size)) {
            throw new IOException(
                    "%d MiB of messages to all peers wait already, more are not kept: cancel some, or wait until a peer is back"
                            .formatted(PendingBytes.MAX >> 20));
        }
        JournalStore.State journal = context.store().journal().state();
        if (journal.isOverfull() && journal.full() != null) {
            throw new IOException(
                    "%d messages wait for the reader '%s', more are not sent: let it read them, or drop it"
                            .formatted(journal.full().waiting(), journal.full().name()));
        }
    }

    /** Drops from the store our messages up to a number, which the peer has. */
    private void settle(long seq, Instant at) {
        context.store().apply(new MessageStore.Change.Settle(id, seq, at), _ -> {});
    }

    private long nanoTime() {
        return context.nanoTime().getAsLong();
    }

    /** Carries out the exchange's decisions, with its lock held. */
    private final class Port implements ExchangePort {
        @Override
        public void apply(MessageStore.Change change, Consumer<@Nullable IOException> done) {
            context.store()
                    .apply(
                            change,
                            exchange.committer(),
                            failure -> exchange.run(_ -> done.accept(failure)));
        }

        @Override
        public void wake(LinkState link) {
            links.wake(link);
        }

        @Override
        public void end(LinkState link, String reason) {
            links.end(link, reason);
        }

        @Override
        public void dial() {
            links.dial();
        }

        @Override
        public void upgrade() {
            links.upgrade();
        }

        @Override
        public void kept(OutgoingMessage outgoing) {
            exchange.afterwards(outgoing::tellStored);
        }

        @Override
        public void delivered(List<OutgoingMessage> outgoing, long seq) {
            room.signalAll();
            // first, as the caller that awaits the delivery may close the node
            Instant at = context.clock().instant();
            if (events.tellsDeliveries() && context.store().journal().state().isKept()) {
                // before a message that answers it: handlers may take a while
                context.store().apply(new MessageStore.Change.Deliver(id, seq, at), _ -> {});
            }
            events.delivered(
                    id, links.claimedName(), outgoing, handlerQueue, () -> settle(seq, at));
            exchange.afterwards(() -> outgoing.forEach(OutgoingMessage::tellDelivered));
        }

        @Override
        public Instant time() {
            return context.clock().instant();
        }

        @Override
        public void failed(OutgoingMessage outgoing, IOException reason) {
            room.signalAll();
            events.failed(id, links.claimedName(), outgoing, reason);
            exchange.afterwards(() -> outgoing.tellFailed(reason));
        }
    }
}
