package peerlink.registry.store.embedded;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import peerlink.api.Printable;

/**
 * Writes the log on disk. One thread writes the steps that have gathered while it wrote before, and
 * makes them durable with one fsync for all of them, so that many registrations share one. A log
 * that has grown is followed by another, so that a snapshot can take its place.
 */
final class DiskJournal implements Journal {
    private static final System.Logger LOG = System.getLogger(DiskJournal.class.getName());

    /** Decides when a log has grown enough. Its methods must not block. */
    interface Rotation {
        boolean isDue(long logSize);

        /**
         * Notes that another log goes on; a snapshot of the steps up to its header's position may
         * replace the logs before it.
         */
        void rotated(FileHeader next);
    }

    private final StoreFolder folder;
    private final LongConsumer onDurable;
    private final Thread writer;
    private @Nullable Rotation rotation;

    // the writer's own
    private FileHeader header;
    private FileChannel log;

    private final ReentrantLock lock = new ReentrantLock();

    /** Signals that there is something to write, or an end to come to; for the writer alone. */
    private final Condition work = lock.newCondition();

    /**
     * Signals that more is durable, or nothing more will be. Threads that wait for the disk are not
     * woken by each new one that comes to wait.
     */
    private final Condition progress = lock.newCondition();

    // guarded by the lock
    private final ByteArrayOutputStream uncommitted = new ByteArrayOutputStream();
    private ByteArrayOutputStream gathered = new ByteArrayOutputStream();
    private long appended;
    private long committed;
    private long durable;
    private boolean isClosing;
    private boolean isEnded;
    private @Nullable IOException failure;

    /**
     * @param log the log to write on, opened at its end; this journal closes it
     * @param position of the last step in it
     * @param onDurable told each position up to which all is durable; must not block
     */
    DiskJournal(
            StoreFolder folder,
            FileHeader header,
            FileChannel log,
            long position,
            LongConsumer onDurable) {
        this.folder = folder;
        this.header = header;
        this.log = log;
        this.onDurable = onDurable;
        this.appended = position;
        this.committed = position;
        this.durable = position;
        // waits for the disk, which would hold up a virtual thread's carrier
        this.writer =
                Thread.ofPlatform()
                        .daemon()
                        .name("peerlink registry-log-writer")
                        .unstarted(this::write);
    }

    /** Begins to write. */
    void start(Rotation rotation) {
        this.rotation = rotation;
        writer.start();
    }

    @Override
    public long append(LogEntry entry) throws IOException {
        byte[] frame = LeaseLogFormat.frame(entry);
        lock.lock();
        try {
            requireOpen();
            uncommitted.writeBytes(frame);
            return ++appended;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void commit() {
        lock.lock();
        try {
            gathered.writeBytes(uncommitted.toByteArray());
            uncommitted.reset();
            committed = appended;
            work.signal();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void await(long position) throws IOException {
        lock.lock();
        try {
            while (durable < position) {
                if (failure != null || isEnded) {
                    requireOpen();
                }
                progress.await();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for the disk");
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void probe() throws IOException {
        lock.lock();
        try {
            requireOpen();
        } finally {
            lock.unlock();
        }
    }

    private void requireOpen() throws IOException {
        if (failure != null) {
            throw new IOException(
                    "cannot write to the registry's folder %s (%s): make room or repair it, then start again"
                            .formatted(folder, Printable.reason(failure)),
                    failure);
        }
        if (isClosing) {
            throw new IOException("the store is closed");
        }
    }

    /** Writes the committed steps, and ends. */
    @Override
    public void close() {
        lock.lock();
        try {
            isClosing = true;
            work.signal();
        } finally {
            lock.unlock();
        }
        boolean isInterrupted = false;
        while (writer.isAlive()) {
            try {
                writer.join();
            } catch (InterruptedException e) {
                isInterrupted = true;
            }
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private record Batch(byte[] frames, long end) {}

    private void write() {
        try {
            Object place = folder.key(header.generation());
            for (Batch batch = next(); batch != null; batch = next()) {
                folder.requireInPlace(header.generation(), place);
                ByteBuffer frames = ByteBuffer.wrap(batch.frames);
                while (frames.hasRemaining()) {
                    log.write(frames);
                }
                log.force(false);
                done(batch.end);
                if (rotation != null && rotation.isDue(log.size())) {
                    rotate(rotation, batch.end);
                    place = folder.key(header.generation());
                }
            }
        } catch (IOException | RuntimeException e) {
            // after a failed fsync nobody knows what is on the disk: nothing more is promised
            LOG.log(System.Logger.Level.ERROR, "writing the registry's log failed", e);
            end(e instanceof IOException io ? io : new IOException(e));
        } finally {
            end(null);
            closeLog();
        }
    }

    private void end(@Nullable IOException reason) {
        lock.lock();
        try {
            isEnded = true;
            failure = failure == null ? reason : failure;
            progress.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void closeLog() {
        try {
            log.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "cannot close a log", e);
        }
    }

    private @Nullable Batch next() {
        lock.lock();
        try {
            while (durable == committed && !isClosing) {
                work.await();
            }
            return durable == committed ? null : gather();
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts this thread", e);
        } finally {
            lock.unlock();
        }
    }

    private Batch gather() {
        var batch = new Batch(gathered.toByteArray(), committed);
        if (gathered.size() > 1 << 20) {
            // one crowd must not cost its memory for ever
            gathered = new ByteArrayOutputStream();
        } else {
            gathered.reset();
        }
        return batch;
    }

    private void done(long position) {
        // first the feed, so that a thread that has waited finds its change there
        onDurable.accept(position);
        lock.lock();
        try {
            durable = position;
            progress.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void rotate(Rotation rotation, long position) throws IOException {
        var next = new FileHeader(header.generation() + 1, position);
        FileChannel following = folder.createLog(next);
        log.close();
        log = following;
        header = next;
        rotation.rotated(next);
    }
}
