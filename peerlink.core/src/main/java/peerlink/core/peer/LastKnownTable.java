package peerlink.core.peer;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.core.model.LastKnown;
import peerlink.core.profile.JsonFile;

/**
 * Holds the last word of directories about each peer, unless they have told that it left. The disk
 * keeps it beyond the node's end. It only helps while no directory answers: nothing in it is a
 * claim to a name, and only a link proves which peer is at an address. At most {@value
 * LastKnownFile#MAX} peers: contacts stay longest, then the peers told of last. Safe for use by
 * several threads.
 */
public final class LastKnownTable {
    private static final System.Logger LOG = System.getLogger(LastKnownTable.class.getName());

    private final LastKnownFile file;
    private final Predicate<PeerId> isContact;
    private final InstantSource clock;

    /** The peers; the one told of longest ago first. */
    private final Map<PeerId, LastKnown> known = new LinkedHashMap<>();

    /**
     * The peers that have left, with the time, so that they do not come back from the disk; the one
     * that left longest ago first.
     */
    private final Map<PeerId, Instant> gone = new LinkedHashMap<>();

    private boolean isChanged;
    private boolean isWritable = true;

    /**
     * @param directory the profile's folder
     * @param isContact tells which peers are kept longest
     */
    public LastKnownTable(Path directory, Predicate<PeerId> isContact, InstantSource clock) {
        this.file = new LastKnownFile(directory);
        this.isContact = isContact;
        this.clock = clock;
    }

    /**
     * Reads the peers that an earlier run has left.
     *
     * @throws IOException if it can't; then no peer is known, and the file is written only if it
     *     was damaged
     */
    public synchronized void load() throws IOException {
        try {
            file.read().reversed().stream()
                    .map(this::untilNow)
                    .sorted(Comparator.comparing(LastKnown::at))
                    .forEach(one -> known.put(one.peer().id(), one));
        } catch (JsonFile.DamagedException e) {
            isChanged = true;
            throw e;
        } catch (IOException e) {
            isWritable = false;
            throw e;
        }
    }

    /** Notes that a directory tells of a peer now. */
    public synchronized void told(Peer peer) {
        put(new LastKnown(peer, clock.instant()));
        isChanged = true;
    }

    /** Notes that directories still tell of these peers. */
    synchronized void there(Collection<PeerId> ids) {
        Instant now = clock.instant();
        for (PeerId id : ids) {
            LastKnown before = known.get(id);
            if (before != null) {
                put(new LastKnown(before.peer(), now));
                isChanged = true;
            }
        }
    }

    /** Notes that a peer has left, according to all directories that told of it. */
    synchronized void left(PeerId id) {
        isChanged |= known.remove(id) != null;
        gone.remove(id);
        gone.put(id, clock.instant());
        if (gone.size() > LastKnownFile.MAX) {
            gone.remove(gone.keySet().iterator().next());
        }
    }

    synchronized @Nullable Peer byId(PeerId id) {
        LastKnown one = known.get(id);
        return one != null && isFresh(one, clock.instant()) ? one.peer() : null;
    }

    /** Returns all peers, the latest first. */
    public synchronized List<LastKnown> all() {
        Instant now = clock.instant();
        return known.values().stream().filter(one -> isFresh(one, now)).toList().reversed();
    }

    /**
     * Writes the changes, together with those of other processes. Callers of the other methods do
     * not wait for the disk.
     */
    public void save() throws IOException {
        synchronized (this) {
            if (!isChanged || !isWritable) {
                return;
            }
            isChanged = false;
        }
        boolean isSaved = false;
        try {
            file.update(this::mergedWith);
            isSaved = true;
        } finally {
            if (!isSaved) {
                synchronized (this) {
                    isChanged = true;
                }
            }
        }
    }

    private synchronized List<LastKnown> mergedWith(List<LastKnown> onDisk) {
        Instant now = clock.instant();
        List<LastKnown> union =
                Stream.concat(
                                known.values().stream(),
                                onDisk.reversed().stream()
                                        .filter(one -> isNewer(one, now))
                                        .map(this::untilNow))
                        .sorted(Comparator.comparing(LastKnown::at))
                        .toList();
        known.clear();
        union.forEach(this::put);
        return all();
    }

    /**
     * Tells whether another process has written a peer later than this one was told of it, or that
     * it has left.
     */
    private boolean isNewer(LastKnown one, Instant now) {
        LastKnown mine = known.get(one.peer().id());
        Instant since = mine == null ? gone.get(one.peer().id()) : mine.at();
        // a time ahead of the clock comes from a wrong clock: it is past, nobody knows how long
        return since == null || one.at().isAfter(since) && !one.at().isAfter(now);
    }

    /**
     * Returns the peer with a time that is not after now. A clock that was set back must not make
     * it newer than the events of now.
     */
    private LastKnown untilNow(LastKnown one) {
        Instant now = clock.instant();
        return one.at().isAfter(now) ? new LastKnown(one.peer(), now) : one;
    }

    private void put(LastKnown one) {
        known.remove(one.peer().id());
        known.put(one.peer().id(), one);
        if (known.size() > LastKnownFile.MAX) {
            known.remove(
                    known.keySet().stream()
                            .filter(isContact.negate())
                            .findFirst()
                            .orElseGet(() -> known.keySet().iterator().next()));
            LOG.log(
                    Level.DEBUG,
                    "more than {0} peers: one that was told of long ago goes",
                    LastKnownFile.MAX);
        }
    }

    private static boolean isFresh(LastKnown one, Instant now) {
        return one.at().plus(LastKnownFile.KEEP).isAfter(now);
    }
}
