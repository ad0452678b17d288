package peerlink.core.address;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import peerlink.api.Address;
import peerlink.api.LinkInfo;
import peerlink.api.Peer;
import peerlink.core.model.Candidate;
import peerlink.core.model.OwnInterface;

/**
 * Holds the addresses at which peers may reach this node, best first: fixed ones, those of the
 * interfaces, those that directories have seen, and places at relays. Safe for use by several
 * threads; nothing but {@link #look} asks the system.
 *
 * <p>The file is longer than most, as each kind of address has a say in the one order of all.
 */
public final class Candidates {
    private static final System.Logger LOG = System.getLogger(Candidates.class.getName());

    private static final int MAX_MAPPED = 2;

    private final Interfaces interfaces;
    private final ReentrantLock lock = new ReentrantLock();

    // the lock guards these
    private final Map<Address, InetAddress> observed = new LinkedHashMap<>();
    private final Map<Address, Address> mapped = new LinkedHashMap<>();
    private List<Address> listening = List.of();
    private List<Address> fixed = List.of();
    private List<Address> relays = List.of();
    private List<InetAddress> own = List.of();
    private List<InetAddress> routed = List.of();
    private Set<InetAddress> all = Set.of();
    private List<LocalInterface> up = List.of();
    private boolean hasLooked;
    private boolean isDown;
    private List<Address> list = List.of();
    private Consumer<List<Address>> onChange = _ -> {};

    public Candidates(Interfaces interfaces) {
        this.interfaces = interfaces;
    }

    /** Returns the addresses, best first, {@value Peer#MAX_ADDRESSES} at most. Never blocks. */
    public List<Address> now() {
        lock.lock();
        try {
            return list;
        } finally {
            lock.unlock();
        }
    }

    /** Returns the addresses with the reason for each, in the same order. Never blocks. */
    public List<Candidate> described() {
        lock.lock();
        try {
            return list.stream().map(this::described).toList();
        } finally {
            lock.unlock();
        }
    }

    private Candidate described(Address address) {
        if (fixed.contains(address)) {
            return new Candidate(address, Candidate.Origin.NAMED, "");
        }
        if (relays.contains(address)) {
            return new Candidate(address, Candidate.Origin.RELAY, "");
        }
        Optional<InetAddress> host = HostScope.literal(address);
        return host.flatMap(one -> OwnHosts.described(address, one, up, routed))
                .or(
                        () ->
                                host.filter(_ -> !listening.contains(address))
                                        .flatMap(one -> seen(address, one)))
                .orElse(new Candidate(address, Candidate.Origin.LISTENER, ""));
    }

    private Optional<Candidate> seen(Address address, InetAddress host) {
        return observed.entrySet().stream()
                .filter(entry -> entry.getValue().equals(host))
                .findFirst()
                .map(
                        entry ->
                                new Candidate(
                                        address,
                                        Candidate.Origin.OBSERVED,
                                        entry.getKey().toString()));
    }

    /** Returns the interfaces that are up, as the system tells now. Changes nothing. */
    public List<OwnInterface> interfaces() throws IOException {
        List<InetAddress> nowRouted = interfaces.routed();
        return interfaces.up().stream().map(one -> one.described(nowRouted)).toList();
    }

