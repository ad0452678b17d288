package peerlink.core;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import peerlink.api.Message;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.ProtocolViolationException;

/**
 * The exchange of messages with one peer, as it runs: its links and their threads, its timer, what its handlers have to do. Safe for
 * use by several threads.
 */
final class Session implements Exchange.Port, ChatLink.Owner {
    /** How many messages may wait for one peer. */
    static final int MAX_PENDING = 10_000;

    /** How many bytes of content those may have. */
    static final long MAX_PENDING_BYTES = 16 << 20;

    private static final long SECONDS_TO_LEAVE = 2;

    private final PeerId id;
    private final SessionContext context;
    private final SessionHost host;
    private final Inbox inbox;
    private final CopyOnWriteArrayList<ChatLink> links = new CopyOnWriteArrayList<>();

    /** Guards the exchange and what follows. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Condition room = lock.newCondition();
    private final Exchange exchange;
    private final List<Runnable> afterwards = new ArrayList<>();
    private @Nullable CompletableFuture<ChatLink> opening;
    private @Nullable ScheduledFuture<?> timer;
    private long timerAt;
    private String lastFailure = "";
    private int users;
    private boolean closed;

    /** One reader at a time takes a message that has come in: two links may carry the same ones. */
    private final ReentrantLock taking = new ReentrantLock();

    Session(PeerId id, SessionContext context, SessionHost host, MessageStore.PeerState kept) {
        this.id = id;
        this.context = context;
        this.host = host;
        this.inbox = new Inbox("peerlink handlers " + id.shortForm(), context.ready());
        this.exchange = new Exchange(context.self(), id, kept, this, context.random());
        kept.unhandled()
                .forEach(
                        message ->
                                inbox.restored(
                                        host.redelivery(message),
                                        message.message().content().size(),
                                        () -> handled(message.number())));
    }

    PeerId id() {
        return id;
    }

    Inbox inbox() {
        return inbox;
    }

    /** Returns its links, the oldest first. */
    List<ChatLink> links() {
        return links;
    }

    /** Keeps it from being idle until {@link #release}. */
    void hold() {
        locked(() -> users++);
    }

    void release() {
        locked(() -> users--);
    }

    boolean isIdle() {
        lock.lock();
        try {
            return users == 0 && links.isEmpty() && exchange.isIdle() && inbox.isIdle();
        } finally {
            lock.unlock();
        }
    }

    // ---- what others ask of it

