package peerlink.core.store.sqlite;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import peerlink.api.Message;
import peerlink.core.store.MessageStore;
import peerlink.core.store.StreamId;

/**
 * Makes the changes of one transaction with as few statements as they need: a drop up to a number
 * is made once a peer, and a position is written once a stream. For the store's thread.
 *
 * <p>Drops come last, which gives the same result as the order of the changes: a message that is
 * added after a drop has a greater number than any that the drop removes.
 */
final class ChangeBatch {
    private record Withdrawn(StoredPeer peer, MessageStore.Change.Withdraw change) {}

    private final MessageTables tables;
    private final Map<StoredPeer, Set<StreamId>> changed = new LinkedHashMap<>();
    private final Map<StoredPeer, Long> settled = new HashMap<>();
    private final Map<StoredPeer, Long> handled = new HashMap<>();
    private final List<Withdrawn> withdrawn = new ArrayList<>();

    ChangeBatch(MessageTables tables) {
        this.tables = tables;
    }

    /**
     * Adds a change, which {@link #write} makes.
     *
     * @throws IOException if this change can't be made, even if the others are
     */
    void add(MessageStore.Change change) throws SQLException, IOException {
        switch (change) {
            case MessageStore.Change.Submit submit -> submit(submit);
            case MessageStore.Change.Settle settle -> settle(settle);
            case MessageStore.Change.Deliver deliver -> {
                StoredPeer peer = tables.peers().find(deliver.peer());
                if (peer != null) {
                    journal(peer, Math.min(deliver.seq(), peer.lastSeq()), deliver.at());
                }
            }
            case MessageStore.Change.Withdraw withdraw -> withdraw(withdraw);
            case MessageStore.Change.Restart restart ->
                    restart(tables.peers().of(restart.peer()), restart.stream());
            case MessageStore.Change.Receive receive -> receive(receive);
            case MessageStore.Change.Advance advance ->
                    move(
                            tables.peers().of(advance.peer()),
                            advance.stream(),
                            advance.previous(),
                            new MessageStore.Position(advance.seq(), advance.id()));
            case MessageStore.Change.Handle handle -> handle(handle);
            case MessageStore.Change.TakeRequest request -> take(request);
            case MessageStore.Change.OpenCursor open -> {
                writeMessages();
                tables.journal().open(open.cursor(), open.kind());
            }
            case MessageStore.Change.Acknowledge acknowledge ->
                    tables.journal().acknowledge(acknowledge.cursor(), acknowledge.number());
            case MessageStore.Change.DropCursor drop -> tables.journal().drop(drop.cursor());
            case MessageStore.Change.Pass pass -> tables.elapsed().write(pass.time());
        }
    }

    /** Makes the changes that were added. */
    void write() throws SQLException {
        writeMessages();
        for (Map.Entry<StoredPeer, Set<StreamId>> entry : changed.entrySet()) {
            tables.peers().write(entry.getKey(), entry.getValue());
        }
        changed.clear();
        tables.journal().write();
        tables.peers().trim();
    }

    private void writeMessages() throws SQLException {
        tables.pending().flush();
        tables.kept().flush();
        for (Map.Entry<StoredPeer, Long> entry : settled.entrySet()) {
            tables.pending().drop(entry.getKey().number(), entry.getValue());
        }
        Set<StoredPeer> dropped = new LinkedHashSet<>(settled.keySet());
        settled.clear();
        for (Withdrawn one : withdrawn) {
            withdrawNow(one.peer(), one.change());
            dropped.add(one.peer());
        }
        withdrawn.clear();
        for (StoredPeer peer : dropped) {
            tables.withdrawn().trim(peer.number());
        }
        for (Map.Entry<StoredPeer, Long> entry : handled.entrySet()) {
            tables.kept().drop(entry.getKey().number(), entry.getValue());
        }
        handled.clear();
    }

    private void withdrawNow(StoredPeer peer, MessageStore.Change.Withdraw change)
            throws SQLException {
        if (change.mayHaveArrived()) {
            tables.withdrawn().add(peer.number(), change.seq());
        }
        // one that was told as delivered, in a run that was killed then, stays so
        if (change.seq() > peer.journaled()) {
            tables.failed(peer.number(), change.seq(), change.reason());
        }
        tables.pending().dropOne(peer.number(), change.seq());
    }

