package peerlink.core.plugin;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Notices plugins that come, change and go in a folder, each once it has been left alone for a
 * second: a jar takes a while to be written. Has the system tell of changes where it can, and else
 * looks twice a second.
 */
final class PluginWatch implements AutoCloseable {
    /** The time without a change after which a plugin counts. */
    static final Duration QUIET = Duration.ofSeconds(1);

    private static final System.Logger LOGGER = System.getLogger(PluginWatch.class.getName());

    /** The time between two looks while something changes. */
    private static final Duration LOOK = Duration.ofMillis(250);

    /** The time between two looks where the system tells of no changes. */
    private static final Duration POLL = Duration.ofMillis(500);

    /** File systems of other machines, whose changes this one's system does not tell of. */
    private static final String REMOTE = "nfs.*|cifs|smb.*|fuse\\..*|9p|afs|ceph|vboxsf|prl_fs";

    private static final WatchEvent.Kind<?>[] KINDS = {
        StandardWatchEventKinds.ENTRY_CREATE,
        StandardWatchEventKinds.ENTRY_MODIFY,
        StandardWatchEventKinds.ENTRY_DELETE
    };

    private final Path folder;
    private final Settled listener;
    private volatile @Nullable Thread watching;

    /** The stamps of the plugins that were seen, and the time since when each is as it is. */
    private final Map<Path, Seen> seen = new HashMap<>();

    private record Seen(String stamp, long since, boolean isTold) {}

    /** Hears of plugins that are to be looked at. */
    @FunctionalInterface
    interface Settled {
        /**
         * @param paths the plugins that have come, changed or gone, and been left alone since
         */
        void settled(Set<Path> paths) throws InterruptedException;
    }

    /**
     * @param folder need not exist; the folder that it lies in must
     * @param known the stamps of the plugins that the listener knows
     */
    PluginWatch(Path folder, Map<Path, String> known, Settled listener) {
        this.folder = folder;
        this.listener = listener;
        known.forEach((path, stamp) -> seen.put(path, new Seen(stamp, 0, true)));
    }

    /** Begins. */
    void start() {
        watching = Thread.ofVirtual().name("peerlink plugin-watch").start(this::run);
    }

    @Override
    public void close() {
        Thread running = watching;
        if (running != null) {
            running.interrupt();
        }
    }

    private void run() {
        try {
            if (isRemote()) {
                poll();
                return;
            }
            try (WatchService service = folder.getFileSystem().newWatchService()) {
                watch(service);
            } catch (IOException | UnsupportedOperationException e) {
                // too many watches, say
                LOGGER.log(System.Logger.Level.DEBUG, "looking instead of watching", e);
                poll();
            }
        } catch (InterruptedException | ClosedWatchServiceException e) {
            LOGGER.log(System.Logger.Level.DEBUG, "the watch of plugins has ended");
        }
    }

    private void watch(WatchService service) throws IOException, InterruptedException {
        while (true) {
            register(service);
            boolean isQuiet = look();
            WatchKey key =
                    isQuiet ? service.take() : service.poll(LOOK.toMillis(), TimeUnit.MILLISECONDS);
            while (key != null) {
                key.pollEvents();
                key.reset();
                key = service.poll();
            }
        }
    }

    private void poll() throws InterruptedException {
        while (true) {
            LockSupport.parkNanos((look() ? POLL : LOOK).toNanos());
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }

    /** Watches the folder and those of plugins in it, or else the one that it lies in. */
    private void register(WatchService service) throws IOException {
        if (!Files.isDirectory(folder)) {
            Path parent = folder.toAbsolutePath().getParent();
            if (parent == null) {
                throw new IOException("nothing to watch");
            }
            parent.register(service, KINDS);
            return;
        }
        folder.register(service, KINDS);
        for (PluginSource source : PluginSource.in(folder)) {
            if (Files.isDirectory(source.path(), LinkOption.NOFOLLOW_LINKS)) {
                source.path().register(service, KINDS);
            }
        }
    }

    private boolean isRemote() {
        try {
            Path there = Files.isDirectory(folder) ? folder : folder.toAbsolutePath().getParent();
            return there != null && Files.getFileStore(there).type().matches(REMOTE);
        } catch (IOException e) {
            return false; // the watch will fail for the same reason
        }
    }

    /** Looks once, and tells whether all that lies there is as the listener knows it. */
    private boolean look() throws InterruptedException {
        long now = System.nanoTime();
        Map<Path, String> stamps = stamps();
        Set<Path> all = new HashSet<>(seen.keySet());
        all.addAll(stamps.keySet());
        Set<Path> settled = new HashSet<>();
        boolean isQuiet = true;
        for (Path path : all) {
            String stamp = stamps.getOrDefault(path, "");
            Seen last = seen.get(path);
            if (last == null || !last.stamp().equals(stamp)) {
                seen.put(path, new Seen(stamp, now, false));
                isQuiet = false;
            } else if (!last.isTold()) {
                if (now - last.since() >= QUIET.toNanos()) {
                    settled.add(path);
                } else {
                    isQuiet = false;
                }
            }
        }
        if (!settled.isEmpty()) {
            listener.settled(Set.copyOf(settled));
            for (Path path : settled) {
                String stamp = stamps.getOrDefault(path, "");
                if (stamp.isEmpty()) {
                    seen.remove(path);
                } else {
                    seen.put(path, new Seen(stamp, now, true));
                }
            }
        }
        return isQuiet;
    }

    private Map<Path, String> stamps() {
        Map<Path, String> stamps = new HashMap<>();
        PluginSource.in(folder).forEach(source -> stamps.put(source.path(), source.stamp()));
        return stamps;
    }
}
