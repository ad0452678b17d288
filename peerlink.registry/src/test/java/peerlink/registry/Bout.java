package peerlink.registry;

import java.io.IOException;
import java.net.Socket;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import peerlink.api.Address;
import peerlink.api.Link;
import peerlink.api.PeerId;
import peerlink.transport.tls.SourceTransport;

/** One abuse while it goes on: whom it is meant for, how fast it may go, and what the registry did about it. */
final class Bout implements AutoCloseable {
    /** How many connections it holds at most: a process has 20,000 files. */
    private static final int MAX_HELD = 6_000;

    private static final long REST_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final Address server;
    private final PeerId id;
    private final long pauseNanos;
    private final AtomicLong next = new AtomicLong(System.nanoTime());
    private final LongAdder offered = new LongAdder();
    private final Map<String, LongAdder> answers = new ConcurrentHashMap<>();
    private final Set<AutoCloseable> held = ConcurrentHashMap.newKeySet();
    private volatile boolean isOver;

    /**
     * @param perSecond how many things are offered at most
     */
    Bout(Address server, PeerId id, int perSecond) {
        this.server = server;
        this.id = id;
        this.pauseNanos = TimeUnit.SECONDS.toNanos(1) / perSecond;
    }

    boolean isOn() {
        return !isOver;
    }

    /** Waits until something may be offered, and counts it. */
    void offer() throws IOException {
        offer(1);
    }

    /** Waits until so many may be offered, and counts them. */
    void offer(int count) throws IOException {
        long now = System.nanoTime();
        // nothing is made up for: what could not be offered in time is not offered later at once
        long mine =
                next.updateAndGet(last -> Math.max(last, now - REST_NANOS) + count * pauseNanos);
        if (mine > now) {
            rest(mine - now);
        }
        if (isOver) {
            throw new IOException("it is over");
        }
        offered.add(count);
    }

    /** Keeps something to oneself for a while, before one tries again. */
    void rest() throws IOException {
        rest(REST_NANOS);
    }

    private static void rest(long nanos) throws IOException {
        try {
            TimeUnit.NANOSECONDS.sleep(nanos);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    /** Opens a link of a peer's that is closed when the bout is over. */
    Link connect(LoadPeer peer) throws IOException {
        return hold(peer.connect(server, id));
    }

    /** Opens a connection on which nothing is said yet. */
    Socket open(int source) throws IOException {
        return hold(new SourceTransport(LoadPeer.source(source)).open(server));
    }

    private <C extends AutoCloseable> C hold(C opened) throws IOException {
        held.add(opened);
        if (isOver) {
            end(opened);
            throw new IOException("it is over");
        }
        return opened;
    }

    void awaitRoom() throws IOException {
        while (held.size() >= MAX_HELD && isOn()) {
            rest();
        }
    }

    /** Closes something that was held. */
    void end(AutoCloseable opened) {
        held.remove(opened);
        try {
            opened.close();
        } catch (Exception e) {
            count("failed-to-close");
        }
    }

    /** Reads on a thread of its own what the registry answers, until it closes the link. */
    void read(Link link) {
        Thread.ofVirtual().start(() -> readAll(link));
    }

    /** Reads what the registry answers until it closes the link. */
    void readAll(Link link) {
        try {
            while (true) {
                count(Reply.decode(link.receive()).reply());
            }
        } catch (IOException e) {
            closed();
        } finally {
            end(link);
        }
    }

    void count(Reply reply) {
        count(
                switch (reply) {
                    case Reply.Failure failure -> failure.code();
                    case Reply.Changes _ -> "news";
                    default -> "done";
                });
    }

    /** The registry has closed a connection, or not let it come about. */
    void closed() {
        if (isOn()) {
            count("closed");
        }
    }

    private void count(String what) {
        answers.computeIfAbsent(what, _ -> new LongAdder()).increment();
    }

    long offered() {
        return offered.sum();
    }

    /** Returns what the registry has done so far, and how often. */
    Map<String, Long> answers() {
        Map<String, Long> now = new TreeMap<>();
        answers.forEach((what, count) -> now.put(what, count.sum()));
        return now;
    }

    /** Ends it, and closes all at once: each may take a second. */
    @Override
    public void close() {
        isOver = true;
        held.forEach(opened -> Thread.ofVirtual().start(() -> end(opened)));
    }
}
