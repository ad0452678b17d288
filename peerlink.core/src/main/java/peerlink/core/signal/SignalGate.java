package peerlink.core.signal;

import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import peerlink.api.Address;
import peerlink.api.Bytes;
import peerlink.api.PeerId;
import peerlink.api.Printable;
import peerlink.api.ProtocolViolationException;
import peerlink.core.address.HostScope;
import peerlink.core.peer.DialQuota;

/**
 * Decides which signals count, and to which addresses a peer can make this node connect. Safe for
 * use by several threads.
 */
final class SignalGate {
    /** The most by which two clocks that one registry takes can lie apart. */
    private static final Duration MAX_SKEW = Duration.ofMinutes(10);

    /** The most addresses of one signal that are tried. */
    static final int MAX_TRIED = 4;

    private static final int MAX_REMEMBERED = 4096;
    private static final String STRANGERS = "strangers";

    private final PeerId self;
    private final Predicate<PeerId> isContact;
    private final Predicate<PeerId> admits;
    private final InstantSource clock;
    private final DialQuota<PeerId> perPeer;
    private final DialQuota<String> ofStrangers;
    private final DialQuota<InetAddress> perHost;

    /** The appeals for which a want has counted, the oldest first; its monitor guards it. */
    private final Map<Bytes, Boolean> seen =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Bytes, Boolean> eldest) {
                    return size() > MAX_REMEMBERED;
                }
            };

    /**
     * @param admits tells the peers that may ask for a link
     */
    SignalGate(
            PeerId self,
            Predicate<PeerId> isContact,
            Predicate<PeerId> admits,
            InstantSource clock,
            LongSupplier nanoTime) {
        this.self = self;
        this.isContact = isContact;
        this.admits = admits;
        this.clock = clock;
        this.perPeer = new DialQuota<>(nanoTime);
        this.ofStrangers = new DialQuota<>(nanoTime);
        this.perHost = new DialQuota<>(nanoTime);
    }

    /**
     * Checks that a signal is for this node, from the peer that the directory names, of now, and
     * signed.
     *
     * @throws ProtocolViolationException if it is not
     */
    void check(PeerId from, SealedSignal sealed) throws ProtocolViolationException {
        Signal signal = sealed.signal();
        if (!signal.from().equals(from)) {
            throw new ProtocolViolationException("another peer has signed the signal");
        }
        if (!signal.to().equals(self)) {
            throw new ProtocolViolationException("the signal is for another peer");
        }
        Duration age = Duration.between(signal.at(), clock.instant());
        if (age.abs().compareTo(MAX_SKEW) > 0) {
            throw new ProtocolViolationException(
                    "the signal is %d s old".formatted(age.toSeconds()));
        }
        sealed.requireSigned();
    }

    /**
     * Tells whether a peer may ask now, before its signature is looked at: blocked peers may not,
     * strangers as the request policy has it, and nobody may often.
     */
    boolean mayAsk(PeerId from) {
        return admits.test(from)
                && perPeer.take(from)
                && (isContact.test(from) || ofStrangers.take(STRANGERS));
    }

    /** Tells whether an appeal is a new one; a signal that is told again is of no use. */
    boolean isNew(Signal want) {
        synchronized (seen) {
            return seen.putIfAbsent(want.appeal(), true) == null;
        }
    }

    /**
     * Returns the addresses to which this node connects for a peer: those on the host from which
     * the directory sees the peer, and for a contact its other ones too. So a stranger can make
     * nobody connect to somebody else, and nobody can do so often.
     */
    List<Address> tried(Signal signal, Optional<Address> observed) {
        return tried(signal, observed, isContact.test(signal.from()));
    }

    /** Returns the addresses of a peer that this node has asked itself. */
    List<Address> triedOfAsked(Signal signal, Optional<Address> observed) {
        return tried(signal, observed, true);
    }

    private List<Address> tried(Signal signal, Optional<Address> observed, boolean isTrusted) {
        Optional<InetAddress> origin = observed.flatMap(SignalGate::host);
        List<Address> tried = new ArrayList<>();
        Set<InetAddress> hosts = new HashSet<>();
        for (Address address : signal.addresses()) {
            Optional<InetAddress> host = host(address);
            if (tried.size() < MAX_TRIED
                    && host.isPresent()
                    && !tried.contains(address)
                    && (host.equals(origin) || isTrusted && isElsewhere(host.get()))
                    && (hosts.contains(host.get()) || perHost.take(host.get()))) {
                hosts.add(host.get());
                tried.add(address);
            }
        }
        return tried;
    }

    /** Notes that the peer was found at the address, which may be tried often from now on. */
    void proven(Address address) {
        host(address).ifPresent(perHost::proven);
    }

    private static boolean isElsewhere(InetAddress host) {
        return HostScope.of(host) == HostScope.PUBLIC || HostScope.of(host) == HostScope.PRIVATE;
    }

    private static Optional<InetAddress> host(Address address) {
        try {
            return address.scheme().equals("tls")
                            && address.uri().getHost() != null
                            && address.port() > 0
                            && String.valueOf(address.uri().getRawPath()).isEmpty()
                    ? Optional.of(InetAddress.ofLiteral(address.host()))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // a name, which nobody looks up for a peer
        }
    }

    /** Returns a line for the log. */
    static String refused(PeerId from, Exception reason) {
        return "a signal of %s does not count: %s"
                .formatted(from.shortForm(), Printable.reason(reason));
    }
}
