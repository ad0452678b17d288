package peerlink.transport.tls;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import peerlink.api.Transport.Meeting;

/**
 * Connects to peers that connect to this side at the same moment (a TCP simultaneous open, RFC
 * 9293, section 3.5). If the other side was earlier, and nothing in between has stopped it, its
 * connection has arrived at the listener: the listener hands it over here, as this side may be the
 * one that begins the handshake. Safe for use by several threads.
 */
final class Meetings {
    /** The longest time in which the other side may come; a lost packet is sent again after 1 s. */
    private static final Duration PATIENCE = Duration.ofSeconds(4);

    private static final Duration HANDING_OVER = Duration.ofMillis(200);

    private record Ends(int localPort, InetSocketAddress remote) {}

    private final Map<Ends, BlockingQueue<Socket>> awaited = new ConcurrentHashMap<>();

    /** Takes a connection that a listener has accepted, if it is one that a meeting waits for. */
    boolean take(Socket accepted) {
        if (awaited.isEmpty()
                || !(accepted.getRemoteSocketAddress() instanceof InetSocketAddress remote)) {
            return false;
        }
        boolean[] isTaken = new boolean[1];
        // under the lock of the entry: the meeting closes those that are there when it ends
        awaited.computeIfPresent(
                new Ends(accepted.getLocalPort(), remote),
                (_, queue) -> {
                    isTaken[0] = queue.isEmpty() && queue.add(accepted);
                    return queue;
                });
        return isTaken[0];
    }

    /**
     * Connects.
     *
     * @throws IOException if the other side was not there
     */
    Socket connect(Meeting meeting) throws IOException {
        InetSocketAddress local = SharedPort.end(meeting.local());
        InetSocketAddress remote =
                new InetSocketAddress(
                        InetAddress.ofLiteral(meeting.remote().host()), meeting.remote().port());
        if (SharedPort.isSelf(local, remote)) {
            throw new IOException("it is this node's own address");
        }
        Ends ends = new Ends(local.getPort(), remote);
        BlockingQueue<Socket> arrived = new LinkedBlockingQueue<>();
        if (awaited.putIfAbsent(ends, arrived) != null) {
            throw new IOException("there is a meeting with " + remote + " already");
        }
        try {
            meeting.onWaiting().run();
            Socket early = arrived.poll(meeting.delay().toNanos(), TimeUnit.NANOSECONDS);
            return early != null ? early : connect(meeting, local, remote, arrived);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw interrupted();
        } finally {
            end(ends);
        }
    }

    private static Socket connect(
            Meeting meeting,
            InetSocketAddress local,
            InetSocketAddress remote,
            BlockingQueue<Socket> arrived)
            throws IOException, InterruptedException {
        try {
            return connect(meeting, local, remote);
        } catch (IOException e) {
            // the other side's connection may be the reason, and on its way through the listener
            Socket early = arrived.poll(HANDING_OVER.toNanos(), TimeUnit.NANOSECONDS);
            if (early == null) {
                throw e;
            }
            return early;
        }
    }

    private static Socket connect(
            Meeting meeting, InetSocketAddress local, InetSocketAddress remote) throws IOException {
        try {
            return SharedPort.connect(local, remote, PATIENCE);
        } catch (IOException e) {
            throw LinkFailures.ofConnecting(meeting.remote(), e);
        }
    }

    private void end(Ends ends) throws IOException {
        BlockingQueue<Socket> queue = awaited.remove(ends);
        Socket unused = queue == null ? null : queue.poll();
        if (unused != null) {
            unused.close();
        }
    }

    private static IOException interrupted() {
        return new InterruptedIOException("interrupted before a connection was open");
    }
}
