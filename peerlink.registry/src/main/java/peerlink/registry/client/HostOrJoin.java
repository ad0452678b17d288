package peerlink.registry.client;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import peerlink.api.Address;
import peerlink.api.Link;
import peerlink.api.Network;
import peerlink.api.Printable;
import peerlink.api.RefusedException;
import peerlink.api.thread.SocketThreads;
import peerlink.registry.protocol.ProtocolLimits;
import peerlink.registry.server.RegistryOptions;
import peerlink.registry.server.RegistryServer;

/**
 * Opens links to the registry on one address of this machine, and hosts that registry if no other
 * node does. The operating system decides between nodes that try at once: only one can listen. The
 * host is a client of itself, as all others are.
 */
final class HostOrJoin implements Connector {
    /**
     * The time for an answer: less than a call of a directory may take, so that the caller learns
     * the reason.
     */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final System.Logger LOG = System.getLogger(HostOrJoin.class.getName());

    private final Network network;
    private final Address address;
    private final RegistryOptions options;
    private final Duration patience;
    private @Nullable RegistryServer hosted;
    private boolean isClosed;

    HostOrJoin(Network network, Address address, RegistryOptions options) {
        this(network, address, options, PATIENCE);
    }

    /**
     * @param patience how long whoever listens may take to answer
     */
    HostOrJoin(Network network, Address address, RegistryOptions options, Duration patience) {
        this.patience = patience;
        this.network = network;
        this.address = address;
        this.options = options;
    }

    @Override
    public Link connect() throws IOException {
        IOException notHosted = tryToHost();
        if (notHosted == null) {
            return network.open(address, ProtocolLimits.PROTOCOL, network.identity().id());
        }
        try {
            return join();
        } catch (RefusedException e) {
            throw e;
        } catch (TimeoutException e) {
            throw held("", e);
        } catch (IOException e) {
            e.addSuppressed(notHosted);
            // somebody who listens has a reason to fail; where nobody does, this node is soon the
            // host
            throw e.getCause() instanceof ConnectException
                    ? e
                    : held(": " + Printable.reason(e), e);
        }
    }

    /**
     * Opens a link to whoever listens, who is on this machine and answers at once if it is a
     * registry.
     */
    private Link join() throws IOException, TimeoutException {
        var opened = new CompletableFuture<Link>();
        Thread opening =
                SocketThreads.start(
                        "registry-join",
                        () -> {
                            try {
                                Link link = network.open(address, ProtocolLimits.PROTOCOL, null);
                                if (!opened.complete(link)) {
                                    link.close(); // too late
                                }
                            } catch (IOException | RuntimeException e) {
                                opened.completeExceptionally(e);
                            }
                        });
        try {
            return opened.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            if (opened.completeExceptionally(e)) {
                opening.interrupt();
                throw e;
            }
            return opened.join();
        } catch (InterruptedException e) {
            if (opened.completeExceptionally(e)) {
                opening.interrupt();
            }
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while joining the registry");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw new IOException(Printable.reason(e), e);
        }
    }

    /**
     * Returns the failure for a port that this node can't listen on and on which no registry
     * answers.
     */
    private IOException held(String why, Exception cause) {
        return new IOException(
                "the program at %s accepts connections but does not answer as a registry%s"
                        .formatted(address.hostAndPort(), why),
                cause);
    }

    /** Returns the reason for which this node is not the host; null if it is. */
    private synchronized @Nullable IOException tryToHost() throws IOException {
        if (isClosed) {
            throw new IOException("the directory is closed");
        }
        if (hosted == null) {
            try {
                hosted = RegistryServer.start(network, address, options);
                LOG.log(System.Logger.Level.DEBUG, "hosting the registry of this machine");
            } catch (IOException e) {
                LOG.log(
                        System.Logger.Level.DEBUG,
                        "joining the registry of this machine: {0}",
                        Printable.reason(e));
                return e;
            }
        }
        return null;
    }

    @Override
    public synchronized void close() {
        isClosed = true;
        if (hosted != null) {
            hosted.close();
            hosted = null;
        }
    }
}
