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
import peerlink.api.PeerName;
import peerlink.core.model.CursorKind;
import peerlink.core.model.JournalEntry.Direction;
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
        private String request = "";
        private long journaled;

        private Rows copy() {
            Rows copy = new Rows();
            copy.pending.putAll(pending);
            copy.withdrawn.putAll(withdrawn);
            copy.unhandled.putAll(unhandled);
            copy.received.putAll(received);
            copy.stream = stream;
            copy.lastSeq = lastSeq;
            copy.lastKept = lastKept;
            copy.request = request;
            copy.journaled = journaled;
            return copy;
        }

        private void restart(StreamId fresh) {
            stream = fresh;
            lastSeq = greatestPending();
            journaled = Math.min(journaled, lastSeq);
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
    private DiskJournal journal = new DiskJournal();
    private Optional<Elapsed> elapsed = Optional.empty();

    /** Returns a copy of its present state, as a backup has it. */
    public Disk copy() {
        Disk copy = new Disk();
        peers.forEach((peer, rows) -> copy.peers.put(peer, rows.copy()));
        copy.everReceived.addAll(everReceived);
        copy.elapsed = elapsed;
        copy.journal = journal.copy();
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

    /** Opens a cursor of the journal. */
    public void open(String cursor) throws IOException {
        open(cursor, CursorKind.STRICT);
    }

    private void open(String cursor, CursorKind kind) throws IOException {
        if (!journal.open(cursor, kind)) {
            return;
        }
        boolean isAgain = journal.count() > 1;
        // the nodes of a test give each number once
        TreeMap<Long, Map.Entry<PeerId, Kept>> all = new TreeMap<>();
        peers.forEach(
                (peer, rows) ->
                        rows.unhandled
                                .values()
                                .forEach(kept -> all.put(kept.number(), Map.entry(peer, kept))));
        for (Map.Entry<PeerId, Kept> one : all.values()) {
            Kept kept = one.getValue();
            journal.add(
                    Direction.RECEIVED,
                    one.getKey(),
                    kept.claimed(),
                    kept.message(),
                    kept.receivedAt(),
                    isAgain,
                    "");
        }
    }

    /** Returns the entries of the journal that a cursor has not acknowledged. */
    public List<JournalStore.Row> journal(String cursor) throws IOException {
        return journal.read(cursor, 0, Integer.MAX_VALUE);
    }

    DiskJournal journal() {
        return journal;
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
            case Change.OpenCursor(String name, CursorKind kind) -> open(name, kind);
            case Change.Acknowledge(String name, long number, _) ->
                    journal.acknowledge(name, number);
            case Change.DropCursor(String name) -> journal.drop(name);
            case Change.Pass pass -> elapsed = Optional.of(pass.time());
        }
    }

    private void make(Change.OfPeer change, Rows rows) throws IOException {
        switch (change) {
            case Change.Submit(
                            PeerId peer,
                            StreamId stream,
                            long seq,
                            Message message,
                            long queuedAt,
                            String key) -> {
                boolean isAnother = !stream.equals(rows.stream);
                requireGrows(seq, isAnother ? rows.greatestPending() : rows.lastSeq);
                if (isAnother) {
                    rows.restart(stream);
                }
                rows.lastSeq = seq;
                rows.pending.put(seq, new Pending(seq, toTheMillisecond(message), queuedAt));
                if (key != null) {
                    journal.key(key, message.id(), peer, queuedAt);
                }
            }
            case Change.Deliver(PeerId peer, long seq, Instant at) ->
                    deliver(peer, rows, Math.min(seq, rows.lastSeq), at);
            case Change.Settle(PeerId peer, long seq, Instant at) -> {
                deliver(peer, rows, Math.min(seq, rows.lastSeq), at);
                rows.pending.headMap(seq, true).clear();
                rows.trim();
            }
            case Change.Withdraw(
                            PeerId peer,
                            long seq,
                            boolean mayHaveArrived,
                            String reason,
                            Instant at) -> {
                Pending pending = rows.pending.remove(seq);
                if (pending != null && seq > rows.journaled) {
                    journal.failed(pending.message().id(), peer, reason);
                    journal.add(
                            Direction.FAILED,
                            peer,
                            null,
                            pending.message(),
                            toTheMillisecond(at),
                            false,
                            reason);
                }
                if (pending != null && mayHaveArrived) {
                    rows.withdrawn.put(seq, pending.message().id());
                }
                rows.trim();
            }
            case Change.Restart(_, StreamId stream) -> rows.restart(stream);
            case Change.Receive(
                            PeerId peer,
                            StreamId stream,
                            long previous,
                            long seq,
                            Kept kept) -> {
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
                journal.add(
                        Direction.RECEIVED,
                        peer,
                        kept.claimed(),
                        message,
                        toTheMillisecond(kept.receivedAt()),
                        false,
                        "");
            }
            case Change.Advance(_, StreamId stream, long previous, long seq, String id) -> {
                requireFollows(rows, stream, previous, seq);
                move(rows, stream, new Position(seq, id));
            }
            case Change.TakeRequest(
                            PeerId peer,
                            Message message,
                            PeerName claimed,
                            Instant receivedAt) -> {
                if (!message.id().equals(rows.request)
                        && journal.add(
                                Direction.RECEIVED,
                                peer,
                                claimed,
                                toTheMillisecond(message),
                                toTheMillisecond(receivedAt),
                                false,
                                "")) {
                    rows.request = message.id();
                }
            }
            case Change.Handle(_, long number) -> rows.unhandled.headMap(number, true).clear();
        }
    }

    private void deliver(PeerId peer, Rows rows, long seq, Instant at) {
        if (!journal.cursors().isEmpty() && seq > rows.journaled) {
            for (Pending pending : rows.pending.subMap(rows.journaled, false, seq, true).values()) {
                journal.add(
                        Direction.SENT,
                        peer,
                        null,
                        pending.message(),
                        toTheMillisecond(at),
                        false,
                        "");
            }
            rows.journaled = seq;
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
