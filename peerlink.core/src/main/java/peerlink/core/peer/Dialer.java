package peerlink.core.peer;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import peerlink.api.Address;
import peerlink.api.IdentityMismatchException;
import peerlink.api.Link;
import peerlink.api.LinkInfo;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerUnavailableException;
import peerlink.api.Printable;
import peerlink.api.Protocol;
import peerlink.api.Query;
import peerlink.api.RefusedException;
import peerlink.core.address.HostScope;
import peerlink.core.link.AgreedLink;
import peerlink.core.link.ProtocolNetwork;
import peerlink.core.model.Attempt;
import peerlink.core.model.Contact;
import peerlink.core.model.Dial;

/**
 * Opens links to peers: at every known address of a peer, at those that directories tell, and at
 * last at those that they told before, all beside one another ({@link DialRace}). Safe for use by
 * several threads.
 *
 * <p>The file is longer than most, as all ways to a peer begin here: each is a few lines that hand
 * it to the race.
 */
public final class Dialer {
    private static final System.Logger LOG = System.getLogger(Dialer.class.getName());

    /** The time for one dial. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** The tries of one host for one peer at once: some ports, each of which it may have had. */
    private static final int TRIES_OF_HOST = 8;

    /** The number of peers whose last dial is kept. */
    private static final int MAX_REMEMBERED = 1024;

    private final ProtocolNetwork network;
    private final Peers peers;
    private final Directories directories;
    private final boolean oneWay;
    private final boolean isDirect;
    private final DialQuota<Address> quota = new DialQuota<>(System::nanoTime);
    private final DialQuota<PeerId> questions = new DialQuota<>(System::nanoTime);

    /** Bounds the tries of one host for a peer that announces ever other ports of it. */
    private final DialQuota<PeerHost> hosts =
            new DialQuota<>(System::nanoTime, TRIES_OF_HOST, DialQuota.REFILL);

    private volatile Rendezvous rendezvous = Rendezvous.NONE;
    private final Set<DialRace> races = ConcurrentHashMap.newKeySet();

    /** The last dial of each peer. */
    private final Map<PeerId, DialRecord> last = remembering();

    /** The address at which each peer was reached last in this run. */
    private final Map<PeerId, Address> good = remembering();

    /**
     * @param oneWay whether the peers may send no messages over the links that it opens
     * @param isDirect whether it opens links without a relay at all
     */
    public Dialer(
            ProtocolNetwork network,
            Peers peers,
            Directories directories,
            boolean oneWay,
            boolean isDirect) {
        this.network = network;
        this.peers = peers;
        this.directories = directories;
        this.oneWay = oneWay;
        this.isDirect = isDirect;
    }

    /** Sets the one who helps where no address answers. */
    public void helped(Rendezvous by) {
        rendezvous = by;
    }

    /** Tells whether the peers may send no messages over the links that it opens. */
    boolean isOneWay() {
        return oneWay;
    }

    /** Returns the tries of the last dial of a peer, or of the one under way, in their order. */
    public List<Attempt> attempts(PeerId peer) {
        DialRecord dial = last.get(peer);
        return dial == null ? List.of() : dial.race().attempts();
    }

    /** Returns the last dial of a peer, or the one under way; empty if there was none. */
    public Optional<Dial> last(PeerId peer) {
        return Optional.ofNullable(last.get(peer)).map(DialRecord::described);
    }

    /** Has all dials under way begin anew: they may come from an address that is gone. */
    public void networkChanged() {
        races.forEach(DialRace::networkChanged);
    }

    /**
     * Opens a link to exactly this peer. Gives everything up if the thread is interrupted.
     *
     * @throws IdentityMismatchException if the peer is nowhere, and another key answered at an
     *     address that the peer itself announces and that nobody else can have
     * @throws RefusedException if the peer declined
     * @throws PeerUnavailableException if it answered at no address
     */
    public AgreedLink dial(Peer peer, Protocol protocol) throws IOException {
        return dial(peer, protocol, true);
    }

