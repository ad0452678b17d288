package peerlink.registry.store.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import peerlink.registry.store.Change;
import peerlink.registry.store.StoreSettings;

/** Reads the files of a store when it is opened again. */
final class Recovery {
    private static final System.Logger LOG = System.getLogger(Recovery.class.getName());

    /** The longest downtime by which leases are prolonged. */
    static final Duration MAX_DOWNTIME = Duration.ofMinutes(10);

    /**
     * The longest downtime for which the machine's clock is believed; names are not held the
     * shorter for a longer one.
     */
    static final Duration TRUSTED = Duration.ofDays(7);

    private final StoreFolder folder;
    private final LeaseTable table;
    private ChangeRing feed = new ChangeRing(ChangeRing.newEpoch(), 0);
    private long position;

    /**
     * Steps up to this one are in the snapshot, in part or all: their changes can't be told any
     * more.
     */
    private long blurredUpTo;

    /** The last time that the store is known to have been running, in milliseconds since 1970. */
    private long lastAlive = -1;

    private FileHeader last = new FileHeader(1, 0);

    private Recovery(StoreFolder folder, LeaseTable table) {
        this.folder = folder;
        this.table = table;
    }

    /**
     * Holds the result of a recovery.
     *
     * @param feed goes on where it was, unless something was lost
     * @param last the log to go on writing
     * @param position of the last step
     * @param log opened at its end
     * @param isNew true if there was nothing
     * @param ahead the time by which the store is ahead of the machine's clock, which is in doubt
     */
    record Recovered(
            ChangeRing feed,
            FileHeader last,
            long position,
            FileChannel log,
            boolean isNew,
            Duration ahead) {}

    /**
     * Fills an empty table, and cuts off the unfinished end that a crash has left.
     *
     * @throws IOException if files are missing or damaged; the message says what to do
     */
    static Recovered into(LeaseTable table, StoreFolder folder, StoreSettings settings, long now)
            throws IOException {
        return new Recovery(folder, table).recover(settings, now);
    }

    private Recovered recover(StoreSettings settings, long now) throws IOException {
        folder.deleteUnfinished();
        List<Long> logs = folder.logs();
        List<Long> snapshots = folder.snapshots();
        if (logs.isEmpty() && snapshots.isEmpty()) {
            return new Recovered(feed, last, 0, folder.createLog(last), true, Duration.ZERO);
        }
        table.replay();
        long first = snapshots.isEmpty() ? 1 : snapshots.getLast();
        if (!snapshots.isEmpty()) {
            readSnapshot(first);
        }
        long newest = logs.isEmpty() ? 0 : logs.getLast();
        for (long generation = first; generation == first || generation <= newest; generation++) {
            readLog(generation, generation == newest);
        }
        folder.deleteBefore(first);
        long time = storeTime(now);
        long downSince = Math.min(time, lastAlive < 0 ? time : lastAlive);
        long missed = Math.min(time - downSince, MAX_DOWNTIME.toMillis());
        table.begin(time, downSince + missed + settings.ttl().toMillis());
        return new Recovered(
                feed,
                last,
                position,
                folder.openLog(last.generation()),
                false,
                Duration.ofMillis(time - now));
    }

    /**
     * Returns the store's time: it never goes back, and does not leap because the machine's clock
     * does.
     */
    private long storeTime(long clock) {
        long missed = clock - lastAlive;
        if (lastAlive < 0 || missed >= 0 && missed <= TRUSTED.toMillis()) {
            return clock;
        }
        LOG.log(
                System.Logger.Level.INFO,
                "the clock is {0} days from when the registry ran last: it may be wrong, and names that are held are held no shorter",
                Duration.ofMillis(missed).toDays());
        return lastAlive;
    }

    private void readSnapshot(long generation) throws IOException {
        Path file = folder.snapshot(generation);
        try (LogReader reader = LogReader.open(file)) {
            var held = new ArrayList<LogEntry.Held>();
            OptionalLong end = OptionalLong.empty();
            for (LogEntry entry = reader.next(); entry != null; entry = reader.next()) {
                switch (entry) {
                    case LogEntry.Held name -> held.add(name);
                    case LogEntry.Complete(long entries, long at)
                            when entries == reader.entries() - 1 ->
                            end = OptionalLong.of(at);
                    default -> take(entry);
                }
            }
            if (end.isEmpty()) {
                throw new DamageException("its end is missing");
            }
            held.sort(Comparator.comparingLong(LogEntry.Held::at));
            held.forEach(table::apply);
            position = reader.header().position();
            blurredUpTo = end.getAsLong();
            feed = feed.from(blurredUpTo);
        } catch (DamageException e) {
            throw new IOException(
                    "the snapshot %s is damaged (%s): bring the folder back from a backup, or move all files out of it to begin with no leases"
                            .formatted(file, e.getMessage()),
                    e);
        }
    }

    private void readLog(long generation, boolean isNewest) throws IOException {
        Path file = folder.log(generation);
        if (!Files.exists(file)) {
            throw new IOException(
                    "the log %s is missing: bring the folder back from a backup, or move all files out of it to begin with no leases"
                            .formatted(file));
        }
        try (LogReader reader = LogReader.open(file)) {
            last = reader.header();
            if (last.generation() != generation || last.position() != position) {
                throw new DamageException("it doesn't go on where the file before it ended");
            }
            readEntries(reader, isNewest);
        } catch (DamageException e) {
            throw new IOException(
                    "the log %s is damaged (%s): bring the folder back from a backup, or move all files out of it to begin with no leases"
                            .formatted(file, e.getMessage()),
                    e);
        }
    }

    private void readEntries(LogReader reader, boolean isNewest) throws IOException {
        try {
            for (LogEntry entry = reader.next(); entry != null; entry = reader.next()) {
                position++;
                take(entry);
            }
        } catch (DamageException e) {
            if (!isNewest) {
                throw e;
            }
            cut(reader, e);
        }
    }

    private void cut(LogReader reader, DamageException damage) throws IOException {
        long generation = last.generation();
        long size = Files.size(folder.log(generation));
        Path aside = folder.cut(generation, reader.offset());
        LOG.log(
                System.Logger.Level.WARNING,
                "the end of the log {0} is damaged ({1}): kept the {2} entries before it, and moved its last {3} bytes to {4}",
                folder.log(generation),
                damage.getMessage(),
                Long.toString(reader.entries()),
                Long.toString(size - reader.offset()),
                aside);
        // watchers may have been told of lost steps
        feed = new ChangeRing(ChangeRing.newEpoch(), position);
    }

    private void take(LogEntry entry) {
        switch (entry) {
            case LogEntry.Began(String epoch) -> {
                if (!epoch.equals(feed.epoch())) {
                    feed = new ChangeRing(epoch, position);
                }
            }
            case LogEntry.Leased(_, long at) -> alive(at);
            case LogEntry.Removed(_, _, long at) -> alive(at);
            case LogEntry.Ended(_, long at) -> alive(at);
            case LogEntry.Alive(long at) -> alive(at);
            case LogEntry.Held _, LogEntry.Released _, LogEntry.Complete _ -> {}
        }
        Change change = table.apply(entry);
        if (change != null && position > blurredUpTo) {
            feed.add(position, change);
        }
        feed.show(position);
    }

    private void alive(long at) {
        lastAlive = Math.max(lastAlive, at);
    }
}
