package peerlink.core.signal;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import peerlink.api.Address;
import peerlink.api.Bytes;
import peerlink.api.Link;
import peerlink.api.LinkInfo;
import peerlink.api.PeerId;
import peerlink.api.Printable;
import peerlink.api.RefusedException;
import peerlink.core.peer.Rendezvous;

/**
 * Asks one peer for a link: it may connect back at once, or both connect at the same moment, three
 * times at most.
 */
final class Appeal implements Rendezvous.Asking {
    /** The longest wait for an answer to the first signal. */
    private static final Duration ANSWER = Duration.ofSeconds(5);

    /** The time in which the two must have met. */
    private static final Duration MEETING = Duration.ofSeconds(5);

    /** A longer way is none that two connections could be timed by. */
    private static final Duration LONGEST_DELAY = Duration.ofSeconds(1);

    static final int MAX_TRIES = 3;

    /** A registry's word for a peer that has no link to it (docs/registry-protocol.md). */
    private static final String UNREACHABLE = "unreachable";

    private final SignalDesk desk;
    private final Consumer<Appeal> onEnd;
    private final PeerId peer;
    private final Bytes id;
    private final boolean mayBeRelayed;
    private final Rendezvous.Found found;
    private final BlockingQueue<Optional<Ready>> answers = new LinkedBlockingQueue<>();
    private final Tries tries = new Tries();
    private final List<Rendezvous.Try> asked = new CopyOnWriteArrayList<>();

    /** The meetings in which the peer begins, by its address. */
    private final Map<Address, Rendezvous.Try> awaited = new ConcurrentHashMap<>();

    private final Thread thread;

    /** The peer's answer, and the time that it took. */
    private record Ready(SignalRoute route, List<Address> addresses, Duration took) {}

    /** The signal for one way. */
    private record Want(Rendezvous.Try one, Bytes signal) {}

    private volatile long askedAt;

    /**
     * @param mayBeRelayed whether the link may go over a relay
     * @param onEnd called once it waits for the peer no more, perhaps twice
     */
    Appeal(
            SignalDesk desk,
            PeerId peer,
            Bytes id,
            boolean mayBeRelayed,
            Rendezvous.Found found,
            Consumer<Appeal> onEnd) {
        this.desk = desk;
        this.onEnd = onEnd;
        this.peer = peer;
        this.id = id;
        this.mayBeRelayed = mayBeRelayed;
        this.found = found;
        this.thread =
                Thread.ofVirtual()
                        .name("peerlink signal-appeal " + peer.shortForm())
                        .unstarted(this::run);
    }

    Bytes id() {
        return id;
    }

    PeerId peer() {
        return peer;
    }

    void start() {
        thread.start();
    }

    @Override
    public void close() {
        onEnd.accept(this);
        thread.interrupt();
        tries.close();
    }

    private void run() {
        try {
            Ready ready = ask();
            if (ready == null) {
                end("it has not answered the signal");
                return;
            }
            long end = System.nanoTime() + MEETING.toNanos();
            for (int i = 0; i < MAX_TRIES && !ready.addresses().isEmpty(); i++) {
                meet(ready);
            }
            // where connections fail at once, the peer's own one may still be on its way
            TimeUnit.NANOSECONDS.sleep(end - System.nanoTime());
            end("it has answered, but no connection came about");
        } catch (InterruptedException e) {
            end("given up");
        } finally {
            onEnd.accept(this);
            tries.close();
            found.ended();
        }
    }

    private void end(String why) {
        asked.forEach(one -> one.failed(new IOException(why)));
    }

    private @Nullable Ready ask() throws InterruptedException {
        Map<SignalRoute, Want> all = new LinkedHashMap<>();
        for (SignalRoute route : desk.post().routes(peer)) {
            Rendezvous.Try one = found.trying(route.address(), LinkInfo.Path.REVERSED);
            all.put(route, new Want(one, want(route)));
            asked.add(one);
        }
        if (all.isEmpty()) {
            return null;
        }
        AtomicInteger left = new AtomicInteger(all.size());
        askedAt = System.nanoTime();
        all.forEach(
                (route, want) ->
                        desk.send(
                                route,
                                peer,
                                want.signal(),
                                failure -> {
                                    want.one().failed(notPassed(route, failure));
                                    if (left.decrementAndGet() == 0) {
                                        answers.add(Optional.empty());
                                    }
                                }));
        Optional<Ready> answer = answers.poll(ANSWER.toNanos(), TimeUnit.NANOSECONDS);
        return answer == null ? null : answer.orElse(null);
    }

    private Bytes want(SignalRoute route) {
        // only over a link can the peer know that this node is at a relay that it names
        return mayBeRelayed && route.isLink()
                ? desk.wantWithRelays(peer, id)
                : sealed(route, Signal.Step.WANT);
    }

    /** Returns the failure of a signal: a registry's refusal is none of the peer's. */
    private static IOException notPassed(SignalRoute route, IOException failure) {
        if (route.isLink() || !(failure instanceof RefusedException refused)) {
            return failure;
        }
        return new IOException(
                refused.code().equals(UNREACHABLE)
                        ? "the peer has no link to this registry now"
                        : Printable.reason(refused),
                refused);
    }

    /** Returns a signal with all addresses: the user writes to the peer, which may know them. */
    private Bytes sealed(SignalRoute route, Signal.Step step) {
        return desk.sealed(route, peer, id, step, true);
    }

    /** Notes the peer's answer; the first one counts. */
    void ready(SignalRoute route, List<Address> addresses) {
        Duration took = Duration.ofNanos(System.nanoTime() - askedAt);
        answers.add(Optional.of(new Ready(route, addresses, took)));
    }

    private void meet(Ready ready) throws InterruptedException {
        Duration half = ready.took().dividedBy(2);
        Duration delay = half.compareTo(LONGEST_DELAY) < 0 ? half : LONGEST_DELAY;
        CountDownLatch waiting = new CountDownLatch(ready.addresses().size());
        for (Address address : ready.addresses()) {
            Rendezvous.Try one = found.trying(address, LinkInfo.Path.PUNCHED);
            tries.start(
                    address.shortForm(),
                    kept -> {
                        meet(address, delay, waiting::countDown, one, kept);
                        waiting.countDown();
                    });
        }
        // else the peer could be at the listener before anybody waits for it
        waiting.await(LONGEST_DELAY.toMillis(), TimeUnit.MILLISECONDS);
        desk.send(ready.route(), peer, sealed(ready.route(), Signal.Step.GO), _ -> {});
        tries.await(MEETING.toMillis());
        tries.stop();
    }

    private void meet(
            Address address,
            Duration delay,
            Runnable onWaiting,
            Rendezvous.Try one,
            Runnable kept) {
        boolean begins = desk.begins(peer);
        try {
            Link link = desk.meet(address, peer, delay, onWaiting);
            desk.proven(address);
            if (begins) {
                one.linked(link);
            } else {
                // the peer says so in its hello that it is the one who was asked
                awaited.put(link.info().remoteAddress(), one);
                desk.serve(link, kept);
            }
        } catch (IOException e) {
            one.failed(e);
        }
    }

    /** Takes a link that the peer has opened, since it was asked. */
    void linked(Link link) {
        Rendezvous.Try meeting = awaited.get(link.info().remoteAddress());
        if (meeting == null) {
            meeting = asked.stream().findFirst().orElse(null);
        }
        boolean isWanted = mayBeRelayed || link.info().path() != LinkInfo.Path.RELAYED;
        if (meeting == null || !isWanted) {
            link.close();
        } else {
            meeting.linked(link);
        }
    }
}
