package peerlink.registry.relay;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import peerlink.api.Address;
import peerlink.api.Bytes;
import peerlink.api.Link;
import peerlink.api.LinkInfo;
import peerlink.api.Listener;
import peerlink.api.Network;
import peerlink.api.PeerId;
import peerlink.api.Printable;
import peerlink.api.ProtocolViolationException;
import peerlink.registry.access.Applicant;
import peerlink.registry.access.Verdict;
import peerlink.registry.admin.RelayMetrics;
import peerlink.registry.protocol.RelayFrame;

/**
 * Joins the connections of two peers that can't reach each other, and carries the bytes between
 * them, which only the peers can read. A peer takes a place on a link that stays open. A caller
 * asks for a circuit to it; the relay tells the peer, which opens another link; then both links
 * carry bytes as they are. {@code docs/relay-protocol.md} describes the protocol. A relay never
 * opens a connection itself. Safe for use by several threads.
 */
public final class RelayServer implements AutoCloseable {
    private static final long SECOND = 1_000_000_000L;

    /** The longest time for the first frame of a link. */
    private static final long FIRST_FRAME = 10 * SECOND;

    /** The time after which a peer is to ping, in milliseconds: NATs forget links that are idle. */
    private static final long PING_MILLIS = 25_000;

    /** The longest time without a ping. */
    private static final long SILENCE = 70 * SECOND;

    /** The longest time for a peer to read what it is told. */
    private static final long SENDING = 10 * SECOND;

    /** The time between two looks at whether the peers of circuits are still admitted. */
    private static final long ADMISSION_PERIOD = 30 * SECOND;

    /** The frames on the link of a place that may come in ten seconds, besides answers to calls. */
    private static final int FRAMES = 100;

    private static final long FLOOD_MILLIS = 30_000;
    private static final long COME_BACK_MILLIS = 5_000;

    private final PeerId self;
    private final RelayOptions options;
    private final Function<Applicant, Verdict> admission;
    private final RelayMetrics metrics;
    private final LongSupplier nanos;
    private final RelayLog log;
    private final Shares shares;
    private final Map<PeerId, Place> places = new ConcurrentHashMap<>();
    private final Switchboard switchboard;
    private final Map<Link, Long> undecided = new ConcurrentHashMap<>();

    /** The time at which the peers of all circuits were last looked up; the sweeper's. */
    private long admittedAt;

    private final CountDownLatch closing = new CountDownLatch(1);

    /**
     * Starts a relay, which serves the links that are handed to {@link #serve}.
     *
     * @param self the id of the relay's own key
     * @param admission decides which peers may take a place or call, asked by several threads
     */
    public RelayServer(PeerId self, RelayOptions options, Function<Applicant, Verdict> admission) {
        this(self, options, admission, System::nanoTime);
    }

    RelayServer(
            PeerId self,
            RelayOptions options,
            Function<Applicant, Verdict> admission,
            LongSupplier nanos) {
        this.self = self;
        this.options = options;
        this.admission = admission;
        this.metrics = new RelayMetrics();
        this.nanos = nanos;
        this.admittedAt = nanos.getAsLong();
        this.log = new RelayLog(nanos);
        this.shares = new Shares(options, nanos);
        this.switchboard = new Switchboard(options, shares, places, metrics, nanos);
        Thread.ofVirtual().name("peerlink relay-sweeper").start(this::lookAround);
    }

    /** Returns the metrics for its operator. */
    public RelayMetrics metrics() {
        return metrics;
    }

    /** Tells whether the peer may take a place or call. */
    public boolean serves(Applicant applicant) {
        return admission.apply(applicant) == Verdict.ADMITTED;
    }

    /** Returns the number of places that are taken. */
    public int places() {
        return places.size();
    }

    /** Returns the number of circuits. */
    public int circuits() {
        return switchboard.circuits();
    }

    /**
     * Listens for peers, where no registry does so on the relay's behalf.
     *
     * @param address as a registry's, such as {@code tls://0.0.0.0:7779}
     * @throws IOException if the address can't be listened on
     */
    public Listener listen(Network network, Address address) throws IOException {
        return network.listen(address, Map.of(RelayFrame.PROTOCOL, this::serve));
    }

    /** Serves a link on which both sides have agreed on {@code relay/1}, until it ends. */
    public void serve(Link link) throws IOException {
        try {
            switch (first(link)) {
                case RelayFrame.Reserve(Optional<Bytes> proof) -> reserve(link, proof);
                case RelayFrame.Connect(PeerId peer, Optional<Bytes> proof) -> {
                    Applicant caller = new Applicant(self, link.info().remote(), proof);
                    admit(caller);
                    switchboard.connect(link, caller, peer);
                }
                case RelayFrame.Accept(Bytes circuit) -> switchboard.accept(link, circuit);
                case RelayFrame other -> throw other.unexpected();
            }
        } catch (ProtocolViolationException e) {
            link.reportViolation(e);
            decline(link, new RelayRefusal(RelayCode.MALFORMED, Printable.reason(e)));
        } catch (RelayRefusal e) {
            decline(link, e);
        }
    }

