package peerlink.plugin.lan;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SequencedSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import peerlink.api.Address;
import peerlink.api.Announcement;
import peerlink.api.Bytes;
import peerlink.api.DirectoryContext;
import peerlink.api.DirectoryEvent;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.Printable;

/**
 * Speaks and listens on the local network for one directory. It begins to speak with the first
 * query, and to listen with the first watch or registration; then a thread of its own looks at the
 * interfaces every few seconds, tells of this node, and notices that others are gone. Safe for use
 * by several threads: one lock guards everything, and no listener is called under it.
 *
 * <p>The file is longer than most, as that lock guards sockets, timing and the peers that were
 * heard, which change together.
 */
final class LanStation implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(LanStation.class.getName());

    private static final long LOOK = TimeUnit.SECONDS.toNanos(3);

    /** The time between two looks that tells that the machine has slept, in milliseconds. */
    private static final long SLEPT = 10_000;

    /** The most ids that are recognised besides contacts, since somebody has asked for them. */
    private static final int MAX_WANTED = 256;

    final ReentrantLock lock = new ReentrantLock();

    /** Signalled when the peers change, and when the station is closed. */
    final Condition changed = lock.newCondition();

    private final Condition wake = lock.newCondition();
    private final LanEnvironment environment;
    private final DirectoryContext context;
    private final LanSockets sockets;
    private final OwnStatements statements;
    private final LanQueries queries;
    private final LanReception reception;
    private final Neighbours neighbours;
    private final LanRounds rounds;
    private final LanListeners listeners = new LanListeners();
    private final SequencedSet<PeerId> wanted = new LinkedHashSet<>();
    private List<LanInterface> interfaces = List.of();
    private @Nullable Announcement own;
    private @Nullable Thread timer;
    private @Nullable String failure;
    private long listeningSince;
    private long lookedAt;
    private long lookedAtMillis;
    private boolean isClosed;

    LanStation(
            InetSocketAddress group,
            Show show,
            DirectoryContext context,
            LanEnvironment environment) {
        this.context = context;
        this.environment = environment;
        long now = environment.nanos();
        sockets = new LanSockets(group, this::received);
        statements =
                new OwnStatements(
                        context.network().identity(),
                        show,
                        environment.clock(),
                        environment.random());
        queries = new LanQueries(environment.random());
        neighbours = new Neighbours(this::isContact);
        rounds = new LanRounds(now, environment.random());
        reception =
                new LanReception(
                        self(),
                        neighbours,
                        new LanLimits(now),
                        queries,
                        this::recognised,
                        this::isContact,
                        environment.clock());
    }

    private PeerId self() {
        return context.network().identity().id();
    }

    private boolean isContact(PeerId id) {
        return context.contacts().contains(id);
    }

    private Set<PeerId> recognised() {
        if (wanted.isEmpty()) {
            return context.contacts();
        }
        Set<PeerId> all = new HashSet<>(context.contacts());
        all.addAll(wanted);
        return all;
    }

    LanListeners listeners() {
        return listeners;
    }

    // ---- for callers that hold the lock

    /** Returns the peers that are there, this node among them if it tells of itself. */
    List<Peer> peers() {
        List<Peer> all = new ArrayList<>(neighbours.all());
        if (own != null) {
            all.addFirst(new Peer(self(), own.name(), own.addresses()));
        }
        return all;
    }

    /** Returns the reason why it does not hear others; empty if it does. */
    Optional<String> failure() {
        return Optional.ofNullable(failure);
    }

    /** Tells whether it has listened long enough to know everybody who answers. */
    boolean isSettled(long time) {
        return timer != null && failure == null && environment.nanos() - listeningSince >= time;
    }

    boolean isClosed() {
        return isClosed;
    }

    /** Recognises a peer of this id, too, though it may be no contact. */
    void want(PeerId id) {
        wanted.remove(id);
        wanted.add(id);
        if (wanted.size() > MAX_WANTED) {
            wanted.removeFirst();
        }
    }

    /** Asks everybody. */
    void ask() throws IOException {
        requireOpen();
        if (timer == null) {
            interfaces = environment.interfaces();
        }
        sockets.speak();
        toAll(queries.ask(LanDatagram.MAX_LENGTH, environment.nanos()).encode());
    }

    /** Begins to listen, if it does not yet. */
    void listen() throws IOException {
        requireOpen();
        if (timer != null) {
            return;
        }
        listeningSince = environment.nanos();
        look();
        timer = Thread.ofVirtual().name("peerlink lan-timer").start(this::run);
    }

    /** Tells of this node from now on. */
    void announce(Announcement announcement) {
        own = announcement;
        rounds.hurry(environment.nanos());
        wake.signal();
        listeners.post(
                List.of(
                        new DirectoryEvent.Appeared(
                                new Peer(self(), announcement.name(), announcement.addresses()))));
        changed.signalAll();
    }

    /** Says goodbye, unless the node tells something else of itself by now. */
    void withdraw(Announcement announcement) {
        if (own != announcement) {
            return;
        }
        own = null;
        byte[] gone = statements.gone(announcement, statements.next());
        // twice, as it may be lost; then the lifetime has to end
        toAll(gone);
        toAll(gone);
        listeners.post(List.of(new DirectoryEvent.Left(self())));
    }

    void requireOpen() throws IOException {
        if (isClosed) {
            throw new IOException("the directory of the local network is closed");
        }
    }

    // ---- the timer

    private void run() {
        lock.lock();
        try {
            while (!isClosed) {
                long now = environment.nanos();
                if (now - lookedAt >= LOOK) {
                    look();
                }
                if (rounds.left(now) <= 0) {
                    round(now);
                }
                tell(neighbours.expire(now));
                wake.awaitNanos(Math.min(LOOK - (now - lookedAt), rounds.left(now)));
            }
        } catch (InterruptedException e) {
            LOG.log(Level.DEBUG, "the local network is left");
        } finally {
            lock.unlock();
        }
    }

    private void round(long now) {
        boolean isFirst = rounds.made(now);
        if (isFirst) {
            toAll(queries.ask(LanDatagram.MAX_LENGTH, now).encode());
        }
        Announcement announcement = own;
        if (announcement == null) {
            return;
        }
        long sequence = statements.next();
        for (LanInterface one : real()) {
            statements
                    .present(
                            announcement,
                            one,
                            sequence,
                            LanDatagram.UNASKED,
                            LanDatagram.MAX_LENGTH)
                    .ifPresent(datagram -> sockets.toAll(one, datagram));
        }
    }

    private void look() {
        lookedAt = environment.nanos();
        long millis = environment.clock().millis();
        boolean hasSlept = lookedAtMillis != 0 && Math.abs(millis - lookedAtMillis) > SLEPT;
        lookedAtMillis = millis;
        try {
            List<LanInterface> now = environment.interfaces();
            if (!now.equals(interfaces)) {
                interfaces = now;
                // a group that was joined on an interface which went is not joined on its successor
                sockets.deafen();
                rounds.hurry(lookedAt);
            } else if (hasSlept) {
                rounds.hurry(lookedAt);
            }
            sockets.speak();
            sockets.listen(real());
            heard(null);
        } catch (IOException e) {
            heard(Printable.reason(e));
        }
    }

    private void heard(@Nullable String reason) {
        boolean isFirst = timer == null;
        if (isFirst || !Objects.equals(reason, failure)) {
            failure = reason;
            listeners.post(List.of(state()));
        }
    }

    /** Returns the event that tells whether others are heard. */
    DirectoryEvent state() {
        return failure == null
                ? new DirectoryEvent.Connected()
                : new DirectoryEvent.Disconnected(failure);
    }

    // ---- datagrams

    private void received(Bytes datagram, InetSocketAddress from) {
        lock.lock();
        try {
            Optional<LanSource> source = isClosed ? Optional.empty() : source(from);
            if (source.isPresent()) {
                received(datagram, source.get());
            }
        } finally {
            lock.unlock();
        }
    }

    private void received(Bytes datagram, LanSource from) {
        long now = environment.nanos();
        switch (reception.judge(datagram, from, now)) {
            case LanReception.Judgement.Nothing() -> {}
            case LanReception.Judgement.Answer(Bytes nonce, int limit) ->
                    answer(nonce, limit, from);
            case LanReception.Judgement.Challenge(int length) ->
                    sockets.toOne(from.socket(), queries.ask(length, now).encode());
            case LanReception.Judgement.Twin(List<Address> addresses) -> twin(addresses, from);
            case LanReception.Judgement.Changed(List<DirectoryEvent> events) -> tell(events);
        }
    }

    /**
     * Tells that another process is this very peer. One on this machine with an address of this
     * node's is the same process, which has the local network twice.
     */
    private void twin(List<Address> addresses, LanSource from) {
        Announcement announcement = own;
        if (announcement != null
                && !(from.isOwn() && !Collections.disjoint(addresses, announcement.addresses()))) {
            reception.twinTold(environment.nanos());
            tell(
                    List.of(
                            new DirectoryEvent.Conflict(
                                    "another process uses the same key, from "
                                            + from.address().getHostAddress())));
        }
    }

    private void answer(Bytes nonce, int limit, LanSource from) {
        Announcement announcement = own;
        Optional<LanInterface> on =
                real().stream()
                        .filter(
                                one ->
                                        from.isOwn()
                                                ? one.isLoopback()
                                                : one.reaches(from.address()))
                        .findFirst();
        if (announcement != null && on.isPresent()) {
            statements
                    .present(announcement, on.get(), statements.next(), nonce, limit)
                    .ifPresent(datagram -> sockets.toOne(from.socket(), datagram));
        }
    }

    /** Returns the source, unless it is this very directory, or on no network of this machine. */
    private Optional<LanSource> source(InetSocketAddress from) {
        InetAddress address = from.getAddress();
        boolean isOwn =
                address.isLoopbackAddress()
                        || interfaces.stream().anyMatch(one -> one.has(address));
        if (isOwn && sockets.isVoice(from.getPort())) {
            return Optional.empty();
        }
        OptionalInt zone =
                real().stream()
                        .filter(one -> one.reaches(address))
                        .mapToInt(LanInterface::index)
                        .findFirst();
        return isOwn || zone.isPresent()
                ? Optional.of(new LanSource(from, isOwn, zone))
                : Optional.empty();
    }

    private void tell(List<DirectoryEvent> events) {
        if (!events.isEmpty()) {
            listeners.post(events);
            changed.signalAll();
        }
    }

    private void toAll(byte[] datagram) {
        real().forEach(one -> sockets.toAll(one, datagram));
    }

    private List<LanInterface> real() {
        return interfaces.stream().filter(LanInterface::isReal).toList();
    }

    @Override
    public void close() {
        lock.lock();
        try {
            if (own != null) {
                withdraw(own);
            }
            isClosed = true;
            wake.signal();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        sockets.close();
        listeners.close();
    }
}
