package peerlink.core.signal;

import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    /**
     * The connections at once to one host at which no peer was found yet, whoever asks for them;
     * there is one more every ten seconds. An appeal to which nobody answers takes four for each
     * address.
     */
    static final int TO_HOST = 12;

    /**
     * The signals of strangers by one directory of which the signature is checked at once; there is
     * one more every second.
     */
    static final int OF_STRANGERS = 60;

    private static final int MAX_REMEMBERED = 4096;
    private static final String STRANGERS = "strangers";

    private final PeerId self;
    private final Predicate<PeerId> isContact;
    private final Predicate<PeerId> admits;
    private final InstantSource clock;
    private final DialQuota<Told> told;
    private final DialQuota<Address> strangersTold;
    private final DialQuota<PeerId> perPeer;
    private final DialQuota<String> ofStrangers;
    private final DialQuota<InetAddress> perHost;
    private final DialQuota<PeerId> overLinks;
    private final boolean isDirect;

    /** The appeals for which a want has counted, the oldest first; its monitor guards it. */
    private final Map<Bytes, Boolean> seen = new Remembered<>();

    /** The addresses at which a peer was found, the oldest first; its monitor guards it. */
    private final Map<Address, Boolean> proven = new Remembered<>();

    /** Names who asks by the word of a directory, which nobody has checked. */
    private record Told(Address directory, PeerId from) {}

    private static final class Remembered<K> extends LinkedHashMap<K, Boolean> {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, Boolean> eldest) {
            return size() > MAX_REMEMBERED;
        }
    }

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
        this.told = new DialQuota<>(nanoTime);
        this.strangersTold = new DialQuota<>(nanoTime, OF_STRANGERS, Duration.ofSeconds(1));
        this.perPeer = new DialQuota<>(nanoTime);
        this.ofStrangers = new DialQuota<>(nanoTime);
        this.perHost = new DialQuota<>(nanoTime, TO_HOST, Duration.ofSeconds(10));
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
     * Tells whether a want is heard at all, before its signature is looked at: none of a blocked
     * peer, and of a stranger as the request policy has it and over a link not at all. Who asks is
     * the directory's word as yet: its wants use up nothing of what comes by other ways.
     */
    boolean isHeard(PeerId from, SignalRoute route) {
        return admits.test(from)
                && (!route.isLink() || isContact.test(from))
                && told.take(new Told(route.address(), from))
                && (isContact.test(from) || strangersTold.take(route.address()));
    }

    /** Tells whether a peer whose signature was checked may ask now; nobody may often. */
    boolean mayAsk(PeerId from) {
        return perPeer.take(from) && (isContact.test(from) || ofStrangers.take(STRANGERS));
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
     * Returns the address from which a signal's sender speaks, unless the directory that says so
     * can't see it: then it would have this node connect to its own machine or network.
     */
    static Optional<Address> origin(SignalRoute route, Optional<Address> observed) {
        return observed.filter(
                seen ->
                        route.isLink()
                                || HostScope.endpoint(seen)
                                        .filter(host -> HostScope.canSee(route.address(), host))
                                        .isPresent());
    }

    /**
     * Returns the addresses to which this node may connect for a peer: those on the host from which
     * the directory sees the peer, and for a contact its other ones too. So a stranger can make
     * nobody connect to somebody else; {@link #mayConnect} tells how often.
     *
     * @param observed the sender's {@link #origin}
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
        Optional<InetAddress> origin = observed.flatMap(HostScope::endpoint);
        return signal.addresses().stream()
                .distinct()
                .filter(
                        address ->
                                HostScope.endpoint(address)
                                        .filter(
                                                host ->
                                                        origin.filter(host::equals).isPresent()
                                                                || isTrusted && isElsewhere(host))
                                        .isPresent())
                .limit(MAX_TRIED)
                .toList();
    }

    /**
     * Tells whether this node may open one connection to an address of a signal now. Anybody can
     * name the host of somebody else, which must not be knocked at again and again.
     */
    boolean mayConnect(Address address) {
        synchronized (proven) {
            if (proven.containsKey(address)) {
                return true;
            }
        }
        return HostScope.endpoint(address).filter(perHost::take).isPresent();
    }

    /** Notes that the peer was found at the address, which may be tried often from now on. */
    void proven(Address address) {
        synchronized (proven) {
            proven.put(address, true);
        }
    }

    private static boolean isElsewhere(InetAddress host) {
        return HostScope.of(host) == HostScope.PUBLIC || HostScope.of(host) == HostScope.PRIVATE;
    }

    /** Returns a line for the log. */
    static String refused(PeerId from, Exception reason) {
        return "a signal of %s does not count: %s"
                .formatted(from.shortForm(), Printable.reason(reason));
    }
}
