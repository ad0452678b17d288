package peerlink.registry;

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

/**
 * Lets connections in, and remembers what each key and address has left, over its connections and a while beyond them: who comes
 * back at once finds what it has left. Safe for use by several threads; what a request costs concerns its own key and address alone.
 */
final class Door {
    private static final int IPV6_PREFIX = 8;
    private static final long RETRY_MILLIS = 30_000;

    private final RegistryOptions options;
    private final Map<PeerId, Allowance> keys = new ConcurrentHashMap<>();
    private final Map<Bytes, Allowance> addresses = new ConcurrentHashMap<>();
    private final AtomicInteger inside = new AtomicInteger();

    Door(RegistryOptions options) {
        this.options = options;
    }

    /** What a connection may still do; to be closed with it. */
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
         * @throws Rejection if it is one too many
         */
        void count(Request request, long now) throws Rejection {
            refuse(own.take(Allowance.cost(request), now), "on this connection");
            refuse(key.request(request, now), "with this key");
            refuse(address.request(request, now), "from this address");
        }

        private static void refuse(long wait, String where) throws Rejection {
            if (wait > 0) {
                throw Rejection.retryAfter(
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
     * @throws Rejection if there are too many: in all, of this key, or from this address
     */
    Pass enter(PeerId id, Address from, long now) throws Rejection {
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

    /** Forgets whom there is nothing to remember of. To be called now and then, so that memory is bounded by who came lately. */
    void tidy(long now) {
        keys.values().removeIf(key -> key.forget(now));
        addresses.values().removeIf(address -> address.forget(now));
    }

    /** Returns how many keys and addresses are remembered. */
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
                TokenBucket.perMinute(options.limit(RegistryLimit.REGISTRATIONS_PER_KEY), now));
    }

    private Allowance ofAddress(long now) {
        return new Allowance(
                options.limit(RegistryLimit.CONNECTIONS_PER_ADDRESS),
                TokenBucket.perSecond(options.limit(RegistryLimit.REQUESTS_PER_ADDRESS), now),
                TokenBucket.perMinute(options.limit(RegistryLimit.REGISTRATIONS_PER_ADDRESS), now));
    }

    private static Rejection full(String where) {
        return Rejection.retryAfter(
                ErrorCode.TOO_MANY, "too many connections " + where, RETRY_MILLIS);
    }

    /** Returns what counts as one address. */
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
