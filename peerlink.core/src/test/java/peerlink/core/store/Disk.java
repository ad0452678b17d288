package peerlink.core.store;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import peerlink.api.Message;
import peerlink.api.PeerId;
import peerlink.core.store.MessageStore.Change;
import peerlink.core.store.MessageStore.Elapsed;
import peerlink.core.store.MessageStore.Kept;
import peerlink.core.store.MessageStore.PeerState;
import peerlink.core.store.MessageStore.Pending;
import peerlink.core.store.MessageStore.Position;

/** Holds the data that survives the end of a {@link MemoryStore}, and of its node. */
public final class Disk {
    private static final int MAX_STREAMS = 8;

    private static final class Rows {
        private final TreeMap<Long, Pending> pending = new TreeMap<>();
        private final TreeMap<Long, String> withdrawn = new TreeMap<>();
        private final TreeMap<Long, Kept> unhandled = new TreeMap<>();
        private final LinkedHashMap<StreamId, Position> received = new LinkedHashMap<>();
        private @Nullable StreamId stream;
        private long lastSeq;
        private long lastKept;

        private Rows copy() {
            Rows copy = new Rows();
            copy.pending.putAll(pending);
            copy.withdrawn.putAll(withdrawn);
            copy.unhandled.putAll(unhandled);
            copy.received.putAll(received);
            copy.stream = stream;
            copy.lastSeq = lastSeq;
            copy.lastKept = lastKept;
            return copy;
        }

        private void restart(StreamId fresh) {
            stream = fresh;
            lastSeq = greatestPending();
            withdrawn.clear();
        }

        private void trim() {
            withdrawn.headMap(pending.isEmpty() ? Long.MAX_VALUE : pending.firstKey()).clear();
        }

        private long greatestPending() {
            return pending.isEmpty() ? 0 : pending.lastKey();
        }
    }

    private final Map<PeerId, Rows> peers = new HashMap<>();
    private final Set<String> everReceived = new HashSet<>();
    private Optional<Elapsed> elapsed = Optional.empty();

    /** Returns a copy of its present state, as a backup has it. */
    public Disk copy() {
        Disk copy = new Disk();
        peers.forEach((peer, rows) -> copy.peers.put(peer, rows.copy()));
        copy.everReceived.addAll(everReceived);
        copy.elapsed = elapsed;
        return copy;
    }

    /** Tells whether a message of this id was ever received, even if it was handled meanwhile. */
    public boolean hasReceived(String messageId) {
        return everReceived.contains(messageId);
    }

    public PeerState read(PeerId peer) {
        Rows rows = peers.getOrDefault(peer, new Rows());
        return new PeerState(
                rows.stream,
                rows.lastSeq,
                List.copyOf(rows.pending.values()),
                Map.copyOf(rows.withdrawn),
                Map.copyOf(rows.received),
                List.copyOf(rows.unhandled.values()));
    }

    List<PeerId> busy() {
        List<PeerId> busy = new ArrayList<>();
        peers.forEach(
                (peer, rows) -> {
                    if (!rows.pending.isEmpty() || !rows.unhandled.isEmpty()) {
                        busy.add(peer);
                    }
                });
        return busy;
    }

    Optional<Elapsed> elapsed() {
        return elapsed;
    }

    public long lastNumber() {
        return peers.values().stream().mapToLong(rows -> rows.lastKept).max().orElse(0);
    }

    /**
     * Makes a change.
     *
     * @throws IOException if it contradicts the present state
     */
    void make(Change change) throws IOException {
        switch (change) {
            case Change.OfPeer ofPeer ->
                    make(ofPeer, peers.computeIfAbsent(ofPeer.peer(), _ -> new Rows()));
            case Change.Pass pass -> elapsed = Optional.of(pass.time());
        }
    }

    private void make(Change.OfPeer change, Rows rows) throws IOException {
        switch (change) {
            case Change.Submit(_, StreamId stream, long seq, Message message, long queuedAt) -> {
                boolean isAnother = !stream.equals(rows.stream);
                requireGrows(seq, isAnother ? rows.greatestPending() : rows.lastSeq);
                if (isAnother) {
                    rows.restart(stream);
                }
                rows.lastSeq = seq;
                rows.pending.put(seq, new Pending(seq, toTheMillisecond(message), queuedAt));
            }
            case Change.Settle(_, long seq) -> {
                rows.pending.headMap(seq, true).clear();
                rows.trim();
            }
            case Change.Withdraw(_, long seq, boolean mayHaveArrived) -> {
                Pending pending = rows.pending.remove(seq);
                if (pending != null && mayHaveArrived) {
                    rows.withdrawn.put(seq, pending.message().id());
                }
                rows.trim();
            }
            case Change.Restart(_, StreamId stream) -> rows.restart(stream);
            case Change.Receive(_, StreamId stream, long previous, long seq, Kept kept) -> {
                requireFollows(rows, stream, previous, seq);
                requireGrows(kept.number(), rows.lastKept);
                rows.lastKept = kept.number();
                Message message = toTheMillisecond(kept.message());
                rows.unhandled.put(
                        kept.number(),
                        new Kept(
                                kept.number(),
                                message,
                                kept.claimed(),
                                toTheMillisecond(kept.receivedAt())));
                move(rows, stream, new Position(seq, message.id()));
            }
            case Change.Advance(_, StreamId stream, long previous, long seq, String id) -> {
                requireFollows(rows, stream, previous, seq);
                move(rows, stream, new Position(seq, id));
            }
            case Change.Handle(_, long number) -> rows.unhandled.headMap(number, true).clear();
        }
    }

    private static void requireGrows(long number, long last) throws IOException {
        if (number <= last || number > MessageStore.MAX_NUMBER) {
            throw new IOException("%d after %d".formatted(number, last));
        }
    }

    private static void requireFollows(Rows rows, StreamId stream, long previous, long seq)
            throws IOException {
        long position = rows.received.getOrDefault(stream, Position.START).seq();
        if (position != previous || seq <= previous) {
            throw new IOException("%d after %d, not %d".formatted(seq, position, previous));
        }
    }

    private void move(Rows rows, StreamId stream, Position to) {
        rows.received.remove(stream);
        rows.received.put(stream, to);
        if (rows.received.size() > MAX_STREAMS) {
            rows.received.pollFirstEntry();
        }
        everReceived.add(to.id());
    }

    private static Message toTheMillisecond(Message message) {
        return new Message(
                message.id(),
                message.from(),
                message.to(),
                message.type(),
                message.content(),
                toTheMillisecond(message.sentAt()));
    }

    private static Instant toTheMillisecond(Instant time) {
        if (time.isBefore(Instant.ofEpochMilli(Long.MIN_VALUE))) {
            return Instant.ofEpochMilli(Long.MIN_VALUE);
        }
        return time.isAfter(Instant.ofEpochMilli(Long.MAX_VALUE))
                ? Instant.ofEpochMilli(Long.MAX_VALUE)
                : Instant.ofEpochMilli(time.toEpochMilli());
    }
}
