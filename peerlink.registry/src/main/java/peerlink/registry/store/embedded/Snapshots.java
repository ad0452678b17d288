package peerlink.registry.store.embedded;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.time.InstantSource;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;
import peerlink.api.Printable;
import peerlink.registry.store.PeerRecord;

/**
 * Keeps a store's logs from growing for ever: when one has ended, writes the content of the store
 * beside it, and deletes the older files. The store goes on meanwhile, and so the snapshot may know
 * of some steps that the next log tells again; made again in their order, they come to the same.
 */
final class Snapshots implements DiskJournal.Rotation, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Snapshots.class.getName());

    /** The number of leases that are written before the lock is given up. */
    private static final int CHUNK = 256;

    private final StoreFolder folder;
    private final StoreSteps history;
    private final InstantSource clock;
    private final long maxLog;

    private @Nullable Thread writer;
    private volatile long lastSize;
    private volatile boolean isClosed;

    /**
     * @param maxLog the length that a log gets, in bytes, if the last snapshot was not longer
     */
    Snapshots(StoreFolder folder, StoreSteps history, InstantSource clock, long maxLog) {
        this.folder = folder;
        this.history = history;
        this.clock = clock;
        this.maxLog = maxLog;
    }

    @Override
    public boolean isDue(long logSize) {
        return logSize > Math.max(maxLog, lastSize);
    }

    @Override
    public synchronized void rotated(FileHeader next) {
        // while one is being written, the logs wait for the next one
        if (!isClosed && (writer == null || !writer.isAlive())) {
            writer =
                    Thread.ofPlatform()
                            .daemon()
                            .name("peerlink registry-snapshot-writer")
                            .unstarted(() -> write(next));
            writer.start();
        }
    }

    /** Gives up a snapshot that is being written. */
    @Override
    public void close() {
        Thread last;
        synchronized (this) {
            isClosed = true;
            last = writer;
        }
        boolean isInterrupted = false;
        while (last != null && last.isAlive()) {
            try {
                last.join();
            } catch (InterruptedException e) {
                isInterrupted = true;
            }
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void write(FileHeader header) {
        long generation = header.generation();
        try (FileChannel channel = folder.createSnapshot(generation)) {
            OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
            out.write(header.bytes());
            out.write(LeaseLogFormat.frame(new LogEntry.Began(history.feed().epoch())));
            out.write(LeaseLogFormat.frame(new LogEntry.Alive(clock.millis())));
            long entries = 2;
            Iterator<Lease> leases = history.table().iterator();
            while (leases.hasNext()) {
                if (isClosed) {
                    return;
                }
                entries += writeChunk(leases, out);
            }
            long end = position();
            out.write(LeaseLogFormat.frame(new LogEntry.Complete(entries, end)));
            out.flush();
            // a snapshot must not know of steps that are in no log
            history.await(end);
            folder.publishSnapshot(generation, channel);
            lastSize = channel.size();
            folder.deleteBefore(generation);
        } catch (IOException | RuntimeException e) {
            if (!isClosed) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "cannot write a snapshot of the registry''s leases, and keep the logs instead: {0}",
                        Printable.reason(e));
            }
        }
    }

    private int writeChunk(Iterator<Lease> leases, OutputStream out) throws IOException {
        var entries = new LogEntry[CHUNK];
        int count = 0;
        history.lock().lock();
        try {
            while (count < CHUNK && leases.hasNext()) {
                entries[count++] = entry(leases.next());
            }
        } finally {
            history.lock().unlock();
        }
        for (int i = 0; i < count; i++) {
            out.write(LeaseLogFormat.frame(entries[i]));
        }
        return count;
    }

    private static LogEntry entry(Lease lease) {
        PeerRecord record = lease.registered();
        String skeleton = lease.skeleton == null ? "" : lease.skeleton;
        return record == null
                ? new LogEntry.Held(lease.id(), skeleton, lease.sequence, lease.endedAt())
                // its deadline begins anew when it is read
                : new LogEntry.Leased(record, 0);
    }

    private long position() {
        history.lock().lock();
        try {
            return history.position();
        } finally {
            history.lock().unlock();
        }
    }
}
