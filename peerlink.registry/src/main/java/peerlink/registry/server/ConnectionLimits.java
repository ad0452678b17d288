package peerlink.registry.server;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import peerlink.api.Address;
import peerlink.api.Bytes;
import peerlink.api.PeerId;
import peerlink.registry.protocol.Request;
import peerlink.registry.store.ErrorCode;
import peerlink.registry.store.RequestRefusedException;

/**
 * Limits connections and requests per key and per address. Quotas outlive a connection, so
 * reconnecting does not reset them. Safe for use by several threads; the cost of a request concerns
 * its own key and address alone.
 */
final class ConnectionLimits {
    private static final int IPV6_PREFIX = 8;
    private static final long RETRY_MILLIS = 30_000;

    private final RegistryOptions options;
    private final Map<PeerId, Allowance> keys = new ConcurrentHashMap<>();
    private final Map<Bytes, Allowance> addresses = new ConcurrentHashMap<>();
    private final AtomicInteger inside = new AtomicInteger();

    ConnectionLimits(RegistryOptions options) {
        this.options = options;
    }

    /** Counts the requests of one connection; to be closed with it. */
    final class Pass implements AutoCloseable {
        private final TokenBucket own;
        private final Allowance key;
        private final Allowance address;

        private Pass(TokenBucket own, Allowance key, Allowance address) {
            this.own = own;
            this.key = key;
            this.address = address;
        }

        /**
         * Counts a request.
         *
         * @throws RequestRefusedException if it is one too many
         */
        void count(Request request, long now) throws RequestRefusedException {
            refuse(own.take(Allowance.cost(request), now), "on this connection");
            refuse(key.request(request, now), "with this key");
            refuse(address.request(request, now), "from this address");
        }

        /**
         * Counts a signal to the key of this connection. Comes last, when nothing else stands in
         * its way: a signal that is declined must not use up the allowance of its addressee.
         *
         * @param from the address of the one that signals
         * @throws RequestRefusedException if it is one too many, in all or from there
         */
        void countSignalFrom(Address from, long now) throws RequestRefusedException {
            refuse(key.signal(host(from), now), "to that peer");
        }

        private static void refuse(long wait, String where) throws RequestRefusedException {
            if (wait > 0) {
                throw RequestRefusedException.retryAfter(
                        ErrorCode.RATE_LIMITED, "too many requests " + where, wait);
            }
        }

        @Override
        public void close() {
            address.leave();
            key.leave();
            inside.decrementAndGet();
        }
    }

    /**
     * Lets a connection in.
     *
     * @throws RequestRefusedException if there are too many: in all, of this key, or from this
     *     address
     */
    Pass enter(PeerId id, Address from, long now) throws RequestRefusedException {
        if (inside.incrementAndGet() > options.limit(RegistryLimit.CONNECTIONS)) {
            inside.decrementAndGet();
            throw full("to the registry");
        }
        Optional<Allowance> key = enter(keys, id, () -> ofKey(now));
        if (key.isEmpty()) {
            inside.decrementAndGet();
            throw full("with this key");
        }
        Optional<Allowance> address = enter(addresses, host(from), () -> ofAddress(now));
        if (address.isEmpty()) {
            key.get().leave();
            inside.decrementAndGet();
            throw full("from this address");
        }
        int requests = options.limit(RegistryLimit.REQUESTS_PER_CONNECTION);
        return new Pass(TokenBucket.perSecond(requests, now), key.get(), address.get());
    }

    /**
     * Forgets the keys and addresses that have used up nothing. To be called now and then, so that
     * memory is bounded by the number of recent clients.
     */
    void tidy(long now) {
        keys.values().removeIf(key -> key.forget(now));
        addresses.values().removeIf(address -> address.forget(now));
    }

    /** Returns the number of keys and addresses that are remembered. */
    int remembered() {
        return keys.size() + addresses.size();
    }

    private static <K> Optional<Allowance> enter(
            Map<K, Allowance> all, K key, Supplier<Allowance> fresh) {
        while (true) {
            Allowance allowance = all.computeIfAbsent(key, _ -> fresh.get());
            switch (allowance.enter()) {
                case ADMITTED -> {
                    return Optional.of(allowance);
                }
                case TOO_MANY -> {
                    return Optional.empty();
                }
                // it is as good as new, and another takes its place
                case FORGOTTEN -> all.remove(key, allowance);
            }
        }
    }

    private Allowance ofKey(long now) {
        return new Allowance(
                options.limit(RegistryLimit.CONNECTIONS_PER_KEY),
                TokenBucket.perSecond(options.limit(RegistryLimit.REQUESTS_PER_KEY), now),
                TokenBucket.perMinute(options.limit(RegistryLimit.REGISTRATIONS_PER_KEY), now),
                TokenBucket.perMinute(options.limit(RegistryLimit.SIGNALS_PER_KEY), now),
                new SignalsIn(options.limit(RegistryLimit.SIGNALS_TO_KEY), now));
    }

    private Allowance ofAddress(long now) {
        return new Allowance(
                options.limit(RegistryLimit.CONNECTIONS_PER_ADDRESS),
                TokenBucket.perSecond(options.limit(RegistryLimit.REQUESTS_PER_ADDRESS), now),
                TokenBucket.perMinute(options.limit(RegistryLimit.REGISTRATIONS_PER_ADDRESS), now),
                TokenBucket.perMinute(options.limit(RegistryLimit.SIGNALS_PER_ADDRESS), now),
                new SignalsIn(options.limit(RegistryLimit.SIGNALS_TO_KEY), now));
    }

    private static RequestRefusedException full(String where) {
        return RequestRefusedException.retryAfter(
                ErrorCode.TOO_MANY, "too many connections " + where, RETRY_MILLIS);
    }

    /** Returns the part of an address that counts as one. */
    static Bytes host(Address from) {
        try {
            InetAddress address = InetAddress.ofLiteral(from.host());
            byte[] bytes = address.getAddress();
            return Bytes.wrap(
                    address instanceof Inet6Address ? Arrays.copyOf(bytes, IPV6_PREFIX) : bytes);
        } catch (IllegalArgumentException e) {
            // a transport whose addresses are no numbers
            return Bytes.utf8(from.host());
        }
    }
}