    /**
     * Opens a link to exactly this peer without a relay, as {@link #dial} does. Another key at an
     * address is no alarm, as the peer is reached over a relay meanwhile.
     *
     * @throws PeerUnavailableException if the peer can't be reached without one
     */
    public AgreedLink dialDirect(Peer peer, Protocol protocol) throws IOException {
        if (!isDirect) {
            throw new PeerUnavailableException("direct links are turned off here");
        }
        return dial(peer, protocol, false);
    }

    private AgreedLink dial(Peer peer, Protocol protocol, boolean mayBeRelayed) throws IOException {
        Predicate<Address> way = address -> isRelay(address) ? mayBeRelayed : isDirect;
        peers.requireTrusted(peer);
        if (peer.id().equals(network.identity().id())) {
            throw new PeerUnavailableException(peer.name() + " is this node itself");
        }
        DialRace race = new DialRace(opener(peer, protocol), PATIENCE, quota);
        DialRecord record = new DialRecord(race);
        boolean isPresent = peers.isPresent(peer.id());
        if (isPresent) {
            record.listed(listed(peer.id()));
        }
        races.add(race);
        last.put(peer.id(), record);
        AgreedLink link;
        try {
            link =
                    race.run(
                            known(peer).stream().filter(way).toList(),
                            search(peer, record, way),
                            !isPresent,
                            directFirst(lastKnown(peer).filter(way)),
                            found -> rendezvous.ask(peer.id(), mayBeRelayed, found));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted before a link was open");
        } finally {
            races.remove(race);
            record.over();
        }
        if (link == null) {
            throw failure(peer, record, mayBeRelayed);
        }
        race.reachedAt().ifPresent(address -> remember(peer, address));
        directories.reached();
        return link;
    }

    private DialRace.Search search(Peer peer, DialRecord record, Predicate<Address> way) {
        return new DialRace.Search() {
            @Override
            public List<Address> find() throws IOException {
                return directFirst(fromDirectories(peer.id(), record).stream().filter(way));
            }

            @Override
            public boolean isAway() {
                return directories.hasAuthority() && record.isAnsweredWithNobody();
            }
        };
    }

    private DialRace.Opener opener(Peer peer, Protocol protocol) {
        return new DialRace.Opener() {
            @Override
            public Link connect(Address address) throws IOException {
                Link link = network.connect(address, peer.id());
                quota.proven(address);
                return link;
            }

            @Override
            public boolean mayTryHost(Address address) {
                return hosts.take(PeerHost.of(peer.id(), address));
            }

            @Override
            public AgreedLink agree(Link link) throws IOException {
                return network.agree(link, protocol, oneWay);
            }
        };
    }

    /** Returns the addresses that are known without a question, the last good one first. */
    private List<Address> known(Peer peer) {
        Contact contact = peers.contact(peer.id());
        List<Address> reached = contact == null ? List.of() : contact.lastAddresses();
        return directFirst(
                Stream.of(
                                Stream.ofNullable(good.get(peer.id())),
                                reached.stream().limit(1),
                                listed(peer.id()).stream(),
                                peer.addresses().stream(),
                                reached.stream())
                        .flatMap(addresses -> addresses));
    }

    private List<Address> listed(PeerId peer) {
        Peer online = peers.listed(peer);
        return online == null ? List.of() : online.addresses();
    }

    private List<Address> fromDirectories(PeerId peer, DialRecord record) throws IOException {
        if (!questions.take(peer)) {
            return List.of();
        }
        List<Peer> found =
                directories.find(new Query.ById(peer)).stream()
                        .filter(one -> one.id().equals(peer))
                        .toList();
        record.answered(found);
        return found.stream().flatMap(one -> one.addresses().stream()).toList();
    }

    private Stream<Address> lastKnown(Peer peer) {
        Peer before = peers.listedBefore(peer.id());
        return before == null ? Stream.of() : before.addresses().stream();
    }

    /** Returns each address once, those of relays after all others, else in the same order. */
    private static List<Address> directFirst(Stream<Address> addresses) {
        List<Address> all = new ArrayList<>(new LinkedHashSet<>(addresses.toList()));
        all.sort((one, other) -> Boolean.compare(isRelay(one), isRelay(other)));
        return all;
    }

    private static boolean isRelay(Address address) {
        return LinkInfo.Path.of(address) == LinkInfo.Path.RELAYED;
    }

