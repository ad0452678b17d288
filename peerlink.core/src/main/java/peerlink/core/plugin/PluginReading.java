package peerlink.core.plugin;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import peerlink.api.JournalMessage;
import peerlink.api.JournalReader;
import peerlink.api.JournalReading;
import peerlink.api.Registration;
import peerlink.core.model.CursorStatus;
import peerlink.core.model.JournalEntry;
import peerlink.core.model.JournalEntry.Direction;

/**
 * Hands the messages of the journal to a plugin's reader, on one thread of the plugin. They gather
 * for a while first: a reader that took each one at once would share the disk and the processors
 * with its acknowledgement, and would have many times the work. Safe for use by several threads.
 */
final class PluginReading implements JournalReading, Runnable {
    private static final System.Logger LOG = System.getLogger(PluginReading.class.getName());

    /** The usual time for which messages gather. */
    static final Duration GATHERING = Duration.ofMillis(100);

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    private final PluginCursor cursor;
    private final JournalReader reader;
    private final Duration gathering;
    private final Consumer<String> onFailure;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // guarded by the lock
    private boolean hasMore = true;

    /** The time at which there was more, from which on messages gather. */
    private long since;

    /** The number of callers of {@link #await}. */
    private int awaiting;

    private boolean hasEnded;
    private boolean isDropped;
    private long done;
    private @Nullable Registration watch;

    /**
     * @param gathering the time for which messages gather, unless somebody awaits them
     * @param onFailure told why the reader could not take messages, once until it could
     */
    PluginReading(
            PluginCursor cursor,
            JournalReader reader,
            Duration gathering,
            Consumer<String> onFailure) {
        this.cursor = cursor;
        this.reader = reader;
        this.gathering = gathering;
        this.onFailure = onFailure;
    }

    /** Makes the plugin's cursor, from which {@link #run} reads. */
    void open() throws IOException {
        cursor.open();
        done = cursor.status().acknowledged();
        since = System.nanoTime();
        watch = cursor.watch(this, this::added);
    }

    private void added() {
        lock.lock();
        try {
            if (!hasMore) {
                hasMore = true;
                since = System.nanoTime();
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Reads until the reading or the thread is to end. */
    @Override
    public void run() {
        Duration pause = Duration.ZERO;
        while (awaitWork(pause)) {
            try {
                readAll();
                pause = Duration.ZERO;
            } catch (InterruptedException e) {
                return;
            } catch (Throwable e) {
                // the catch point of the reader's own code
                if (hasEnded() || Thread.currentThread().isInterrupted()) {
                    return;
                }
                if (pause.isZero()) {
                    onFailure.accept("reading messages: " + PluginCall.reason(e));
                }
                pause = pause.isZero() ? FIRST_PAUSE : longer(pause);
            }
        }
    }

    private static Duration longer(Duration pause) {
        Duration twice = pause.multipliedBy(2);
        return twice.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : twice;
    }

    /**
     * Waits for more entries and until they have gathered, or for a pause after a failure. Returns
     * whether to go on.
     *
     * @param pause zero if there was no failure
     */
    private boolean awaitWork(Duration pause) {
        lock.lock();
        try {
            if (pause.isZero()) {
                while (!hasEnded && !hasMore) {
                    changed.await();
                }
                long left = gatheringNanos();
                while (!hasEnded && awaiting == 0 && left > 0) {
                    changed.awaitNanos(left);
                    left = gatheringNanos();
                }
            } else {
                long left = pause.toNanos();
                while (!hasEnded && left > 0) {
                    left = changed.awaitNanos(left);
                }
            }
            hasMore = false;
            return !hasEnded;
        } catch (InterruptedException e) {
            return false;
        } finally {
            lock.unlock();
        }
    }

    private long gatheringNanos() {
        return gathering.toNanos() - (System.nanoTime() - since);
    }

    /** Reads what there is, and leaves what comes meanwhile to gather. */
    private void readAll() throws Exception {
        long upTo = cursor.last();
        long after = done();
        long lost = 0;
        do {
            List<JournalEntry> some = cursor.read(after, JournalReader.MAX_MESSAGES);
            if (some.isEmpty()) {
                return;
            }
            if (some.getFirst().number() > after + 1) { // else nothing was lost
                lost += cursor.status().lost();
            }
            List<JournalMessage> messages =
                    some.stream()
                            .filter(entry -> entry.direction() != Direction.FAILED)
                            .map(PluginReading::message)
                            .toList();
            if (!messages.isEmpty()) {
                reader.read(messages, lost);
                lost = 0;
            }
            after = some.getLast().number();
            cursor.acknowledge(after);
            finished(after);
        } while (after < upTo && !hasEnded());
    }

    private static JournalMessage message(JournalEntry entry) {
        return new JournalMessage(
                entry.number(),
                entry.direction() == Direction.SENT,
                entry.peer(),
                entry.message(),
                entry.at(),
                entry.isAgain());
    }

    private void finished(long number) {
        lock.lock();
        try {
            done = number;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private long done() {
        lock.lock();
        try {
            return done;
        } finally {
            lock.unlock();
        }
    }

    private boolean hasEnded() {
        lock.lock();
        try {
            return hasEnded;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean await(Duration patience) throws InterruptedException {
        long left = patience.toNanos();
        long target;
        try {
            CursorStatus status = cursor.status();
            target = status.acknowledged() + status.waiting();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "the journal has ended", e);
            return false;
        }
        lock.lockInterruptibly();
        try {
            awaiting++;
            changed.signalAll();
            while (done < target && !hasEnded && left > 0) {
                left = changed.awaitNanos(left);
            }
            return done >= target;
        } finally {
            awaiting--;
            lock.unlock();
        }
    }

    /** Ends the reading. What waits is there at the next start. */
    void end() {
        Registration watched;
        lock.lock();
        try {
            hasEnded = true;
            watched = watch;
            watch = null;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (watched != null) {
            watched.close();
        }
    }

    @Override
    public void close() {
        end();
        lock.lock();
        try {
            if (isDropped) {
                return;
            }
            isDropped = true;
        } finally {
            lock.unlock();
        }
        try {
            cursor.drop();
        } catch (IOException e) {
            onFailure.accept("ending to read messages: " + PluginCall.reason(e));
        }
    }
}