    private void decline(Link link, RelayRefusal reason) throws IOException {
        metrics.refused(reason.code().word());
        log.declined(reason.code(), link.info().remoteAddress().host());
        link.send(RelayFrame.encode(reason.frame()));
    }

    private RelayFrame first(Link link) throws IOException, RelayRefusal {
        LinkInfo info = link.info();
        requireDirect(info.remoteAddress());
        requireOpen();
        try (Shares.Held _ = shares.link(info.remoteAddress())) {
            undecided.put(link, nanos.getAsLong());
            try {
                return RelayFrame.decode(link.receive(RelayFrame.MAX_FRAME));
            } finally {
                undecided.remove(link);
            }
        }
    }

    /** Requires that the link lies on no circuit: a relay over a relay multiplies what it costs. */
    private static void requireDirect(Address from) throws RelayRefusal {
        String path = from.uri().getRawPath();
        if (path != null && !path.isEmpty()) {
            throw new RelayRefusal(RelayCode.NOT_ALLOWED, "no relay is used by way of another one");
        }
    }

    private void requireOpen() throws RelayRefusal {
        if (closing.getCount() == 0) {
            throw goAway();
        }
    }

    private static RelayRefusal goAway() {
        return new RelayRefusal(RelayCode.GO_AWAY, "the relay is going away", COME_BACK_MILLIS);
    }

    private void admit(Applicant applicant) throws RelayRefusal {
        switch (admission.apply(applicant)) {
            case ADMITTED -> {}
            case UNKNOWN ->
                    throw new RelayRefusal(
                            RelayCode.NOT_ALLOWED,
                            "this relay serves certain peers alone: ask its operator");
            case SHUT_OUT ->
                    throw new RelayRefusal(
                            RelayCode.NOT_ALLOWED, "this relay's operator has shut this peer out");
        }
    }

    private void reserve(Link link, Optional<Bytes> proof) throws IOException, RelayRefusal {
        LinkInfo info = link.info();
        Applicant holder = new Applicant(self, info.remote(), proof);
        admit(holder);
        try (Shares.Held _ = shares.place(info.remoteAddress())) {
            Place place = new Place(link, holder, nanos);
            try {
                Place before = place.open(places, new RelayFrame.Reserved(PING_MILLIS));
                if (before != null) {
                    before.end(
                            new RelayRefusal(
                                    RelayCode.SUPERSEDED,
                                    "another link has taken the place of this key"));
                }
                metrics.reserved();
                requireOpen();
                hold(link, place);
            } finally {
                places.remove(info.remote(), place);
            }
        }
    }

    private void hold(Link link, Place place) throws IOException, RelayRefusal {
        // a call is declined by one frame, and nobody loses a place by being called often
        int most = FRAMES + options.limit(RelayLimit.CALLS_TO_KEY);
        Budget frames = new Budget(most, 10 * SECOND, nanos.getAsLong());
        while (true) {
            RelayFrame frame = RelayFrame.decode(link.receive(RelayFrame.MAX_FRAME));
            if (!frames.tryTake(1, nanos.getAsLong())) {
                throw new RelayRefusal(
                        RelayCode.RATE_LIMITED,
                        "too many frames on the link of a place",
                        FLOOD_MILLIS);
            }
            place.heard();
            switch (frame) {
                case RelayFrame.Ping() -> {
                    // also ends the place of a peer that was shut out since
                    admit(place.holder());
                    place.send(new RelayFrame.Pong());
                }
                case RelayFrame.Decline(Bytes circuit) ->
                        switchboard.decline(place.peer(), circuit);
                default -> throw frame.unexpected();
            }
        }
    }

    private void lookAround() {
        try {
            while (!closing.await(1, TimeUnit.SECONDS)) {
                look();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts this thread", e);
        }
    }

    /** Closes what is idle, stuck or silent, and samples the numbers for the operator. */
    void look() {
        long now = nanos.getAsLong();
        undecided.forEach(
                (link, since) -> {
                    if (now - since > FIRST_FRAME) {
                        Thread.ofVirtual().name("peerlink relay-closer").start(link::close);
                    }
                });
        places.values().stream()
                .filter(place -> place.isStuck(now, SILENCE, SENDING))
                .forEach(Place::drop);
        switchboard.cutIdle(now);
        if (now - admittedAt >= ADMISSION_PERIOD) {
            admittedAt = now;
            switchboard.cutUnless(this::serves);
        }
        shares.tidy();
        metrics.sample(places.size(), switchboard.circuits());
    }

    /** Sends the peers away and cuts the circuits. Does nothing the second time; never blocks. */
    @Override
    public void close() {
        closing.countDown();
        places.values().forEach(place -> place.end(goAway()));
        switchboard.close();
    }
}