    private void remember(Peer peer, Address best) {
        good.put(peer.id(), best);
        Set<Address> addresses = new LinkedHashSet<>();
        addresses.add(best);
        addresses.addAll(known(peer));
        try {
            peers.reached(peer.id(), addresses.stream().limit(Peer.MAX_ADDRESSES).toList());
        } catch (IOException e) {
            // the link is good all the same
            LOG.log(Level.WARNING, "can't keep the addresses of a contact", e);
        }
    }

    /**
     * @param mayAlarm whether another key at the peer's own address is told
     */
    private IOException failure(Peer peer, DialRecord record, boolean mayAlarm) {
        DialRace race = record.race();
        List<DialAttempt> tries = race.all();
        for (DialAttempt attempt : tries) {
            if (attempt.failure() instanceof IdentityMismatchException mismatch
                    && isOwnPlace(
                            attempt.address(),
                            mismatch.actual(),
                            mayAlarm ? record.told() : Set.of())) {
                peers.mismatched(peer.id(), mismatch.actual());
                return mismatch;
            }
        }
        IOException unasked = race.searchFailure();
        if (tries.isEmpty() && unasked == null && !isDirect) {
            return new PeerUnavailableException(
                    peer.name() + " is at no relay, and direct links are turned off here");
        }
        Optional<String> asked = asked(race);
        if (tries.isEmpty() && unasked == null && asked.isPresent()) {
            return new PeerUnavailableException(
                    "%s can't be reached: %s".formatted(peer.name(), asked.get()));
        }
        if (tries.isEmpty()) {
            return unasked == null
                    ? new PeerUnavailableException(
                            peer.name() + " is not online: no address is known")
                    : new PeerUnavailableException(
                            "%s is not online: %s"
                                    .formatted(peer.name(), Printable.reason(unasked)),
                            unasked);
        }
        String reason = unasked == null ? reason(tries) : Printable.reason(unasked);
        PeerUnavailableException failure =
                new PeerUnavailableException(
                        "%s can't be reached: %s".formatted(peer.name(), reason));
        Stream.concat(Stream.ofNullable(unasked), tries.stream().map(DialAttempt::failure))
                .filter(Objects::nonNull)
                .forEach(failure::addSuppressed);
        return failure;
    }

    /** Returns the reason why an open link or a directory, asked for help, was of none. */
    private static Optional<String> asked(DialRace race) {
        return race.attempts().stream()
                .filter(one -> one.result() == Attempt.Result.FAILED)
                .map(Attempt::detail)
                .findFirst();
    }

    /**
     * Tells whether an address is the peer's own, so that another key there is alarming: the peer
     * announces it now, and no other network has the same one. It is not if the other key announces
     * it too, as two peers behind one router may, nor if it leads back to this node.
     */
    private boolean isOwnPlace(Address address, PeerId found, Set<Address> told) {
        return told.contains(address)
                && HostScope.of(address).filter(HostScope.PUBLIC::equals).isPresent()
                && !found.equals(network.identity().id())
                && !listed(found).contains(address);
    }

    /** Returns the reason to tell of: of the last failure, or else of another key at an address. */
    private String reason(List<DialAttempt> tries) {
        String reason = "no answer in time";
        for (DialAttempt attempt : tries) {
            Attempt described = attempt.described();
            reason =
                    switch (attempt.failure()) {
                        case IdentityMismatchException mismatch -> elsewhere(described, mismatch);
                        case null, default ->
                                described.detail().isEmpty() ? reason : described.detail();
                    };
        }
        return reason;
    }

    private String elsewhere(Attempt attempt, IdentityMismatchException mismatch) {
        return (mismatch.actual().equals(network.identity().id())
                        ? "this node itself answered at "
                        : "another key answered at ")
                + attempt.address().shortForm();
    }

    private static <V> Map<PeerId, V> remembering() {
        return Collections.synchronizedMap(
                new LinkedHashMap<>(16, 0.75f, true) {
                    private static final long serialVersionUID = 1L;

                    @Override
                    protected boolean removeEldestEntry(Map.Entry<PeerId, V> eldest) {
                        return size() > MAX_REMEMBERED;
                    }
                });
    }
}