    /**
     * Sets the listener for the present list, unless it is empty, and for each new one. The thread
     * that brings the change calls it under a lock: it must not wait. The last list that it was
     * told is {@link #now}.
     */
    public void onChange(Consumer<List<Address>> listener) {
        lock.lock();
        try {
            onChange = listener;
            if (!list.isEmpty()) {
                listener.accept(list);
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Sets the addresses on which the node listens. A wildcard host ({@code 0.0.0.0} or {@code ::})
     * stands for all addresses of the machine.
     */
    public void listening(List<Address> addresses) {
        change(() -> listening = List.copyOf(addresses));
    }

    /** Sets the addresses that the user names, such as forwarded ports; they come first. */
    public void announce(List<Address> addresses) {
        change(() -> fixed = List.copyOf(addresses));
    }

    /**
     * Notes the address from which a directory saw this node: with the port on which the node
     * listens, it may lead here. One that only repeats what is known, leads nowhere, or is out of
     * the directory's sight, is of no use.
     */
    public void observed(Address directory, Address seen) {
        observed(directory, seen, Optional.empty());
    }

    /**
     * Notes the address from which a directory saw this node, as {@link #observed(Address,
     * Address)} does.
     *
     * @param local this end of the connection, if it is known: if it is a listener's port, routers
     *     know that port by the address that was seen
     */
    public void observed(Address directory, Address seen, Optional<Address> local) {
        Optional<InetAddress> host =
                HostScope.endpoint(seen).filter(one -> HostScope.canSee(directory, one));
        change(
                () -> {
                    host.ifPresent(address -> observed.put(directory, address));
                    boolean isListener =
                            local.isPresent()
                                    && listening.stream()
                                            .filter(one -> one.uri().getHost() != null)
                                            .anyMatch(one -> one.port() == local.get().port());
                    if (isListener && host.isPresent()) {
                        mapped.put(directory, seen);
                    } else {
                        mapped.remove(directory);
                    }
                });
    }

    /** Returns the address by which routers know the listening port, as one directory saw it. */
    public Optional<Address> mapped(Address directory) {
        lock.lock();
        try {
            return Optional.ofNullable(mapped.get(directory));
        } finally {
            lock.unlock();
        }
    }

    /**
     * Returns the addresses by which routers know the listening port, as directories saw them:
     * those on the Internet first, {@value #MAX_MAPPED} at most.
     */
    public List<Address> mapped() {
        lock.lock();
        try {
            return mapped.values().stream()
                    .distinct()
                    .sorted(Comparator.comparing(seen -> HostScope.of(seen).orElse(HostScope.NONE)))
                    .limit(MAX_MAPPED)
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Returns those addresses that a directory on the Internet is told of: no address or name of a
     * private network, unless the user has named it. Strangers learn them there, and they lead
     * nowhere from another network. Contacts are told of them by signals.
     */
    public List<Address> published(List<Address> addresses) {
        List<Address> named;
        lock.lock();
        try {
            named = fixed;
        } finally {
            lock.unlock();
        }
        return addresses.stream()
                .filter(
                        address ->
                                named.contains(address)
                                        || LinkInfo.Path.of(address) == LinkInfo.Path.RELAYED
                                        || !isOfPrivateNetwork(address))
                .toList();
    }

    private static boolean isOfPrivateNetwork(Address address) {
        // a name means what it says to DNS only where TCP leads to it
        Optional<HostScope> scope =
                address.scheme().equals("tls")
                        ? HostScope.of(address)
                        : HostScope.literal(address).map(HostScope::of);
        return scope.filter(one -> one != HostScope.PUBLIC).isPresent();
    }

    /** Returns the addresses on which the node listens, as they were set. */
    public List<Address> listening() {
        lock.lock();
        try {
            return listening;
        } finally {
            lock.unlock();
        }
    }

    /** Sets the places at relays; they come last. */
    public void relays(List<Address> addresses) {
        change(() -> relays = List.copyOf(addresses));
    }

    /**
     * Looks at the interfaces. While no interface has an address the list stays as it was: nobody
     * could be told, and the addresses probably come back.
     *
     * @return whether the machine's addresses, or its way to the Internet, are others than at the
     *     look before
     */
    public boolean look() throws IOException {
        List<InetAddress> nowRouted = interfaces.routed();
        List<LocalInterface> nowUp = interfaces.up();
        List<InetAddress> nowOwn = OwnHosts.ordered(nowUp, nowRouted);
        lock.lock();
        try {
            boolean isOther =
                    hasLooked
                            && (isDown != nowOwn.isEmpty()
                                    || !nowOwn.isEmpty() && !nowOwn.equals(own)
                                    || !nowRouted.equals(routed));
            hasLooked = true;
            routed = nowRouted;
            up = nowUp;
            all =
                    up.stream()
                            .flatMap(one -> one.hosts().stream())
                            .map(LocalInterface.Host::address)
                            .collect(Collectors.toSet());
            isDown = nowOwn.isEmpty();
            if (!isDown) {
                own = nowOwn;
            }
            renew();
            return isOther;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Tells whether this machine has lost an address that it had: a connection from there is dead.
     *
     * @param local this end of a connection
     */
    public boolean isLost(Address local) {
        Optional<InetAddress> host = HostScope.literal(local);
        lock.lock();
        try {
            return hasLooked
                    && host.isPresent()
                    && !host.get().isLoopbackAddress()
                    && !host.get().isAnyLocalAddress()
                    && !all.contains(host.get());
        } finally {
            lock.unlock();
        }
    }

    private void change(Runnable change) {
        lock.lock();
        try {
            change.run();
            renew();
        } finally {
            lock.unlock();
        }
    }

    private void renew() {
        List<Address> renewed =
                new CandidateOrder(listening, fixed, relays, own, observed.values()).best();
        if (!renewed.equals(list)) {
            list = renewed;
            LOG.log(Level.DEBUG, () -> "reachable at " + renewed);
            onChange.accept(renewed);
        }
    }
}
