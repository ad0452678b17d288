package peerlink.registry.relay;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import peerlink.api.Address;
import peerlink.api.Bytes;
import peerlink.api.PeerId;
import peerlink.registry.relay.Share.Use;

/**
 * Keeps the limits of a relay: of each key, of each address, and of all together. What was used
 * outlives the link, so that coming back gives nothing back. Safe for use by several threads.
 */
final class Shares {
    private static final int IPV6_PREFIX = 8;
    private static final int NO_LIMIT = Integer.MAX_VALUE;
    private static final long HOUR = 3_600_000_000_000L;
    private static final long MINUTE_MILLIS = 60_000;

    private final RelayOptions options;
    private final LongSupplier nanos;
    private final Map<PeerId, Share> keys = new ConcurrentHashMap<>();
    private final Map<Bytes, Share> addresses = new ConcurrentHashMap<>();
    private final Share all;

    Shares(RelayOptions options, LongSupplier nanos) {
        this.options = options;
        this.nanos = nanos;
        long now = nanos.getAsLong();
        this.all =
                new Share(
                        RelayOptions.MAX_UNDECIDED,
                        options.limit(RelayLimit.PLACES),
                        options.limit(RelayLimit.CIRCUITS),
                        NO_LIMIT,
                        NO_LIMIT,
                        options.limit(RelayLimit.MIB_PER_HOUR),
                        now);
    }

    /** Gives back what it stands for, once. */
    final class Held implements AutoCloseable {
        private final Use use;
        private final List<Share> shares = new ArrayList<>();
        private Runnable leave = () -> {};

        private Held(Use use) {
            this.use = use;
        }

        /** Returns the bytes that each of the shares may still use. */
        List<Budget> bytes() {
            return shares.stream().map(Share::bytes).toList();
        }

        @Override
        public void close() {
            shares.forEach(share -> share.leave(use));
            shares.clear();
            leave.run();
            leave = () -> {};
        }
    }

    /** Takes a link on which nothing was said yet. */
    Held link(Address from) throws RelayRefusal {
        Held held = new Held(Use.LINK);
        take(held, all, "links to the relay");
        take(held, address(from), addresses, host(from), "links from this address");
        return held;
    }

    /** Takes a place. */
    Held place(Address from) throws RelayRefusal {
        Held held = new Held(Use.PLACE);
        take(held, all, "places at the relay");
        take(held, address(from), addresses, host(from), "places from this address");
        return held;
    }

    /**
     * Takes a circuit of two peers.
     *
     * @param callerFrom the address that the caller's link comes from
     * @param peer the one that is called
     * @param peerFrom the address that the link of its place comes from
     */
    Held circuit(PeerId caller, Address callerFrom, PeerId peer, Address peerFrom)
            throws RelayRefusal {
        Held held = new Held(Use.CIRCUIT);
        take(held, all, "circuits at the relay");
        take(held, key(caller), keys, caller, "circuits with this key");
        Bytes near = host(callerFrom);
        if (!peer.equals(caller)) {
            Share called = take(held, key(peer), keys, peer, "circuits of the peer that is called");
            enter(held, called.callers(), near);
        }
        Bytes far = host(peerFrom);
        take(held, address(callerFrom), addresses, near, "circuits from this address");
        if (!far.equals(near)) {
            take(
                    held,
                    address(peerFrom),
                    addresses,
                    far,
                    "circuits from the address of the peer that is called");
        }
        return held;
    }

    /** Counts a call. */
    void call(PeerId caller, Address from) throws RelayRefusal {
        take(share(key(caller), keys, caller).calls(), "calls with this key");
        take(share(address(from), addresses, host(from)).calls(), "calls from this address");
    }

    /**
     * Counts a call to a peer that has a place. Comes last, when nothing else stands in its way: a
     * call that reaches nobody must not use up what others may call.
     *
     * @param from the address that the caller's link comes from
     */
    void called(PeerId peer, Address from) throws RelayRefusal {
        refuse(
                share(key(peer), keys, peer).callers().call(host(from), nanos.getAsLong()),
                "calls to this peer");
    }

    /** Forgets those that have nothing in use and have used up nothing. */
    void tidy() {
        long now = nanos.getAsLong();
        keys.values().removeIf(key -> key.forget(now));
        addresses.values().removeIf(address -> address.forget(now));
    }

    /** Returns the number of keys and addresses that are remembered. */
    int remembered() {
        return keys.size() + addresses.size();
    }

    private interface Fresh {
        Share make();
    }

    private Fresh key(PeerId id) {
        return () ->
                new Share(
                        NO_LIMIT,
                        NO_LIMIT,
                        options.limit(RelayLimit.CIRCUITS_PER_KEY),
                        options.limit(RelayLimit.CALLS_PER_KEY),
                        options.limit(RelayLimit.CALLS_TO_KEY),
                        options.limit(RelayLimit.MIB_PER_HOUR_PER_KEY),
                        nanos.getAsLong());
    }

    private Fresh address(Address from) {
        return () ->
                new Share(
                        RelayOptions.MAX_UNDECIDED_PER_ADDRESS,
                        options.limit(RelayLimit.PLACES_PER_ADDRESS),
                        options.limit(RelayLimit.CIRCUITS_PER_ADDRESS),
                        options.limit(RelayLimit.CALLS_PER_ADDRESS),
                        NO_LIMIT,
                        options.limit(RelayLimit.MIB_PER_HOUR_PER_ADDRESS),
                        nanos.getAsLong());
    }

    private static <K> Share share(Fresh fresh, Map<K, Share> shares, K key) {
        return shares.computeIfAbsent(key, _ -> fresh.make());
    }

    private static void take(Held held, Share share, String what) throws RelayRefusal {
        if (share.enter(held.use) != Share.Entry.ADMITTED) {
            held.close();
            throw tooMany(what);
        }
        held.shares.add(share);
    }

    private static void enter(Held held, Callers callers, Bytes from) throws RelayRefusal {
        if (!callers.enter(from)) {
            held.close();
            throw tooMany("circuits from this address with the peer that is called");
        }
        held.leave = () -> callers.leave(from);
    }

    /** Returns the share, which is taken. */
    private static <K> Share take(Held held, Fresh fresh, Map<K, Share> shares, K key, String what)
            throws RelayRefusal {
        while (true) {
            Share share = share(fresh, shares, key);
            switch (share.enter(held.use)) {
                case ADMITTED -> {
                    held.shares.add(share);
                    return share;
                }
                case TOO_MANY -> {
                    held.close();
                    throw tooMany(what);
                }
                // it is as good as new, and another takes its place
                case FORGOTTEN -> shares.remove(key, share);
            }
        }
    }

    private void take(Budget calls, String what) throws RelayRefusal {
        long now = nanos.getAsLong();
        refuse(calls.tryTake(1, now) ? 0 : calls.until(1, now), what);
    }

    private static void refuse(long wait, String what) throws RelayRefusal {
        if (wait > 0) {
            throw new RelayRefusal(
                    RelayCode.RATE_LIMITED, "too many " + what, Math.max(1, wait / 1_000_000));
        }
    }

    private static RelayRefusal tooMany(String what) {
        return new RelayRefusal(RelayCode.TOO_MANY, "too many " + what, MINUTE_MILLIS / 2);
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
