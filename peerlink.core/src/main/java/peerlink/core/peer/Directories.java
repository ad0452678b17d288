package peerlink.core.peer;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import peerlink.api.Address;
import peerlink.api.Announcement;
import peerlink.api.Bytes;
import peerlink.api.DirectoryContext;
import peerlink.api.Discovery;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.Printable;
import peerlink.api.Query;
import peerlink.core.address.HostScope;
import peerlink.core.model.DirectoryCheck;
import peerlink.core.model.DirectoryStatus;

/**
 * Asks, watches and registers with the directories of a node.
 *
 * <p>The file is longer than most, as one lock lets no directory that comes later miss an
 * announcement or the end.
 */
public final class Directories implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Directories.class.getName());
    private static final Duration CLOSING = Duration.ofSeconds(2);

    /** The longest wait for an answer; a directory takes ten seconds at most. */
    static final Duration LONGEST = Duration.ofSeconds(12);

    private static final Duration HURRY = Duration.ofSeconds(30);

    private final List<DirectoryKeeper> keepers;
    private final AtomicLong hurriedAt = new AtomicLong(System.nanoTime() - HURRY.toNanos());

    /** Guards the announcement and the end, so that a directory that is added misses neither. */
    private final Object lock = new Object();

    private @Nullable Announcement announced;

    /** The announcement to directories on the Internet; set together with the other one. */
    private @Nullable Announcement published;

    private boolean isClosed;

    Directories(List<DirectoryKeeper> keepers) {
        this.keepers = new CopyOnWriteArrayList<>(keepers);
    }

    /**
     * Opens directories by the discoveries of their schemes.
     *
     * @param extras addresses of further directories, each used only if a discovery serves it and
     *     can open it
     * @param context gives each discovery its surroundings
     * @throws IllegalArgumentException if no discovery serves an address, or two serve the same
     *     scheme
     */
    public static Directories open(
            List<Address> addresses,
            List<Address> extras,
            Collection<Discovery> discoveries,
            Function<Discovery, DirectoryContext> context,
            DirectoryKeeper.Listener listener)
            throws IOException {
        Map<String, Discovery> byScheme = new HashMap<>();
        for (Discovery discovery : discoveries) {
            if (byScheme.put(discovery.scheme(), discovery) != null) {
                throw new IllegalArgumentException(
                        "two discoveries for the scheme '" + discovery.scheme() + "'");
            }
        }
        List<DirectoryKeeper> keepers = new ArrayList<>();
        boolean complete = false;
        try {
            for (Address address : addresses) {
                Discovery discovery = byScheme.get(address.scheme());
                if (discovery == null) {
                    throw new IllegalArgumentException(
                            "no discovery for '%s' (there is %s)"
                                    .formatted(
                                            Printable.excerpt(address.toString()),
                                            String.join(", ", byScheme.keySet())));
                }
                keepers.add(
                        new DirectoryKeeper(
                                address,
                                discovery.open(address, context.apply(discovery)),
                                listener));
            }
            for (Address address : extras) {
                Discovery discovery = byScheme.get(address.scheme());
                if (discovery != null) {
                    extra(address, discovery, context, listener).ifPresent(keepers::add);
                }
            }
            complete = true;
            return new Directories(keepers);
        } finally {
            if (!complete) {
                keepers.forEach(DirectoryKeeper::close);
            }
        }
    }

    /** Opens a directory of a plugin, whose fault must not keep the node from starting. */
    private static Optional<DirectoryKeeper> extra(
            Address address,
            Discovery discovery,
            Function<Discovery, DirectoryContext> context,
            DirectoryKeeper.Listener listener) {
        try {
            return Optional.of(
                    new DirectoryKeeper(
                            address, discovery.open(address, context.apply(discovery)), listener));
        } catch (IOException | RuntimeException | LinkageError e) {
            LOG.log(Level.WARNING, "not used: {0}: {1}", address, Printable.reason(e));
            return Optional.empty();
        }
    }

    /**
     * Begins to watch and to register, or registers anew in the place of the former announcement;
     * returns at once.
     *
     * @param announcement for directories that no stranger on the Internet reaches
     * @param toInternet for all others
     */
    public void announce(Announcement announcement, Announcement toInternet) {
        synchronized (lock) {
            announced = announcement;
            published = toInternet;
            keepers.forEach(this::announce);
        }
    }

    /** Called with the lock held. */
    private void announce(DirectoryKeeper keeper) {
        Announcement one =
                HostScope.of(keeper.status().address()).filter(HostScope.PUBLIC::equals).isPresent()
                        ? published
                        : announced;
        if (one != null) {
            keeper.announce(one);
        }
    }

    /** Has the directories prove their connections, or make new ones; returns at once. */
    public void networkChanged() {
        keepers.forEach(DirectoryKeeper::networkChanged);
    }

    /**
     * Uses one directory more as it does the others; returns at once.
     *
     * @param discoveries as for {@link #open}, as are the context and the listener
     * @throws IllegalArgumentException if no discovery serves the address
     */
    public void add(
            Address address,
            Collection<Discovery> discoveries,
            Function<Discovery, DirectoryContext> context,
            DirectoryKeeper.Listener listener)
            throws IOException {
        DirectoryKeeper keeper =
                open(List.of(address), List.of(), discoveries, context, listener)
                        .keepers
                        .getFirst();
        synchronized (lock) {
            if (!isClosed) {
                keepers.add(keeper);
                announce(keeper);
                return;
            }
        }
        keeper.close();
    }

    /** Closes the directories of a scheme, and uses them no more; takes two seconds at most. */
    public void remove(String scheme) {
        List<DirectoryKeeper> gone =
                keepers.stream()
                        .filter(keeper -> keeper.status().address().scheme().equals(scheme))
                        .toList();
        keepers.removeAll(gone);
        close(gone);
    }

    /**
     * Returns the addresses, with their keys, of the directories that have this node's registration
     * as far as is known, and that others can use too; in their order.
     */
    public List<Address> pinned() {
        return keepers.stream().flatMap(keeper -> keeper.pinned().stream()).toList();
    }

    /** Returns the addresses of the directories that may pass on signals now, in their order. */
    public List<Address> signalling() {
        return keepers.stream()
                .filter(keeper -> keeper.isAuthority() && !keeper.isLost())
                .map(keeper -> keeper.status().address())
                .toList();
    }

    /**
     * Has a directory pass a signal on.
     *
     * @throws IOException if it does not, or is none of these directories
     */
    public void signal(Address directory, PeerId peer, Bytes data) throws IOException {
        for (DirectoryKeeper keeper : keepers) {
            if (keeper.status().address().equals(directory)) {
                keeper.signal(peer, data);
                return;
            }
        }
        throw new IOException("no directory at " + directory);
    }

    /** Returns the relays that the directories have offered so far, in their order. */
    public List<Address> relays() {
        return keepers.stream().flatMap(keeper -> keeper.relays().stream()).distinct().toList();
    }

    /**
     * Notes that a peer was reached: a directory that is out of reach is tried at once, as the
     * network may have been what was missing. Not more often than each {@link #HURRY}, since the
     * directory itself may be what is missing.
     */
    void reached() {
        long now = System.nanoTime();
        long before = hurriedAt.get();
        if (now - before >= HURRY.toNanos() && hurriedAt.compareAndSet(before, now)) {
            keepers.stream()
                    .filter(DirectoryKeeper::isLost)
                    .forEach(DirectoryKeeper::networkChanged);
        }
    }

    /**
     * Asks every directory at once how it sees this node.
     *
     * @param port as for {@link Directory#probe}
     * @return the answers, in the directories' order
     */
    public List<DirectoryCheck> probe(int port) throws InterruptedException {
        List<FutureTask<DirectoryCheck>> asked = new ArrayList<>();
        for (DirectoryKeeper keeper : keepers) {
            FutureTask<DirectoryCheck> question = new FutureTask<>(() -> keeper.probe(port));
            Thread.ofVirtual()
                    .name("peerlink directory-query " + keeper.status().address())
                    .start(question);
            asked.add(question);
        }
        List<DirectoryCheck> answers = new ArrayList<>();
        for (FutureTask<DirectoryCheck> question : asked) {
            try {
                answers.add(question.get());
            } catch (ExecutionException e) {
                throw new IllegalStateException("a keeper's probe throws nothing", e);
            }
        }
        return answers;
    }

    public List<DirectoryStatus> statuses() {
        return keepers.stream().map(DirectoryKeeper::status).toList();
    }

    /** Tells whether there is a directory that answers for others than itself. */
    boolean hasAuthority() {
        return keepers.stream().anyMatch(DirectoryKeeper::isAuthority);
    }

    /** Tells whether this is the address of a directory that answers for names. */
    boolean isAuthority(Address address) {
        return keepers.stream()
                .filter(keeper -> keeper.status().address().equals(address))
                .anyMatch(DirectoryKeeper::isAuthority);
    }

    /** Finds as {@link #ask(Query, Duration)}, for as long as a directory may take. */
    List<Peer> find(Query query) throws IOException {
        return ask(query, LONGEST).peers();
    }

    /**
     * Asks every directory at once and merges the answers, the latest first. Once one of them has
     * found a peer, the others get {@link DirectoryQuestion#GRACE} more, so that a directory out of
     * reach holds up nobody. Once the authorities have found the one peer that is meant, nobody
     * else is waited for.
     *
     * @param limit the longest wait; an interrupted thread waits no longer, and goes on with the
     *     answers that it has
     * @return empty if there is no directory, or none knows such a peer
     * @throws IOException if there are directories and none could be asked
     */
    FoundPeers ask(Query query, Duration limit) throws IOException {
        return new DirectoryQuestion(keepers, query).ask(limit);
    }

    /** Deregisters from all directories at once, which takes two seconds at most. */
    @Override
    public void close() {
        synchronized (lock) {
            isClosed = true;
        }
        close(keepers);
    }

    private static void close(List<DirectoryKeeper> all) {
        List<Thread> closing =
                all.stream()
                        .map(
                                keeper ->
                                        Thread.ofVirtual()
                                                .name("peerlink directory-closer")
                                                .start(keeper::close))
                        .toList();
        long end = System.nanoTime() + CLOSING.toNanos();
        try {
            for (Thread thread : closing) {
                thread.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
