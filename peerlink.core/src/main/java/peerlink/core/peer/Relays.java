package peerlink.core.peer;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import peerlink.api.Address;
import peerlink.core.link.LinkAcceptor;
import peerlink.core.link.ProtocolNetwork;
import peerlink.core.model.RelayStatus;

/**
 * Keeps places at relays, so that peers reach this node which can't open a connection to it: at the
 * relays that the user named and at those that its directories offer. Safe for use by several
 * threads.
 */
public final class Relays implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Relays.class.getName());

    /**
     * The most relays at which places are held: each costs a link. If there are more, one that
     * gives no place again and again makes room for the next.
     */
    static final int MAX_RELAYS = 4;

    /** The time between two looks at the directories' offers, which come with a registration. */
    private static final Duration PERIOD = Duration.ofSeconds(1);

    private final List<Address> named;
    private final Supplier<List<Address>> offered;
    private final RelayKeeper.Opener opener;
    private final Consumer<List<Address>> onChange;
    private final ScheduledExecutorService timer;
    private final RandomGenerator random;

    /** Guards the keepers; never held while anything blocks. */
    private final Object lock = new Object();

    private final Map<Address, RelayKeeper> keepers = new LinkedHashMap<>();

    /** The relays that have made room for others, the latest last. */
    private final Set<Address> gaveWay = new LinkedHashSet<>();

    private @Nullable ScheduledFuture<?> looking;
    private boolean isClosed;

    /** Held while the listener is told, so that the last list told is the last one there was. */
    private final Object telling = new Object();

    private List<Address> told = List.of();

    /**
     * @param named the relays that the user named
     * @param offered returns those that directories offer; must not block
     * @param reception admits and serves the links that come by the places
     * @param onChange called with the places that are held, the quickest first, each time that they
     *     have changed; one call at a time; must not block
     * @param timer outlasts this
     */
    public Relays(
            List<Address> named,
            Supplier<List<Address>> offered,
            ProtocolNetwork network,
            LinkAcceptor reception,
            Consumer<List<Address>> onChange,
            ScheduledExecutorService timer,
            RandomGenerator random) {
        this(
                named,
                offered,
                (place, onLost) -> network.listen(place, reception, onLost),
                onChange,
                timer,
                random);
    }

    Relays(
            List<Address> named,
            Supplier<List<Address>> offered,
            RelayKeeper.Opener opener,
            Consumer<List<Address>> onChange,
            ScheduledExecutorService timer,
            RandomGenerator random) {
        this.named = List.copyOf(named);
        this.offered = offered;
        this.opener = opener;
        this.onChange = onChange;
        this.timer = timer;
        this.random = random;
    }

    /** Begins to take places; returns at once. */
    public void start() {
        synchronized (lock) {
            if (!isClosed) {
                looking =
                        timer.scheduleWithFixedDelay(
                                this::look, 0, PERIOD.toMillis(), TimeUnit.MILLISECONDS);
            }
        }
    }

    /** Looks at once at what the directories offer; returns at once. */
    public void offered() {
        synchronized (lock) {
            if (looking != null && !isClosed) {
                timer.execute(this::look);
            }
        }
    }

    /** Returns the places that are held now, the quickest first. */
    public List<Address> places() {
        synchronized (lock) {
            return keepers.values().stream()
                    .map(RelayKeeper::place)
                    .flatMap(Optional::stream)
                    .sorted(Comparator.comparing(RelayKeeper.Held::latency))
                    .map(RelayKeeper.Held::address)
                    .toList();
        }
    }

    /** Returns the status of each place, in the order in which the relays became known. */
    public List<RelayStatus> statuses() {
        synchronized (lock) {
            return keepers.values().stream()
                    .map(keeper -> keeper.status(named.contains(keeper.address())))
                    .toList();
        }
    }

    /** Takes all places anew, since the network has changed; returns at once. */
    public void networkChanged() {
        synchronized (lock) {
            keepers.values().forEach(RelayKeeper::networkChanged);
        }
    }

    /** Gives all places up; never blocks for long. */
    @Override
    public void close() {
        List<RelayKeeper> all;
        synchronized (lock) {
            isClosed = true;
            if (looking != null) {
                looking.cancel(false);
            }
            all = List.copyOf(keepers.values());
            keepers.clear();
        }
        all.forEach(RelayKeeper::close);
    }

    private void look() {
        try {
            Set<Address> wanted = new LinkedHashSet<>(named);
            wanted.addAll(offered.get());
            take(wanted).forEach(RelayKeeper::close);
        } catch (RuntimeException e) {
            // a fault in one look must not end all later ones, as the timer would have it
            LOG.log(Level.ERROR, "looking for relays failed", e);
        }
    }

    /** Returns the keepers that were given up, to be closed. */
    private List<RelayKeeper> take(Set<Address> wanted) {
        synchronized (lock) {
            if (isClosed) {
                return List.of();
            }
            List<RelayKeeper> given = new ArrayList<>();
            // a place that is held is a way to this node, whoever offers it now
            give(given, keeper -> !wanted.contains(keeper.address()) && !keeper.isOfUse());
            gaveWay.retainAll(wanted);
            List<Address> waiting = waiting(wanted);
            if (!waiting.isEmpty() && keepers.size() >= MAX_RELAYS) {
                giveWay(given);
            }
            waiting.stream().limit(MAX_RELAYS - keepers.size()).forEach(this::begin);
            return given;
        }
    }

    /** Returns the relays that have no keeper, those that gave way to others last. */
    private List<Address> waiting(Set<Address> wanted) {
        List<Address> fresh = new ArrayList<>(wanted);
        fresh.removeAll(gaveWay);
        return Stream.concat(fresh.stream(), gaveWay.stream())
                .filter(relay -> !keepers.containsKey(relay))
                .toList();
    }

    private void giveWay(List<RelayKeeper> given) {
        keepers.values().stream()
                .filter(RelayKeeper::isHopeless)
                .findFirst()
                .ifPresent(
                        hopeless -> {
                            gaveWay.add(hopeless.address());
                            give(given, hopeless::equals);
                        });
    }

    private void give(List<RelayKeeper> given, Predicate<RelayKeeper> which) {
        List<RelayKeeper> all = keepers.values().stream().filter(which).toList();
        all.forEach(keeper -> keepers.remove(keeper.address()));
        given.addAll(all);
    }

    private void begin(Address relay) {
        RelayKeeper keeper = new RelayKeeper(relay, opener, this::tell, random);
        gaveWay.remove(relay);
        keepers.put(relay, keeper);
        keeper.start();
    }

    private void tell() {
        synchronized (telling) {
            List<Address> now = places();
            if (!now.equals(told)) {
                told = now;
                onChange.accept(now);
            }
        }
    }
}
