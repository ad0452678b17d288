package peerlink.registry.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Notes when a store was writing a snapshot into its folder, for benchmarks: by the unfinished
 * file, a thousand times a second.
 */
final class SnapshotWatch implements AutoCloseable {
    private final Path folder;
    private final TreeMap<Long, Boolean> changes = new TreeMap<>(Map.of(Long.MIN_VALUE, false));
    private final Thread watcher;
    private volatile boolean isClosed;

    SnapshotWatch(Path folder) {
        this.folder = folder;
        this.watcher = Thread.ofPlatform().daemon().name("snapshot-watch").start(this::watch);
    }

    /** Tells whether a snapshot was being written at a time by {@link System#nanoTime}. */
    synchronized boolean wasWriting(long nanoTime) {
        return changes.floorEntry(nanoTime).getValue();
    }

    private void watch() {
        boolean was = false;
        while (!isClosed) {
            boolean is = isWriting();
            if (is != was) {
                synchronized (this) {
                    changes.put(System.nanoTime(), is);
                }
                was = is;
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    private boolean isWriting() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.anyMatch(file -> file.toString().endsWith(".snapshot.unfinished"));
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        isClosed = true;
        LockSupport.unpark(watcher);
    }
}
