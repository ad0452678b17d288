package peerlink.registry.load;

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
import peerlink.registry.protocol.Answer;
import peerlink.transport.tls.SourceTransport;

/** Runs one abuse: knows its target and its rate, and counts the registry's answers. */
final class Bout implements AutoCloseable {
    /** The most connections that it holds: a process has 20,000 files. */
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
     * @param perSecond the most things that are offered a second
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
        // nothing is made up for: offers that were late are not made later at once
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

    /** Waits for a while before the next try. */
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

    /** Opens a connection on which nothing is sent yet. */
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

    /** Closes a resource that was held. */
    void end(AutoCloseable opened) {
        held.remove(opened);
        try {
            opened.close();
        } catch (Exception e) {
            count("failed-to-close");
        }
    }

    /** Reads the registry's answers on a thread of its own, until it closes the link. */
    void read(Link link) {
        Thread.ofVirtual().start(() -> readAll(link));
    }

    /** Reads the registry's answers until it closes the link. */
    void readAll(Link link) {
        try {
            while (true) {
                count(Answer.decode(link.receive()).answer());
            }
        } catch (IOException e) {
            closed();
        } finally {
            end(link);
        }
    }

    void count(Answer answer) {
        count(
                switch (answer) {
                    case Answer.Failure failure -> failure.code();
                    case Answer.Changes _ -> "changes";
                    default -> "done";
                });
    }

    /** Counts a connection that the registry has closed, or not let come about. */
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

    /** Returns the registry's answers so far, and their numbers. */
    Map<String, Long> answers() {
        Map<String, Long> now = new TreeMap<>();
        answers.forEach((what, count) -> now.put(what, count.sum()));
        return now;
    }

    /** Ends the abuse, and closes all at once: each may take a second. */
    @Override
    public void close() {
        isOver = true;
        held.forEach(opened -> Thread.ofVirtual().start(() -> end(opened)));
    }
}
