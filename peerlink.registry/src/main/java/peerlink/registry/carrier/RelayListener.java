package peerlink.registry.carrier;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import peerlink.api.Address;
import peerlink.api.Bytes;
import peerlink.api.Circuit;
import peerlink.api.Link;
import peerlink.api.Listener;
import peerlink.api.Printable;
import peerlink.api.ProtocolViolationException;
import peerlink.api.thread.SocketThreads;
import peerlink.registry.protocol.RelayFrame;

/** Holds a place at a relay, and answers the calls that come there. */
final class RelayListener implements Listener {
    private static final System.Logger LOG = System.getLogger(RelayListener.class.getName());

    /** The most calls that are answered at once: each opens a connection to the relay. */
    static final int MAX_ANSWERING = 16;

    /** The most circuits that came by this place. */
    static final int MAX_CIRCUITS = 256;

    /** The longest time that a relay may take to answer a ping. */
    private static final Duration PONG = Duration.ofSeconds(10);

    private static final Duration SHORTEST_PING = Duration.ofSeconds(1);
    private static final Duration LONGEST_PING = Duration.ofMinutes(1);

    private final RelayAddress at;
    private final Link link;
    private final Answering answering;
    private final Consumer<Circuit> onCircuit;
    private final Consumer<IOException> onLost;
    private final Semaphore answers = new Semaphore(MAX_ANSWERING);
    private final Semaphore room = new Semaphore(MAX_CIRCUITS);
    private final Set<Circuit> circuits = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean isClosed = new AtomicBoolean();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean isAnswered = true;

    /** Opens the connection that takes a call. */
    interface Answering {
        Circuit take(Bytes number) throws IOException;
    }

    /**
     * @param link the link that holds the place; this listener closes it
     */
    RelayListener(
            RelayAddress at,
            Link link,
            Answering answering,
            Consumer<Circuit> onCircuit,
            Consumer<IOException> onLost) {
        this.at = at;
        this.link = link;
        this.answering = answering;
        this.onCircuit = onCircuit;
        this.onLost = onLost;
    }

    /**
     * @param pingAfter the time between two pings, as the relay wants it; bounded here
     */
    void start(Duration pingAfter) {
        Duration pause =
                pingAfter.compareTo(SHORTEST_PING) < 0
                        ? SHORTEST_PING
                        : pingAfter.compareTo(LONGEST_PING) > 0 ? LONGEST_PING : pingAfter;
        SocketThreads.start("peerlink relay-place " + at.label(), this::read);
        Thread.ofVirtual().name("peerlink relay-pinger " + at.label()).start(() -> ping(pause));
    }

    @Override
    public Address address() {
        return at.place();
    }

    @Override
    public void close() {
        if (!isClosed.getAndSet(true)) {
            ended.countDown();
            // its goodbye may wait for a relay that doesn't read
            Thread.ofVirtual().name("peerlink relay-closer").start(link::close);
            circuits.forEach(Circuit::close);
        }
    }

    private void read() {
        IOException reason;
        try {
            while (true) {
                take(RelayFrame.decode(link.receive(RelayFrame.MAX_FRAME)));
            }
        } catch (ProtocolViolationException e) {
            link.reportViolation(e);
            reason = e;
        } catch (IOException e) {
            reason = e;
        }
        ended.countDown();
        link.close();
        if (!isClosed.get()) {
            onLost.accept(reason);
        }
    }

    private void take(RelayFrame frame) throws IOException {
        switch (frame) {
            case RelayFrame.Pong() -> isAnswered = true;
            case RelayFrame.Incoming(Bytes number, _) -> ring(number);
            case RelayFrame.Failure failure -> throw failure.refused();
            // of a later version
            case RelayFrame.Unknown _ -> {}
            default -> throw frame.unexpected();
        }
    }

    private void ring(Bytes number) throws IOException {
        if (!answers.tryAcquire()) {
            link.send(RelayFrame.encode(new RelayFrame.Decline(number)));
        } else if (!room.tryAcquire()) {
            answers.release();
            link.send(RelayFrame.encode(new RelayFrame.Decline(number)));
        } else {
            Thread.ofVirtual()
                    .name("peerlink relay-answer " + at.label())
                    .start(() -> answer(number));
        }
    }

    private void answer(Bytes number) {
        Circuit circuit;
        try {
            circuit = opened(answering.take(number));
        } catch (IOException | RuntimeException e) {
            room.release();
            LOG.log(Level.DEBUG, () -> "a call was lost: " + Printable.reason(e));
            return;
        } finally {
            answers.release();
        }
        onCircuit.accept(circuit);
    }

    /** Counts a circuit until it is closed. */
    private Circuit opened(Circuit connection) {
        Circuit[] kept = new Circuit[1];
        kept[0] =
                new RelayCircuit(
                        connection,
                        at.place(),
                        () -> {
                            circuits.remove(kept[0]);
                            room.release();
                        });
        circuits.add(kept[0]);
        if (isClosed.get()) {
            kept[0].close();
        }
        return kept[0];
    }

    private void ping(Duration pause) {
        try {
            while (!ended.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                isAnswered = false;
                link.send(RelayFrame.encode(new RelayFrame.Ping()));
                if (!ended.await(PONG.toMillis(), TimeUnit.MILLISECONDS) && !isAnswered) {
                    LOG.log(Level.DEBUG, () -> "no sign of life from the relay " + at.label());
                    link.close();
                }
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, () -> "the place is lost: " + Printable.reason(e));
            // the reader tells of it
            link.close();
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts this thread", e);
        }
    }
}