    /**
     * Takes a message of ours, after waiting while too many are under way.
     *
     * @throws IOException if too many wait already
     */
    Outgoing send(Message message) throws IOException {
        try {
            inbox.awaitFewerNotes();
            // a handler that waits would keep the acknowledgements back that it waits for
            boolean isPatient = !inbox.isWorking();
            lock.lockInterruptibly();
            try {
                int size = message.content().size();
                while (isPatient && !closed && exchange.isCongested(size)) {
                    room.await();
                }
                requireRoom(size);
                return exchange.submit(message, now());
            } finally {
                leave();
            }
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    /** Returns our messages that the peer has not acknowledged, the oldest first. */
    Collection<Outgoing> pending() {
        lock.lock();
        try {
            return exchange.outbound().all();
        } finally {
            lock.unlock();
        }
    }

    /** Returns why the last attempt to reach the peer failed; empty if it did not. */
    String lastFailure() {
        lock.lock();
        try {
            return lastFailure;
        } finally {
            lock.unlock();
        }
    }

    /** Drops those of our messages that are as told and were not acknowledged. */
    void withdraw(Predicate<Outgoing> which, IOException reason) {
        locked(
                () ->
                        exchange.outbound().all().stream()
                                .filter(which)
                                .forEach(outgoing -> exchange.withdraw(outgoing, reason)));
    }

    void expire(Instant before, IOException reason) {
        locked(() -> exchange.expire(before, _ -> reason));
    }

    /** Begins to deliver what an earlier run has left. */
    void start() {
        locked(() -> exchange.start(now()));
    }

    /** A directory says that the peer is there. */
    void appeared() {
        locked(() -> exchange.appeared(now()));
    }

    /** Returns a link that messages go over; several callers wait for the same attempt to open one. */
    ChatLink link(Peer peer) throws IOException {
        CompletableFuture<ChatLink> mine;
        lock.lock();
        try {
            for (ChatLink link : links) {
                if (link.state().isUsable()) {
                    return link;
                }
            }
            if (opening != null) {
                mine = opening;
                peer = null;
            } else {
                mine = new CompletableFuture<>();
                opening = mine;
                exchange.dialBegun(now());
            }
        } finally {
            leave();
        }
        return peer == null ? await(mine) : open(peer, mine);
    }

    /** Makes a link one of this session's. */
    ChatLink add(AgreedLink link, boolean dialled, RequestPolicy policy) {
        boolean carries = !link.oneWay();
        lock.lock();
        try {
            ExchangeLink state =
                    new ExchangeLink(
                            dialled,
                            carries && context.keepsMessages(),
                            carries && context.takesMessages(),
                            now());
            ChatLink chat =
                    new ChatLink(link, state, policy, context.self(), this, lock.newCondition());
            links.add(chat);
            exchange.opened(state);
            return chat;
        } finally {
            leave();
        }
    }

    void close(String reason) {
        links.forEach(link -> link.end(reason, true));
    }

    /** Sends nothing any more: what is not acknowledged is left to the next node. */
    void stop() {
        IOException ended =
                new IOException(
                        "the node has ended: the message goes on its way with the next one");
        locked(
                () -> {
                    closed = true;
                    room.signalAll();
                    if (timer != null) {
                        timer.cancel(false);
                    }
                    exchange.outbound()
                            .all()
                            .forEach(outgoing -> afterwards.add(() -> outgoing.tellFailed(ended)));
                });
    }

    /** Waits until all is acknowledged or the peer is out of reach; returns early at a time of {@link System#nanoTime}. */
    void drain(long end) throws InterruptedException {
        lock.lock();
        try {
            while (exchange.isDelivering()) {
                long left = end - System.nanoTime();
                if (left <= 0) {
                    return;
                }
                room.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    private void requireRoom(int size) throws IOException {
        if (closed) {
            throw new IOException("the node has ended");
        }
        Outbound outbound = exchange.outbound();
        if (outbound.count() >= MAX_PENDING || outbound.bytes() + size > MAX_PENDING_BYTES) {
            throw new IOException(
                    "%d messages wait for this peer already, more are not kept: cancel some, or wait until it is back"
                            .formatted(outbound.count()));
        }
    }

    // ---- links

    private ChatLink open(Peer peer, CompletableFuture<ChatLink> result) throws IOException {
        try {
            ChatLink link = host.open(this, peer);
            settleDial(null);
            result.complete(link);
            return link;
        } catch (Throwable e) {
            settleDial(e instanceof IOException failure ? failure : new IOException(e));
            // those who wait for this attempt must not wait for ever
            result.completeExceptionally(e);
            throw e;
        }
    }

    private void settleDial(@Nullable IOException failure) {
        locked(
                () -> {
                    opening = null;
                    lastFailure = failure == null ? "" : Failures.reason(failure);
                    exchange.dialSettled(failure, now());
                    room.signalAll();
                });
    }

    private static ChatLink await(CompletableFuture<ChatLink> opened) throws IOException {
        try {
            return opened.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case IOException failure -> throw failure;
                case RuntimeException failure -> throw failure;
                case null, default -> throw new IOException(e);
            }
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    @Override
    public void received(ChatLink link, ChatFrame frame) throws ProtocolViolationException {
        ExchangeLink state = link.state();
        lock.lock();
        try {
            exchange.heard(state, now());
            switch (frame) {
                case ChatFrame.Begin(StreamId stream) -> exchange.begin(state, stream);
                case ChatFrame.Have(long seq, String last) -> exchange.have(state, seq, last);
                case ChatFrame.Ack(long seq) -> exchange.acknowledged(state, seq);
                case ChatFrame.Refusal refusal -> exchange.refused(state, refusal);
                case ChatFrame.Ping() -> exchange.ping(state);
                case ChatFrame.Pong() -> {}
                case ChatFrame.Carrier _ -> {
                    // below, as it may take a while
                }
                case ChatFrame.Unknown(String type) -> host.reportUnknown(id, type);
            }
        } finally {
            leave();
        }
        if (frame instanceof ChatFrame.Carrier(long seq, Message message)) {
            taking.lock();
            try {
                if (isNew(state, seq)) {
                    host.arrived(this, link, seq, message);
                }
            } finally {
                taking.unlock();
            }
        }
    }

    private boolean isNew(ExchangeLink link, long seq) throws ProtocolViolationException {
        lock.lock();
        try {
            return exchange.isNew(link, seq);
        } finally {
            leave();
        }
    }

    @Override
    public List<ChatFrame> next(ChatLink link) throws InterruptedException {
        ExchangeLink state = link.state();
        lock.lock();
        try {
            while (!state.hasEnded() && !exchange.hasNext(state)) {
                link.changed().await();
            }
            return state.hasEnded() ? List.of() : exchange.next(state);
        } finally {
            leave();
        }
    }

    @Override
    public void awaitEnd(ChatLink link) throws InterruptedException {
        lock.lock();
        try {
            long left = TimeUnit.SECONDS.toNanos(SECONDS_TO_LEAVE);
            while (!link.state().hasEnded() && left > 0) {
                left = link.changed().awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void ended(ChatLink link, String reason, boolean inOrder) {
        locked(
                () -> {
                    links.remove(link);
                    exchange.ended(link.state(), inOrder, now());
                    link.changed().signalAll();
                    room.signalAll();
                });
        host.ended(this, link, reason);
    }

    // ---- messages of the peer

    /** Tells the other side that a message, and all after it, is not wanted. */
    void refuse(ChatLink link, ChatFrame.Refusal refusal) {
        locked(() -> exchange.refuse(link.state(), refusal));
    }

    /** Has a new message kept here, as soon as there is room, and then handled. */
    void take(ChatLink link, long seq, Message message, Inbox.Work work)
            throws ProtocolViolationException {
        StreamId stream = link.state().remoteStream();
        long previous = taken(stream, seq, message);
        inbox.offer(new Arrival(link, stream, previous, seq, message, work));
    }

    /** Notes that a new message is kept elsewhere. */
    void passBy(ChatLink link, long seq, Message message) throws ProtocolViolationException {
        StreamId stream = link.state().remoteStream();
        long previous = taken(stream, seq, message);
        int size = message.content().size();
        context.store()
                .apply(
                        new MessageStore.Change.Advance(id, stream, previous, seq, message.id()),
                        failure ->
                                locked(
                                        () -> {
                                            if (failure == null) {
                                                exchange.received(stream, seq, message.id(), size);
                                            } else {
                                                exchange.dropped(
                                                        stream,
                                                        List.of(size),
                                                        Failures.reason(failure));
                                            }
                                        }));
    }

    private long taken(StreamId stream, long seq, Message message)
            throws ProtocolViolationException {
        lock.lock();
        try {
            return exchange.take(stream, seq, message.content().size());
        } finally {
            leave();
        }
    }

    /** A message that was taken and is to be kept. */
    private final class Arrival implements Inbox.Arrival {
        private final ChatLink link;
        private final StreamId stream;
        private final long previous;
        private final long seq;
        private final Message message;
        private final Inbox.Work work;

        private Arrival(
                ChatLink link,
                StreamId stream,
                long previous,
                long seq,
                Message message,
                Inbox.Work work) {
            this.link = link;
            this.stream = stream;
            this.previous = previous;
            this.seq = seq;
            this.message = message;
            this.work = work;
        }

        @Override
        public int size() {
            return message.content().size();
        }

        @Override
        public void keep() {
            MessageStore.Kept kept =
                    new MessageStore.Kept(
                            context.numbers().incrementAndGet(),
                            message,
                            link.remoteName(),
                            context.clock().instant());
            context.store()
                    .apply(
                            new MessageStore.Change.Receive(id, stream, previous, seq, kept),
                            failure -> {
                                if (failure == null) {
                                    locked(
                                            () ->
                                                    exchange.received(
                                                            stream, seq, message.id(), size()));
                                    inbox.kept(work, size(), () -> handled(kept.number()));
                                } else {
                                    drop(failure);
                                }
                            });
        }

        private void drop(IOException failure) {
            List<Integer> sizes = new ArrayList<>(List.of(size()));
            inbox.dropped(size()).forEach(behind -> sizes.add(behind.size()));
            locked(() -> exchange.dropped(stream, sizes, Failures.reason(failure)));
        }
    }

    private void handled(long number) {
        context.store().apply(new MessageStore.Change.Handle(id, number), _ -> {});
    }

    // ---- what the exchange has others do, with the lock held

    @Override
    public void apply(MessageStore.Change change, Consumer<@Nullable IOException> done) {
        context.store().apply(change, failure -> locked(() -> done.accept(failure)));
    }

    @Override
    public void wake(ExchangeLink link) {
        chat(link, chat -> chat.changed().signalAll());
    }

    @Override
    public void end(ExchangeLink link, String reason) {
        chat(
                link,
                chat -> {
                    chat.changed().signalAll();
                    // the link's own threads may be stuck in it
                    Thread.ofVirtual()
                            .name("peerlink end " + id.shortForm())
                            .start(() -> chat.end(reason, true));
                });
    }

    @Override
    public void dial() {
        CompletableFuture<ChatLink> result = new CompletableFuture<>();
        opening = result;
        Thread.ofVirtual().name("peerlink dial " + id.shortForm()).start(() -> redial(result));
    }

    @Override
    public void kept(Outgoing outgoing) {
        afterwards.add(outgoing::tellStored);
    }

    @Override
    public void delivered(List<Outgoing> outgoing, long seq) {
        room.signalAll();
        host.delivered(this, outgoing, seq);
        afterwards.add(() -> outgoing.forEach(Outgoing::tellDelivered));
    }

    @Override
    public void failed(Outgoing outgoing, IOException reason) {
        room.signalAll();
        afterwards.add(
                () -> {
                    outgoing.tellFailed(reason);
                    host.failed(this, outgoing, reason);
                });
    }

    private void redial(CompletableFuture<ChatLink> result) {
        try {
            open(host.target(this), result);
        } catch (IOException | RuntimeException e) {
            host.reportUnreached(id, e);
        }
    }

    private void chat(ExchangeLink state, Consumer<ChatLink> action) {
        for (ChatLink link : links) {
            if (link.state() == state) {
                action.accept(link);
            }
        }
    }

    // ---- lock and timer

    private void locked(Runnable action) {
        lock.lock();
        try {
            action.run();
        } finally {
            leave();
        }
    }

    /** Does what is due, unlocks, and then tells those who wait outside. */
    private void leave() {
        List<Runnable> last = List.of();
        try {
            if (!closed) {
                arm(exchange.tick(now()));
            }
            if (!afterwards.isEmpty()) {
                last = List.copyOf(afterwards);
                afterwards.clear();
            }
        } finally {
            lock.unlock();
        }
        last.forEach(Runnable::run);
    }

    private void arm(long nanos) {
        long at = now() + nanos;
        if (nanos == Long.MAX_VALUE || timer != null && at - timerAt >= 0) {
            return;
        }
        if (timer != null) {
            timer.cancel(false);
        }
        timerAt = at;
        timer =
                context.timer()
                        .schedule(() -> locked(() -> timer = null), nanos, TimeUnit.NANOSECONDS);
    }

    private long now() {
        return context.nanoTime().getAsLong();
    }

    private static InterruptedIOException interrupted() {
        Thread.currentThread().interrupt();
        return new InterruptedIOException("interrupted before the message was sent");
    }
}
