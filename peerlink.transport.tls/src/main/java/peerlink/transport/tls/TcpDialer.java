package peerlink.transport.tls;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import peerlink.api.Address;

/** Opens TCP connections, within a time that all the steps share. */
final class TcpDialer {
    private final Address address;
    private final Duration limit;
    private final long start = System.nanoTime();

    /**
     * @param limit counts from now
     */
    TcpDialer(Address address, Duration limit) {
        this.address = address;
        this.limit = limit;
    }

    /** Returns the rest of the limit; never nothing. */
    Duration remaining() {
        Duration left = limit.minusNanos(System.nanoTime() - start);
        return left.toMillis() > 0 ? left : Duration.ofMillis(1);
    }

    /** Connects to the first of the host's addresses that answers. */
    Wire dial() throws IOException {
        InetAddress[] candidates = resolve();
        IOException failure = null;
        for (int i = 0; i < candidates.length; i++) {
            try {
                // an address that swallows everything leaves the others their share
                return dial(candidates[i], remaining().dividedBy(candidates.length - i));
            } catch (IOException e) {
                if (failure == null) {
                    failure = LinkFailures.ofConnecting(address, e);
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        throw failure == null ? LinkFailures.tooSlow(address) : failure;
    }

    private Wire dial(InetAddress host, Duration share) throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(
                    new InetSocketAddress(host, address.port()),
                    Math.toIntExact(Math.max(1, share.toMillis())));
            return new SocketWire(socket, () -> {});
        } catch (IOException e) {
            socket.close();
            throw e;
        }
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
