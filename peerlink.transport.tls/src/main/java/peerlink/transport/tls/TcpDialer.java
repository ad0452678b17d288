package peerlink.transport.tls;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.System.Logger.Level;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import peerlink.api.Address;
import peerlink.api.Printable;
import peerlink.api.thread.SocketThreads;

/** Opens TCP connections, within a time that all the steps share. */
final class TcpDialer {
    private static final System.Logger LOG = System.getLogger(TcpDialer.class.getName());

    private static final Duration STAGGER = Duration.ofMillis(250);

    /** The most addresses of a host that are tried. */
    static final int MAX_HOSTS = 8;

    /** The longest wait for an answer to a port that was asked for, before any port will do. */
    private static final Duration FROM_PORT = Duration.ofSeconds(2);

    private final @Nullable InetSocketAddress local;
    private final Address address;
    private final Duration limit;
    private final long start = System.nanoTime();

    /**
     * @param limit counts from now
     */
    TcpDialer(Address address, Duration limit) {
        this(null, address, limit);
    }

    /**
     * @param local the end from which to connect, where the system allows it; null for any
     * @param limit counts from now
     */
    TcpDialer(@Nullable InetSocketAddress local, Address address, Duration limit) {
        this.local = local;
        this.address = address;
        this.limit = limit;
    }

    /** Returns the rest of the limit; never nothing. */
    Duration remaining() {
        Duration left = limit.minusNanos(System.nanoTime() - start);
        return left.toMillis() > 0 ? left : Duration.ofMillis(1);
    }

    /**
     * Connects to the first of the host's addresses that answers. They are tried beside one
     * another, as RFC 8305 has it: the next one 250 ms after the one before, or as soon as one has
     * failed. All others are given up, and all of them if the thread is interrupted.
     */
    Wire dial() throws IOException {
        List<InetAddress> hosts = interleaved(resolve());
        if (hosts.size() == 1) {
            return new SocketWire(connect(hosts.getFirst()), () -> {});
        }
        try (ConnectRace race = new ConnectRace(this::connect, STAGGER)) {
            return new SocketWire(race.run(hosts, this::remaining), () -> {});
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted before a connection was open");
        } catch (TimeoutException e) {
            throw LinkFailures.tooSlow(address);
        }
    }

    private Socket connect(InetAddress host) throws IOException {
        InetSocketAddress remote = new InetSocketAddress(host, address.port());
        try {
            if (local != null && !SharedPort.isSelf(local, remote)) {
                Duration wait =
                        FROM_PORT.compareTo(remaining()) < 0 ? FROM_PORT : remaining().dividedBy(2);
                try {
                    return SharedPort.connect(local, remote, wait);
                } catch (ConnectException e) {
                    // there is nobody, whatever port asks
                    throw e;
                } catch (IOException e) {
                    if (Thread.currentThread().isInterrupted()) {
                        throw e;
                    }
                    // such as a connection between the same two ends that ended a moment ago
                    LOG.log(Level.DEBUG, () -> "not from " + local + ": " + Printable.reason(e));
                }
            }
            return connect(remote);
        } catch (IOException e) {
            throw LinkFailures.ofConnecting(address, e);
        }
    }

    private Socket connect(InetSocketAddress remote) throws IOException {
        Socket socket = new Socket();
        try {
            SocketThreads.begin(socket);
            socket.connect(remote, Math.toIntExact(remaining().toMillis()));
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        } finally {
            SocketThreads.end();
        }
    }

    /**
     * Returns the first hosts, IPv6 and IPv4 by turns, each kind in its order, beginning with the
     * kind of the first.
     */
    static List<InetAddress> interleaved(InetAddress... hosts) {
        ArrayDeque<InetAddress> first = new ArrayDeque<>();
        ArrayDeque<InetAddress> second = new ArrayDeque<>();
        for (InetAddress host : hosts) {
            boolean isAsFirst = host.getAddress().length == hosts[0].getAddress().length;
            (isAsFirst ? first : second).add(host);
        }
        List<InetAddress> result = new ArrayList<>();
        while (result.size() < MAX_HOSTS && !(first.isEmpty() && second.isEmpty())) {
            if (!first.isEmpty()) {
                result.add(first.remove());
            }
            if (!second.isEmpty()) {
                result.add(second.remove());
            }
        }
        return result.subList(0, Math.min(MAX_HOSTS, result.size()));
    }

    /**
     * Looks the host up. The JDK's look-up has no limit of its own and can't be interrupted: it
     * goes on alone if it is too slow.
     */
    private InetAddress[] resolve() throws IOException {
        FutureTask<InetAddress[]> lookup =
                new FutureTask<>(() -> InetAddress.getAllByName(address.host()));
        Thread.ofVirtual().name("peerlink tls-lookup " + address.host()).start(lookup);
        try {
            return lookup.get(remaining().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException _) {
            throw LinkFailures.tooSlow(address);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownHostException unknown) {
                throw LinkFailures.unknownHost(address, unknown);
            }
            throw new IOException("can't look up " + address.hostAndPort(), e);
        }
    }
}
