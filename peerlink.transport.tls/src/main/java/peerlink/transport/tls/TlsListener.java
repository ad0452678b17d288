package peerlink.transport.tls;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import peerlink.api.Address;
import peerlink.api.Link;
import peerlink.api.LinkHandler;
import peerlink.api.LinkPolicy;
import peerlink.api.Listener;
import peerlink.api.thread.SocketThreads;

/**
 * Accepts TCP connections, makes links of them and hands these over, each on a thread of its
 * own.
 */
final class TlsListener implements Listener {
    private static final System.Logger LOG = System.getLogger(TlsListener.class.getName());

    private static final long FIRST_PAUSE_MILLIS = 10;
    private static final long LONGEST_PAUSE_MILLIS = 1000;

    /** The most handshakes that compute at once: one processor is left to the established links. */
    private static final int TURNS = Math.max(1, Runtime.getRuntime().availableProcessors() - 1);

    private final Address address;
    private final ServerSocket server;
    private final Handshake handshake;
    private final TlsLimits limits;
    private final LinkPolicy policy;
    private final LinkHandler onLink;
    private final PendingHandshakes handshakes;
    private final Semaphore turns = new Semaphore(TURNS, true);
    private final HostQuota connections;
    private final Meetings meetings;
    private final Thread acceptor;
    private final AtomicBoolean closing = new AtomicBoolean();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Set<Wire> wires = ConcurrentHashMap.newKeySet();
    private final Set<Link> links = ConcurrentHashMap.newKeySet();

    /**
     * @param address the address of {@code server}, with the actual port
     * @param server bound; this listener closes it
     * @param policy sets the number of connections that it accepts
     * @param connections gives each connection a place until it is closed
     * @param meetings takes the connections that it waits for
     */
    TlsListener(
            Address address,
            ServerSocket server,
            Handshake handshake,
            TlsLimits limits,
            LinkPolicy policy,
            HostQuota connections,
            Meetings meetings,
            LinkHandler onLink) {
        this.address = address;
        this.server = server;
        this.handshake = handshake;
        this.limits = limits;
        this.policy = policy;
        this.onLink = onLink;
        this.acceptor =
                SocketThreads.unstarted(
                        "peerlink tls-acceptor " + address.hostAndPort(), this::acceptAll);
        this.handshakes = new PendingHandshakes(limits, System::nanoTime);
        this.connections = connections;
        this.meetings = meetings;
    }

    void start() {
        acceptor.start();
    }

    @Override
    public Address address() {
        return address;
    }

    /**
     * Accepts connections until the listener is closed: short of files or memory, it waits for
     * better times.
     */
    private void acceptAll() {
        long pause = FIRST_PAUSE_MILLIS;
        while (!closing.get()) {
            try {
                accept(server.accept());
                pause = FIRST_PAUSE_MILLIS;
            } catch (IOException | RuntimeException | OutOfMemoryError e) {
                if (closing.get()) {
                    return;
                }
                if (pause == FIRST_PAUSE_MILLIS) {
                    LOG.log(Level.WARNING, "can't accept on " + address.hostAndPort(), e);
                }
                awaitClosed(pause);
                pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
            }
        }
    }

    /**
     * Serves a connection, and gives the places of the socket back if that fails, be it for want of
     * memory.
     */
    private void accept(Socket socket) throws IOException {
        if (meetings.take(socket)) {
            return;
        }
        InetAddress host = socket.getInetAddress();
        boolean hasPlace = false;
        Wire wire = null;
        boolean isServed = false;
        try {
            hasPlace = connections.enter(host, policy.accepted(), acceptedFrom(host));
            if (hasPlace) {
                wire = wire(socket, host);
                isServed = wire != null && begin(wire, host);
            } else {
                LOG.log(Level.DEBUG, () -> "too many connections: refused " + host);
            }
        } finally {
            if (!isServed) {
                if (wire != null) {
                    wire.close();
                    handshakes.leave(wire);
                } else {
                    if (hasPlace) {
                        connections.leave(host);
                    }
                    socket.close();
                }
            }
        }
    }

    private @Nullable Wire wire(Socket socket, InetAddress host) {
        try {
            return new SocketWire(socket, () -> connections.leave(host));
        } catch (IOException | RuntimeException e) {
            // the client has left again: no reason to pause
            LOG.log(Level.DEBUG, "lost a connection", e);
            return null;
        }
    }

    /**
     * Serves the connection on a thread of its own, unless too many others have not authenticated
     * either.
     */
    private boolean begin(Wire wire, InetAddress host) {
        if (!handshakes.enter(wire, host)) {
            LOG.log(Level.DEBUG, () -> "too many unfinished handshakes: refused " + host);
            return false;
        }
        SocketThreads.start("peerlink tls-handshake", () -> serve(wire));
        return true;
    }

    /**
     * Returns the most connections that a host may have. This machine itself may have all: a user
     * of this machine has other ways to use it up.
     */
    private int acceptedFrom(InetAddress host) {
        return host.isLoopbackAddress() ? policy.accepted() : policy.acceptedPerHost();
    }

    private void serve(Wire wire) {
        Link accepted;
        try {
            accepted = authenticate(wire);
        } catch (IOException e) {
            // any client can cause it, as often as it likes
            LOG.log(Level.DEBUG, "refused a connection", e);
            return;
        } finally {
            handshakes.leave(wire);
        }
        LinkThread.start(accepted, this::handle);
    }

    private void handle(Link link) throws IOException {
        links.add(link);
        try (link) {
            // close() looks for links after it has set the flag, and this link looks at the flag
            // after it can be found
            if (!closing.get()) {
                onLink.handle(link);
            }
        } finally {
            links.remove(link);
        }
    }

    private Link authenticate(Wire wire) throws IOException {
        wires.add(wire);
        try {
            if (closing.get()) {
                wire.close();
            }
            TurnWire turn = TurnWire.begin(wire, turns);
            try {
                return handshake.asServer(turn, limits.handshake(), null);
            } finally {
                turn.end();
            }
        } catch (RuntimeException | Error e) {
            wire.close();
            throw e;
        } finally {
            wires.remove(wire);
        }
    }

    @Override
    public void close() {
        if (closing.getAndSet(true)) {
            return;
        }
        try {
            server.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "closing a server socket failed", e);
        }
        closed.countDown();
        wires.forEach(Wire::close);
        // all at once: each may take up to the limit
        List<Thread> closers =
                links.stream()
                        .map(
                                link ->
                                        Thread.ofVirtual()
                                                .name("peerlink tls-close")
                                                .start(link::close))
                        .toList();
        try {
            // the port is free for others when the thread that waited on it has left
            acceptor.join(limits.close());
            for (Thread closer : closers) {
                closer.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitClosed(long millis) {
        try {
            closed.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts this thread", e);
        }
    }
}
