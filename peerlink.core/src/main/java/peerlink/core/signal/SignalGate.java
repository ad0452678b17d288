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
import peerlink.api.LinkInfo;
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

    /**
     * The signals of one peer that are read over links of its own at once; there is one more every
     * second. A registry has the same limit.
     */
    static final int OVER_LINKS = 60;

    private static final int MAX_REMEMBERED = 4096;
    private static final String STRANGERS = "strangers";

    private final PeerId self;
    private final Predicate<PeerId> isContact;
    private final Predicate<PeerId> admits;
    private final InstantSource clock;
    private final DialQuota<PeerId> perPeer;
    private final DialQuota<String> ofStrangers;
    private final DialQuota<InetAddress> perHost;
    private final DialQuota<PeerId> overLinks;
    private final boolean isDirect;

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
     * @param isDirect whether this node connects to peers without a relay at all
     */
    SignalGate(
            PeerId self,
            Predicate<PeerId> isContact,
            Predicate<PeerId> admits,
            InstantSource clock,
            LongSupplier nanoTime,
            boolean isDirect) {
        this.self = self;
        this.isContact = isContact;
        this.admits = admits;
        this.clock = clock;
        this.perPeer = new DialQuota<>(nanoTime);
        this.ofStrangers = new DialQuota<>(nanoTime);
        this.perHost = new DialQuota<>(nanoTime);
        this.overLinks = new DialQuota<>(nanoTime, OVER_LINKS, Duration.ofSeconds(1));
        this.isDirect = isDirect;
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
     * strangers as the request policy has it and over a link not at all, and nobody may often.
     */
    boolean mayAsk(PeerId from, boolean isOverLink) {
        return admits.test(from)
                && (!isOverLink || isContact.test(from))
                && perPeer.take(from)
                && (isContact.test(from) || ofStrangers.take(STRANGERS));
    }

    /** Tells whether a signal that came over a link of the peer's own is read at all. */
    boolean isReadOverLink(PeerId from) {
        return overLinks.take(from);
    }

    /** Tells whether an appeal was told before, perhaps by another way. */
    boolean isTold(Signal want) {
        synchronized (seen) {
            return seen.containsKey(want.appeal());
        }
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

    /**
     * Returns the address at which this node connects to a peer that asks over a link: the one at
     * which it has reached the peer for that link. If that is a place at a relay, the peer must
     * want it, as a link without a relay may be what it wants.
     */
    Optional<Address> triedAgain(Signal signal, Optional<Address> reached) {
        return reached.filter(
                address ->
                        LinkInfo.Path.of(address) == LinkInfo.Path.RELAYED
                                ? signal.addresses().contains(address)
                                : isDirect);
    }

    private List<Address> tried(Signal signal, Optional<Address> observed, boolean isTrusted) {
        if (!isDirect) {
            return List.of();
        }
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
