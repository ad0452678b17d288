package peerlink.registry.store.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import peerlink.registry.store.SteadyClock;
import peerlink.registry.store.StoreSettings;

/** Opens and closes the files of a store in a folder, all together. */
final class StoreFiles implements AutoCloseable {
    private final StoreFolder folder;
    private final StoreSteps history;
    private final Snapshots snapshots;
    private final InstantSource clock;
    private final boolean isNew;

    private StoreFiles(
            StoreFolder folder,
            StoreSteps history,
            Snapshots snapshots,
            InstantSource clock,
            boolean isNew) {
        this.folder = folder;
        this.history = history;
        this.snapshots = snapshots;
        this.clock = clock;
        this.isNew = isNew;
    }

    /**
     * Takes the folder, reads its files, and begins to write.
     *
     * @param clock the machine's, as far as it can be believed: see {@link #clock}
     * @param maxLog the length of a log after which a snapshot follows, in bytes
     */
    static StoreFiles open(Path path, StoreSettings settings, InstantSource clock, long maxLog)
            throws IOException {
        StoreFolder folder = StoreFolder.take(path);
        try {
            var table = new LeaseTable(settings, clock.millis());
            Recovery.Recovered found = Recovery.into(table, folder, settings, clock.millis());
            InstantSource time = SteadyClock.ahead(clock, found.ahead());
            ChangeRing feed = found.feed();
            var journal =
                    new DiskJournal(
                            folder, found.last(), found.log(), found.position(), feed::show);
            var history = new StoreSteps(table, feed, journal, found.position());
            var snapshots = new Snapshots(folder, history, time, maxLog);
            journal.start(snapshots);
            var files = new StoreFiles(folder, history, snapshots, time, found.isNew());
            files.begin();
            return files;
        } catch (IOException | RuntimeException e) {
            folder.close();
            throw e;
        }
    }

    StoreSteps history() {
        return history;
    }

    /** Returns the store's clock, which goes on from its last time. */
    InstantSource clock() {
        return clock;
    }

    /** Tells whether there was nothing in the folder. */
    boolean isNew() {
        return isNew;
    }

    @Override
    public void close() {
        // the time from now on is missed, and not a moment before
        try {
            say(new LogEntry.Alive(clock.millis()));
        } catch (IOException e) {
            System.getLogger(StoreFiles.class.getName())
                    .log(System.Logger.Level.DEBUG, "the last word is not written", e);
        }
        history.close();
        snapshots.close();
        folder.close();
    }

    private void begin() throws IOException {
        try {
            // said again though it may have been said before: it costs little, and can't be missing
            say(new LogEntry.Began(history.feed().epoch()));
            history.await(say(new LogEntry.Alive(clock.millis())));
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    private long say(LogEntry step) throws IOException {
        history.lock().lock();
        try {
            history.make(step);
            return history.position();
        } finally {
            history.lock().unlock();
        }
    }
}
