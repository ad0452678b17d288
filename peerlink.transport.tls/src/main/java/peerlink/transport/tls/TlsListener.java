package peerlink.transport.tls;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import peerlink.api.Address;
import peerlink.api.Link;
import peerlink.api.LinkHandler;
import peerlink.api.Listener;

/** Accepts TCP connections, makes links of them and hands these over, each on a virtual thread of its own. */
final class TlsListener implements Listener {
    private static final System.Logger LOG = System.getLogger(TlsListener.class.getName());

    private static final long FIRST_PAUSE_MILLIS = 10;
    private static final long LONGEST_PAUSE_MILLIS = 1000;

    private final Address address;
    private final ServerSocket server;
    private final Handshake handshake;
    private final Limits limits;
    private final LinkHandler onLink;
    private final HandshakeQuota quota;
    private final Thread acceptor;
    private final AtomicBoolean closing = new AtomicBoolean();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Set<Wire> wires = ConcurrentHashMap.newKeySet();
    private final Set<Link> links = ConcurrentHashMap.newKeySet();

    /**
     * @param address the address of {@code server}, with the actual port
     * @param server bound; this listener closes it
     */
    TlsListener(
            Address address,
            ServerSocket server,
            Handshake handshake,
            Limits limits,
            LinkHandler onLink) {
        this.address = address;
        this.server = server;
        this.handshake = handshake;
        this.limits = limits;
        this.onLink = onLink;
        this.acceptor =
                Thread.ofVirtual()
                        .name("tls-accept-" + address.hostAndPort())
                        .unstarted(this::acceptAll);
        this.quota = new HandshakeQuota(limits.handshakes(), limits.handshakesPerHost());
    }

    void start() {
        acceptor.start();
    }

    @Override
    public Address address() {
        return address;
    }

    /** Goes on until the listener is closed, whatever happens: short of files or memory, it waits for better times. */
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

    private void accept(Socket socket) throws IOException {
        if (!quota.enter(socket.getInetAddress())) {
            LOG.log(
                    Level.DEBUG,
                    () -> "too many unfinished handshakes: refused " + socket.getInetAddress());
            socket.close();
            return;
        }
        try {
            Thread.ofVirtual()
                    .name("tls-link-" + socket.getRemoteSocketAddress())
                    .start(() -> serve(socket));
        } catch (RuntimeException | OutOfMemoryError e) {
            quota.leave(socket.getInetAddress());
            socket.close();
            throw e;
        }
    }

    private void serve(Socket socket) {
        Link accepted;
        try {
            accepted = authenticate(socket);
        } catch (IOException e) {
            // anybody can cause it, as often as they like
            LOG.log(Level.DEBUG, "refused a connection", e);
            return;
        } finally {
            quota.leave(socket.getInetAddress());
        }
        try (accepted) {
            links.add(accepted);
            // whoever closes looks for links after it has said so, and this link looks after it can
            // be found
            if (!closing.get()) {
                onLink.handle(accepted);
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "link with " + accepted.info().remote() + " failed", e);
        } catch (RuntimeException | Error e) {
            LOG.log(Level.ERROR, "a handler failed; its link is closed", e);
        } finally {
            links.remove(accepted);
        }
    }

    private Link authenticate(Socket socket) throws IOException {
        Wire wire;
        try {
            wire = new SocketWire(socket);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
        wires.add(wire);
        try {
            if (closing.get()) {
                wire.close();
            }
            return handshake.asServer(wire, limits.handshake(), null);
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
                        .map(link -> Thread.ofVirtual().name("tls-close").start(link::close))
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
