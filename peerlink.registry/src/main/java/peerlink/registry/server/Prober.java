package peerlink.registry.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import peerlink.api.Address;
import peerlink.api.PeerId;
import peerlink.api.Printable;
import peerlink.registry.store.ErrorCode;
import peerlink.registry.store.RequestRefusedException;

/**
 * Tries whether clients can be reached: by one TCP connection, without a byte, to the very address
 * that a client's link comes from. A client names the port, and never the host, so that nobody can
 * have a third party knocked at. Safe for use by several threads; blocks the one that calls.
 */
final class Prober {
    private static final System.Logger LOG = System.getLogger(Prober.class.getName());

    /** The longest wait for a connection. */
    static final Duration LIMIT = Duration.ofSeconds(3);

    /** The tries a minute of one key, and of one address. */
    static final int PER_MINUTE = 6;

    /** The most tries at once. */
    private static final int MAX_AT_ONCE = 64;

    private static final int MAX_REMEMBERED = 16_384;

    private final boolean isOn;
    private final LongSupplier millis;
    private final Predicate<InetAddress> mayTry;

    /** The allowances of keys and addresses, the latest used last; guarded by this. */
    private final Map<Object, TokenBucket> buckets = new LinkedHashMap<>(16, 0.75f, true);

    /** The keys and addresses of tries that are under way; guarded by this. */
    private final Set<Object> running = new HashSet<>();

    /**
     * @param isOn whether the operator lets it try
     * @param millis a timer, in milliseconds
     */
    Prober(boolean isOn, LongSupplier millis) {
        this(isOn, millis, Prober::isElsewhere);
    }

    /**
     * @param mayTry tells the hosts to which it may connect
     */
    Prober(boolean isOn, LongSupplier millis, Predicate<InetAddress> mayTry) {
        this.isOn = isOn;
        this.millis = millis;
        this.mayTry = mayTry;
    }

    /**
     * Tries to connect to a client.
     *
     * @param id the client's, proven by its link
     * @param observed the address that its link comes from
     * @return empty if the operator lets it try none, or the client is on this machine, where a try
     *     would tell what a tunnel's end can reach
     * @throws RequestRefusedException if the client asks too often, or too many do
     */
    Optional<Boolean> probe(PeerId id, Address observed, int port) throws RequestRefusedException {
        Optional<InetAddress> host = literal(observed).filter(mayTry);
        if (!isOn || host.isEmpty()) {
            return Optional.empty();
        }
        List<Object> both = List.of(id, ConnectionLimits.host(observed));
        begin(both);
        try {
            return Optional.of(isReachable(new InetSocketAddress(host.get(), port)));
        } finally {
            end(both);
        }
    }

    private static Optional<InetAddress> literal(Address address) {
        try {
            return Optional.of(InetAddress.ofLiteral(address.host()));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // a transport whose addresses are no numbers
        }
    }

    private static boolean isElsewhere(InetAddress host) {
        return !host.isLoopbackAddress()
                && !host.isAnyLocalAddress()
                && !host.isMulticastAddress()
                && !isOwn(host);
    }

    /** Tells whether an interface of this machine has the address, which a forwarder here uses. */
    private static boolean isOwn(InetAddress host) {
        try {
            return NetworkInterface.getByInetAddress(host) != null;
        } catch (SocketException e) {
            LOG.log(System.Logger.Level.DEBUG, "interfaces not known: {0}", Printable.reason(e));
            return true;
        }
    }

    private synchronized void begin(List<Object> both) throws RequestRefusedException {
        if (running.size() >= 2 * MAX_AT_ONCE || both.stream().anyMatch(running::contains)) {
            throw tooMany(LIMIT.toMillis());
        }
        long now = millis.getAsLong();
        for (Object one : both) {
            long wait =
                    buckets.computeIfAbsent(one, _ -> TokenBucket.perMinute(PER_MINUTE, now))
                            .take(1, now);
            if (wait > 0) {
                throw tooMany(wait);
            }
        }
        while (buckets.size() > MAX_REMEMBERED) {
            buckets.remove(buckets.keySet().iterator().next());
        }
        running.addAll(both);
    }

    private synchronized void end(List<Object> both) {
        both.forEach(running::remove);
    }

    private static RequestRefusedException tooMany(long wait) {
        return RequestRefusedException.retryAfter(
                ErrorCode.RATE_LIMITED, "too many tries to connect back", wait);
    }

    private static boolean isReachable(InetSocketAddress place) {
        try (Socket socket = new Socket()) {
            socket.connect(place, (int) LIMIT.toMillis());
            return true;
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "not reachable: {0}", Printable.reason(e));
            return false;
        }
    }
}
