package peerlink.cli.rpc;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import peerlink.api.Bytes;
import peerlink.api.Message;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.api.Registration;
import peerlink.core.Journal;
import peerlink.core.model.CursorKind;
import peerlink.core.model.CursorStatus;
import peerlink.core.model.JournalEntry;

/** A journal in memory, whose entries the test makes. It counts what is read. */
final class FakeJournal implements Journal {
    static final Peer BOB = new Peer(PeerId.ofKey(new byte[] {7}), new PeerName("bob"), List.of());

    final AtomicLong entriesRead = new AtomicLong();
    final AtomicLong acknowledgedSoon = new AtomicLong();

    private final Map<String, Long> acknowledged = new TreeMap<>();
    private final List<JournalEntry> entries = new ArrayList<>();
    private final List<Runnable> watchers = new CopyOnWriteArrayList<>();

    /** Adds a text from bob, and returns its number. */
    long receive(String text) {
        return add(JournalEntry.Direction.RECEIVED, text);
    }

    /** Adds an own text that bob has acknowledged. */
    long deliver(String text) {
        return add(JournalEntry.Direction.SENT, text);
    }

    /** Adds an own text that was given up. */
    long fail(String text, String reason) {
        return add(JournalEntry.Direction.FAILED, text, reason);
    }

    private long add(JournalEntry.Direction direction, String text) {
        return add(direction, text, "");
    }

    private long add(JournalEntry.Direction direction, String text, String failure) {
        long number;
        synchronized (this) {
            number = entries.size() + 1;
            entries.add(
                    new JournalEntry(
                            number,
                            direction,
                            BOB,
                            new Message(
                                    "m" + number,
                                    BOB.id(),
                                    BOB.id(),
                                    Message.TEXT,
                                    Bytes.utf8(text),
                                    Instant.parse("2026-11-30T12:00:00Z")),
                            Instant.parse("2026-11-30T12:00:01Z"),
                            false,
                            failure));
        }
        watchers.forEach(Runnable::run);
        return number;
    }

    @Override
    public synchronized void open(String cursor, CursorKind kind) {
        acknowledged.putIfAbsent(cursor, (long) entries.size());
    }

    @Override
    public synchronized List<JournalEntry> read(String cursor, long after, int limit)
            throws IOException {
        long from = Math.max(after, at(cursor));
        List<JournalEntry> read =
                entries.stream().filter(entry -> entry.number() > from).limit(limit).toList();
        entriesRead.addAndGet(read.size());
        return read;
    }

    @Override
    public synchronized void acknowledge(String cursor, long number) throws IOException {
        acknowledged.put(cursor, Math.max(at(cursor), number));
    }

    @Override
    public CompletableFuture<Void> acknowledgeAsync(String cursor, long number) {
        try {
            acknowledge(cursor, number);
            return CompletableFuture.completedFuture(null);
        } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public void acknowledgeSoon(String cursor, long number) {
        acknowledgeAsync(cursor, number).join();
        acknowledgedSoon.incrementAndGet();
    }

    @Override
    public synchronized End end() {
        return new End(
                entries.size(),
                entries.stream()
                        .filter(entry -> entry.direction() == JournalEntry.Direction.RECEIVED)
                        .mapToLong(JournalEntry::number)
                        .max()
                        .orElse(0));
    }

    synchronized long at(String cursor) throws IOException {
        Long number = acknowledged.get(cursor);
        if (number == null) {
            throw new IOException("there is no cursor '%s'".formatted(cursor));
        }
        return number;
    }

    @Override
    public synchronized boolean drop(String cursor) {
        return acknowledged.remove(cursor) != null;
    }

    @Override
    public synchronized List<CursorStatus> cursors() {
        return acknowledged.entrySet().stream()
                .map(
                        one ->
                                new CursorStatus(
                                        one.getKey(),
                                        CursorKind.STRICT,
                                        one.getValue(),
                                        entries.size() - one.getValue(),
                                        0,
                                        0))
                .toList();
    }

    @Override
    public Registration watch(Runnable added) {
        watchers.add(added);
        return () -> watchers.remove(added);
    }
}
