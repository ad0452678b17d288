package peerlink.core;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import peerlink.api.Message;
import peerlink.api.PeerId;

/** What a message store does, in the plainest way: in memory, each change by itself, told of at once. */
final class ModelStore implements MessageStore {
    private static final class Peer {
        private final TreeMap<Long, Pending> pending = new TreeMap<>();
        private final LinkedHashMap<StreamId, Position> received = new LinkedHashMap<>();
        private final TreeMap<Long, Kept> unhandled = new TreeMap<>();
        private @Nullable StreamId stream;
        private long lastSeq;
        private long lastKept;
    }

    private static final System.Logger LOG = System.getLogger(ModelStore.class.getName());

    private final Map<PeerId, Peer> peers = new HashMap<>();
    private boolean closed;

    /** Opens the store again, with what is in it. */
    ModelStore reopened() {
        closed = false;
        return this;
    }

    @Override
    public synchronized PeerState read(PeerId id) throws IOException {
        checkOpen();
        Peer peer = peers.getOrDefault(id, new Peer());
        return new PeerState(
                peer.stream,
                peer.lastSeq,
                List.copyOf(peer.pending.values()),
                Map.copyOf(peer.received),
                List.copyOf(peer.unhandled.values()));
    }

    @Override
    public synchronized List<PeerId> busy() throws IOException {
        checkOpen();
        List<PeerId> busy = new ArrayList<>();
        peers.forEach(
                (id, peer) -> {
                    if (!peer.pending.isEmpty() || !peer.unhandled.isEmpty()) {
                        busy.add(id);
                    }
                });
        return busy;
    }

    @Override
    public synchronized long lastNumber() throws IOException {
        checkOpen();
        return peers.values().stream().mapToLong(peer -> peer.lastKept).max().orElse(0);
    }

    @Override
    public synchronized void apply(Change change, Consumer<@Nullable IOException> done) {
        IOException failure = null;
        try {
            checkOpen();
            make(change, peers.computeIfAbsent(change.peer(), _ -> new Peer()));
        } catch (IOException e) {
            failure = e;
        }
        try {
            done.accept(failure);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "being told failed", e);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
    }

    private void checkOpen() throws IOException {
        if (closed) {
            throw new IOException("closed");
        }
    }

    private static void make(Change change, Peer peer) throws IOException {
        switch (change) {
            case Change.Submit submit -> {
                boolean goesOn = submit.stream().equals(peer.stream);
                checkNumber(submit.seq(), goesOn ? peer.lastSeq : greatestPending(peer));
                peer.stream = submit.stream();
                peer.lastSeq = submit.seq();
                Message message = rounded(submit.message());
                peer.pending.put(submit.seq(), new Pending(submit.seq(), message));
            }
            case Change.Settle settle -> peer.pending.headMap(settle.seq(), true).clear();
            case Change.Withdraw withdraw -> peer.pending.remove(withdraw.seq());
            case Change.Restart restart -> {
                peer.stream = restart.stream();
                peer.lastSeq = greatestPending(peer);
            }
            case Change.Receive receive -> {
                Kept kept = receive.message();
                checkNumber(kept.number(), peer.lastKept);
                Position position = new Position(receive.seq(), kept.message().id());
                move(peer, receive.stream(), receive.previous(), position);
                peer.lastKept = kept.number();
                peer.unhandled.put(
                        kept.number(),
                        new Kept(
                                kept.number(),
                                rounded(kept.message()),
                                kept.claimed(),
                                kept.receivedAt()));
            }
            case Change.Advance advance ->
                    move(
                            peer,
                            advance.stream(),
                            advance.previous(),
                            new Position(advance.seq(), advance.id()));
            case Change.Handle handle -> peer.unhandled.headMap(handle.number(), true).clear();
        }
    }

    private static long greatestPending(Peer peer) {
        return peer.pending.isEmpty() ? 0 : peer.pending.lastKey();
    }

    private static void move(Peer peer, StreamId stream, long previous, Position to)
            throws IOException {
        long seq = peer.received.getOrDefault(stream, Position.START).seq();
        if (seq != previous || to.seq() <= seq) {
            throw new IOException("the stream has come to " + seq);
        }
        peer.received.remove(stream);
        peer.received.put(stream, to);
        if (peer.received.size() > 8) {
            peer.received.pollFirstEntry();
        }
    }

    private static void checkNumber(long number, long last) throws IOException {
        if (number <= last || number >= 1L << 40) {
            throw new IOException("not a number after " + last + ": " + number);
        }
    }

    private static Message rounded(Message message) {
        return new Message(
                message.id(),
                message.from(),
                message.to(),
                message.type(),
                message.content(),
                Instant.ofEpochMilli(MessageTables.millis(message.sentAt())));
    }
}
