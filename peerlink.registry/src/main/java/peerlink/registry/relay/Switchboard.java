package peerlink.registry.relay;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import peerlink.api.Bytes;
import peerlink.api.Circuit;
import peerlink.api.Link;
import peerlink.api.LinkInfo;
import peerlink.api.PeerId;
import peerlink.registry.access.Applicant;
import peerlink.registry.admin.RelayMetrics;
import peerlink.registry.protocol.RelayFrame;

/**
 * Brings callers and the peers that they call together, and keeps the circuits that come of it.
 * Safe for use by several threads.
 */
final class Switchboard {
    private static final long SECOND = 1_000_000_000L;

    /** The longest time for the answer to a call. */
    private static final long ANSWER_MILLIS = 10_000;

    private final RelayOptions options;
    private final Shares shares;
    private final Map<PeerId, Place> places;
    private final RelayMetrics metrics;
    private final LongSupplier nanos;
    private final SecureRandom random = new SecureRandom();
    private final Map<Bytes, Call> calls = new ConcurrentHashMap<>();

    /** The circuits, with the two peers of each as they asked. */
    private final Map<Splice, List<Applicant>> splices = new ConcurrentHashMap<>();

    private volatile boolean isClosed;

    /**
     * @param places the places that are taken now, by peer
     */
    Switchboard(
            RelayOptions options,
            Shares shares,
            Map<PeerId, Place> places,
            RelayMetrics metrics,
            LongSupplier nanos) {
        this.options = options;
        this.shares = shares;
        this.places = places;
        this.metrics = metrics;
        this.nanos = nanos;
    }

    /** Returns the number of circuits. */
    int circuits() {
        return splices.size();
    }

    /**
     * Calls a peer for an admitted caller, and joins the two. Returns when that has begun.
     *
     * @param link the caller's
     */
    void connect(Link link, Applicant caller, PeerId peer) throws IOException, RelayRefusal {
        LinkInfo info = link.info();
        shares.call(info.remote(), info.remoteAddress());
        Place place = places.get(peer);
        if (place == null) {
            throw new RelayRefusal(RelayCode.NOT_HERE, "the peer has no place at this relay");
        }
        Shares.Held held =
                shares.circuit(info.remote(), info.remoteAddress(), place.peer(), place.from());
        boolean isCarried = false;
        try {
            shares.called(peer, info.remoteAddress());
            Circuit far = call(new Call(number(), peer), place, info.remote());
            try {
                link.send(RelayFrame.encode(new RelayFrame.Open()));
                carry(splice(link.detach(), far, held), List.of(caller, place.holder()), held);
                isCarried = true;
            } finally {
                if (!isCarried) {
                    far.close();
                }
            }
        } finally {
            if (!isCarried) {
                held.close();
            }
        }
    }

    /** Returns the called peer's connection. */
    private Circuit call(Call call, Place place, PeerId caller) throws IOException, RelayRefusal {
        calls.put(call.number(), call);
        try {
            place.ring(call.number(), caller);
            try {
                return call.await(ANSWER_MILLIS);
            } finally {
                place.settled();
            }
        } finally {
            calls.remove(call.number());
        }
    }

    private Splice splice(Circuit near, Circuit far, Shares.Held held) {
        return new Splice(
                near,
                far,
                1024L * options.limit(RelayLimit.KIB_PER_SECOND),
                held.bytes(),
                metrics,
                nanos);
    }

    /** Begins to carry; the circuit's own threads go on, and give back what is held in the end. */
    private void carry(Splice splice, List<Applicant> peers, Shares.Held held) {
        splices.put(splice, peers);
        metrics.opened();
        splice.start(
                () -> {
                    splices.remove(splice);
                    held.close();
                });
        if (isClosed) {
            // it may have come too late to be among those that close() has cut
            splice.close("the relay ends");
        }
    }

    /** Takes a call for the peer of the link, which was called. */
    void accept(Link link, Bytes number) throws IOException, RelayRefusal {
        Call call = calls.get(number);
        if (call == null
                || !call.called().equals(link.info().remote())
                || !calls.remove(number, call)) {
            throw new RelayRefusal(
                    RelayCode.UNKNOWN_CIRCUIT, "no such call waits for this peer: it may be over");
        }
        link.send(RelayFrame.encode(new RelayFrame.Open()));
        Circuit own = link.detach();
        if (!call.answer(own)) {
            // the caller waits no more
            own.close();
        }
    }

    private Bytes number() {
        byte[] number = new byte[RelayFrame.CIRCUIT];
        random.nextBytes(number);
        return Bytes.wrap(number);
    }

    /** Ends a call that the peer does not take; does nothing if it is none of its own. */
    void decline(PeerId called, Bytes number) {
        Call call = calls.get(number);
        if (call != null && call.called().equals(called)) {
            call.decline();
        }
    }

    /** Cuts the circuits on which nothing was said for as long as the limit has it. */
    void cutIdle(long now) {
        long idle = SECOND * options.limit(RelayLimit.IDLE_SECONDS);
        splices.keySet().stream()
                .filter(splice -> splice.isIdle(now, idle))
                .forEach(splice -> splice.close("idle"));
    }

    /** Cuts the circuits of peers that are no longer admitted. */
    void cutUnless(Predicate<Applicant> isAdmitted) {
        splices.forEach(
                (splice, peers) -> {
                    if (!peers.stream().allMatch(isAdmitted)) {
                        splice.close("no longer allowed");
                    }
                });
    }

    /** Cuts all circuits, and those that come meanwhile. Never blocks. */
    void close() {
        isClosed = true;
        splices.keySet().forEach(splice -> splice.close("the relay ends"));
    }
}
