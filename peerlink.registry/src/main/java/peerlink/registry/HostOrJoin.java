package peerlink.registry;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import peerlink.api.Address;
import peerlink.api.Link;
import peerlink.api.Network;
import peerlink.api.Printable;

/**
 * Opens links to the registry on one address of this machine, and hosts that registry if no other
 * node does. The operating system decides between nodes that try at once: only one can listen. The
 * host is a client of itself, as all others are.
 */
final class HostOrJoin implements Connector {
    private static final System.Logger LOG = System.getLogger(HostOrJoin.class.getName());

    private final Network network;
    private final Address address;
    private final RegistryOptions options;
    private @Nullable RegistryServer hosted;
    private boolean isClosed;

    HostOrJoin(Network network, Address address, RegistryOptions options) {
        this.network = network;
        this.address = address;
        this.options = options;
    }

    @Override
    public Link connect() throws IOException {
        IOException notHosted = tryToHost();
        try {
            return network.open(
                    address, Limits.PROTOCOL, notHosted == null ? network.identity().id() : null);
        } catch (IOException e) {
            if (notHosted != null) {
                e.addSuppressed(notHosted);
            }
            throw e;
        }
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
