package peerlink.plugin.lan;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import peerlink.api.Announcement;
import peerlink.api.Directory;
import peerlink.api.DirectoryEvent;
import peerlink.api.Peer;
import peerlink.api.PeerName;
import peerlink.api.Query;
import peerlink.api.Registration;

/**
 * Registers this node on the local network by telling everybody there, and finds those who tell of
 * themselves. A directory that only asks opens no port that others share.
 */
final class LanDirectory implements Directory {
    /** The longest wait for answers. Multicast over radio waits for sleeping stations. */
    private static final long ANSWERS = TimeUnit.MILLISECONDS.toNanos(500);

    /** The time after which it asks once more, as the first query may be lost. */
    private static final long AGAIN = TimeUnit.MILLISECONDS.toNanos(150);

    /** The further time after the first match of a name, which several peers may claim. */
    private static final long RIVALS = TimeUnit.MILLISECONDS.toNanos(100);

    /** The least time between two queries of a directory that listens all the time. */
    private static final long SELDOM = TimeUnit.SECONDS.toNanos(5);

    private static final int MAX_MATCHES = 20;

    private final LanStation station;
    private final LanEnvironment environment;
    private long askedAt;

    LanDirectory(LanStation station, LanEnvironment environment) {
        this.station = station;
        this.environment = environment;
        this.askedAt = environment.nanos() - SELDOM;
    }

    @Override
    public Registration register(Announcement announcement) throws IOException {
        station.lock.lock();
        try {
            station.listen();
            if (station.failure().isPresent()) {
                throw new IOException(station.failure().get());
            }
            station.announce(announcement);
        } finally {
            station.lock.unlock();
        }
        return () -> withdraw(announcement);
    }

    private void withdraw(Announcement announcement) {
        station.lock.lock();
        try {
            station.withdraw(announcement);
        } finally {
            station.lock.unlock();
        }
    }

    @Override
    public List<Peer> find(Query query) throws IOException {
        station.lock.lock();
        try {
            station.requireOpen();
            if (query instanceof Query.ById(var id)) {
                station.want(id);
            }
            List<Peer> known = matches(query);
            if (station.isSettled(ANSWERS)) {
                // all who are there have told of it; a lost word is asked for, and will be an event
                if (known.isEmpty() && environment.nanos() - askedAt > SELDOM) {
                    askedAt = environment.nanos();
                    station.ask();
                }
                return known;
            }
            return ask(query);
        } finally {
            station.lock.unlock();
        }
    }

    private List<Peer> ask(Query query) throws IOException {
        station.ask();
        long start = environment.nanos();
        long end = start + ANSWERS;
        boolean isAskedAgain = false;
        boolean isMatched = false;
        while (true) {
            long now = environment.nanos();
            List<Peer> found = matches(query);
            if (!found.isEmpty() && query instanceof Query.ById) {
                return found;
            }
            if (!found.isEmpty() && query instanceof Query.ByName && !isMatched) {
                isMatched = true;
                end = Math.min(end, now + RIVALS);
            }
            if (now - end >= 0 || station.isClosed()) {
                return found;
            }
            if (!isAskedAgain && now - start >= AGAIN) {
                isAskedAgain = true;
                station.ask();
            }
            await(Math.min(end - now, isAskedAgain ? ANSWERS : Math.max(1, start + AGAIN - now)));
        }
    }

    private void await(long nanos) throws IOException {
        try {
            station.changed.awaitNanos(nanos);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while asking the local network");
        }
    }

    private List<Peer> matches(Query query) {
        Predicate<Peer> matches =
                switch (query) {
                    case Query.ById(var id) -> peer -> peer.id().equals(id);
                    case Query.ByName(PeerName name) -> peer -> peer.name().equals(name);
                    case Query.ByPrefix(String prefix) ->
                            peer -> peer.name().text().startsWith(prefix);
                    case Query.Everyone() -> _ -> true;
                };
        return station.peers().stream()
                .filter(matches)
                .limit(query instanceof Query.ByPrefix ? MAX_MATCHES : Long.MAX_VALUE)
                .toList();
    }

    @Override
    public Registration watch(Consumer<DirectoryEvent> listener) {
        station.lock.lock();
        try {
            List<DirectoryEvent> first = new ArrayList<>();
            try {
                station.listen();
                first.add(station.state());
            } catch (IOException e) {
                first.add(new DirectoryEvent.Disconnected(String.valueOf(e.getMessage())));
            }
            station.peers().forEach(peer -> first.add(new DirectoryEvent.Appeared(peer)));
            station.listeners().add(listener, first);
        } finally {
            station.lock.unlock();
        }
        return () -> station.listeners().remove(listener);
    }

    /** Everybody answers for himself, and names himself as he likes. */
    @Override
    public boolean isAuthority() {
        return false;
    }

    @Override
    public void close() {
        station.close();
    }
}