    private void submit(MessageStore.Change.Submit submit) throws SQLException, IOException {
        StoredPeer peer = tables.peers().of(submit.peer());
        long author = tables.peers().of(submit.message().from()).number();
        if (submit.stream().equals(peer.stream())) {
            checkNumber(submit.seq(), peer.lastSeq());
        } else {
            checkNumber(submit.seq(), greatestPending(peer));
            restart(peer, submit.stream());
        }
        tables.add(peer, submit, author);
        peer.submitted(submit.seq());
        changed(peer);
    }

    private void settle(MessageStore.Change.Settle settle) throws SQLException {
        StoredPeer peer = tables.peers().find(settle.peer());
        if (peer == null) {
            return;
        }
        if (!withdrawn.isEmpty()) {
            // they were given up before, and their keys are to tell of it
            writeMessages();
        }
        // messages that this transaction adds later are not meant
        long seq = Math.min(settle.seq(), peer.lastSeq());
        journal(peer, seq, settle.at());
        settled.merge(peer, seq, Math::max);
    }

    /** Makes our messages up to a number entries of the journal, unless they are. */
    private void journal(StoredPeer peer, long seq, Instant at) throws SQLException {
        if (tables.journal().isKept() && seq > peer.journaled()) {
            // at once, so that the journal has the order of the changes
            writeMessages();
            tables.journal().delivered(peer.number(), peer.journaled(), seq, at);
            peer.journaled(seq);
            changed(peer);
        }
    }

    /** Makes an accepted request an entry of the journal, once. */
    private void take(MessageStore.Change.TakeRequest request) throws SQLException, IOException {
        if (!tables.journal().isKept()) {
            return;
        }
        StoredPeer peer = tables.peers().of(request.peer());
        Message message = request.message();
        if (!message.id().equals(peer.request())) {
            long reader = tables.peers().of(message.to()).number();
            tables.journal()
                    .received(
                            peer.number(),
                            reader,
                            message,
                            request.claimed(),
                            request.receivedAt());
            peer.requested(message.id());
            changed(peer);
        }
    }

    private void withdraw(MessageStore.Change.Withdraw withdraw) throws SQLException {
        StoredPeer peer = tables.peers().find(withdraw.peer());
        if (peer != null && withdraw.seq() <= peer.lastSeq()) {
            if (tables.journal().isKept() && withdraw.seq() > peer.journaled()) {
                // at once, as in journal(...)
                writeMessages();
                tables.journal()
                        .failed(peer.number(), withdraw.seq(), withdraw.reason(), withdraw.at());
            }
            withdrawn.add(new Withdrawn(peer, withdraw));
        }
    }

    private void restart(StoredPeer peer, StreamId stream) throws SQLException {
        peer.restart(stream, greatestPending(peer));
        // the peer has nothing of the new stream
        tables.withdrawn().clear(peer.number());
        changed(peer);
    }

    private long greatestPending(StoredPeer peer) throws SQLException {
        // numbers may begin anew here: no earlier change may drop the messages of a later one
        writeMessages();
        return tables.pending().greatest(peer.number());
    }

    private void receive(MessageStore.Change.Receive receive) throws SQLException, IOException {
        StoredPeer peer = tables.peers().of(receive.peer());
        MessageStore.Kept message = receive.message();
        long reader = tables.peers().of(message.message().to()).number();
        checkNumber(message.number(), peer.lastKept());
        move(
                peer,
                receive.stream(),
                receive.previous(),
                new MessageStore.Position(receive.seq(), message.message().id()));
        tables.add(peer, message, reader);
        peer.kept(message.number());
    }

    private void move(
            StoredPeer peer, StreamId stream, long previous, MessageStore.Position position)
            throws IOException {
        long seq = peer.position(stream).seq();
        if (seq != previous || position.seq() <= previous) {
            throw new IOException(
                    "message %d follows %d, but the stream has come to %d"
                            .formatted(position.seq(), previous, seq));
        }
        Set<StreamId> moved = changed(peer);
        moved.add(stream);
        StreamId forgotten = peer.moved(stream, position);
        if (forgotten != null) {
            moved.add(forgotten);
        }
    }

    private void handle(MessageStore.Change.Handle handle) throws SQLException {
        StoredPeer peer = tables.peers().find(handle.peer());
        if (peer != null) {
            handled.merge(peer, Math.min(handle.number(), peer.lastKept()), Math::max);
        }
    }

    private static void checkNumber(long number, long last) throws IOException {
        if (number <= last || number > MessageStore.MAX_NUMBER) {
            throw new IOException(
                    "a message can't have the number %d after %d".formatted(number, last));
        }
    }

    private Set<StreamId> changed(StoredPeer peer) {
        return changed.computeIfAbsent(peer, _ -> new HashSet<>());
    }
}
