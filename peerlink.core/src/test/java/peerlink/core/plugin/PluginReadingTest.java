package peerlink.core.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import peerlink.api.Bytes;
import peerlink.api.JournalMessage;
import peerlink.api.JournalReader;
import peerlink.api.JournalReading;
import peerlink.api.Message;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.api.Registration;
import peerlink.core.model.CursorKind;
import peerlink.core.model.CursorStatus;
import peerlink.core.model.JournalEntry;

/** Checks the moments at which a plugin's reader gets the messages of the journal. */
@Timeout(60)
class PluginReadingTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration NEVER = Duration.ofHours(1);

    private final Cursor cursor = new Cursor();
    private final BlockingQueue<List<Long>> calls = new LinkedBlockingQueue<>();
    private @Nullable PluginReading reading;
    private @Nullable Thread thread;

    @AfterEach
    void end() throws InterruptedException {
        if (reading != null && thread != null) {
            reading.end();
            thread.join();
        }
    }

    @Test
    void messagesThatFollowEachOtherComeInOneCall() throws Exception {
        PluginReading started = start(NEVER);
        cursor.add(3);
        assertTrue(started.await(PATIENCE));
        assertEquals(List.of(List.of(1L, 2L, 3L)), List.copyOf(calls));
    }

    @Test
    void theyComeWithoutAnybodyWhoAwaitsThem() throws Exception {
        start(Duration.ofMillis(10));
        cursor.add(1);
        assertEquals(List.of(1L), calls.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS));
    }

    @Test
    void moreThanOneCallTakesComesWithoutAnotherPause() throws Exception {
        PluginReading started = start(NEVER);
        cursor.add(JournalReader.MAX_MESSAGES + 1);
        assertTrue(started.await(PATIENCE));
        assertEquals(
                List.of(JournalReader.MAX_MESSAGES, 1), calls.stream().map(List::size).toList());
    }

    @Test
    void oneCallAsksTheStoreForNothingThatIsNotThere() throws Exception {
        PluginReading started = start(NEVER);
        cursor.add(1);
        assertTrue(started.await(PATIENCE));
        cursor.add(1);
        assertTrue(started.await(PATIENCE));
        assertEquals(2, cursor.reads());
    }

    private PluginReading start(Duration gathering) throws Exception {
        JournalReader reader =
                (messages, _) -> calls.add(messages.stream().map(JournalMessage::number).toList());
        PluginReading opened =
                new PluginReading(
                        cursor,
                        reader,
                        gathering,
                        reason -> {
                            throw new AssertionError(reason);
                        });
        opened.open();
        reading = opened;
        thread = Thread.ofPlatform().start(opened);
        return opened;
    }

    /** A journal in memory. */
    private static final class Cursor implements PluginCursor {
        private static final Peer BOB =
                new Peer(PeerId.ofKey(new byte[] {1}), new PeerName("bob"), List.of());

        private final List<JournalEntry> entries = new ArrayList<>();
        private Runnable added = () -> {};
        private long acknowledged;
        private int reads;

        void add(int count) {
            for (int i = 0; i < count; i++) {
                addOne();
                added.run();
            }
        }

        private synchronized void addOne() {
            Message message =
                    new Message(
                            "id",
                            BOB.id(),
                            BOB.id(),
                            Message.TEXT,
                            Bytes.utf8("hi"),
                            Instant.EPOCH);
            entries.add(
                    new JournalEntry(
                            entries.size() + 1,
                            JournalEntry.Direction.RECEIVED,
                            BOB,
                            message,
                            Instant.EPOCH));
        }

        synchronized int reads() {
            return reads;
        }

        @Override
        public void open() {}

        @Override
        public synchronized CursorStatus status() {
            return new CursorStatus(
                    "plugin.test",
                    CursorKind.LOSSY,
                    acknowledged,
                    entries.size() - acknowledged,
                    0,
                    0);
        }

        @Override
        public synchronized long last() {
            return entries.size();
        }

        @Override
        public synchronized List<JournalEntry> read(long after, int limit) {
            reads++;
            return List.copyOf(
                    entries.subList((int) after, Math.min(entries.size(), (int) after + limit)));
        }

        @Override
        public synchronized void acknowledge(long number) {
            acknowledged = number;
        }

        @Override
        public void drop() {}

        @Override
        public Registration watch(JournalReading reading, Runnable action) {
            added = action;
            return () -> {};
        }
    }
}
