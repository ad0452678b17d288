package peerlink.plugin.registry.redis;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import peerlink.api.Address;
import peerlink.api.Announcement;
import peerlink.api.Directory;
import peerlink.api.Identity;
import peerlink.api.Link;
import peerlink.api.LinkHandler;
import peerlink.api.Listener;
import peerlink.api.Network;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.api.Protocol;
import peerlink.core.Networks;
import peerlink.registry.client.RegistryDiscovery;
import peerlink.registry.server.RegistryLimit;
import peerlink.registry.server.RegistryOptions;
import peerlink.registry.server.RegistryServer;
import peerlink.registry.store.RegistryStore;
import peerlink.testkit.contract.TestIdentities;
import peerlink.transport.tls.TlsTransport;

/**
 * Runs registries with one store and one key, and peers that reach them under one name, as behind a
 * load balancer.
 */
final class SharedRegistries implements AutoCloseable {
    private static final Identity OPERATOR = TestIdentities.ed25519("registry");
    private static final Address NAME = Address.parse("registry://127.0.0.1:7777");

    /** Runs one of the registries. */
    record Node(RegistryServer server, RegistryStore store) implements AutoCloseable {
        @Override
        public void close() {
            server.close();
            store.close();
        }

        Address address() {
            return Address.parse("registry://" + server.address().hostAndPort());
        }
    }

    private final URI store;
    private final RegistryOptions options;
    private final List<Node> nodes = new CopyOnWriteArrayList<>();
    private final List<Directory> directories = new ArrayList<>();

    /**
     * @param peers the most peers, all from one address
     */
    SharedRegistries(URI store, int peers) {
        this.store = store;
        RegistryOptions generous = RegistryOptions.defaults();
        for (RegistryLimit limit : RegistryLimit.values()) {
            generous = generous.with(limit, Math.max(limit.usual(), 100 * (peers + 10)));
        }
        this.options = generous;
    }

    Node start() throws IOException {
        RegistryStore opened = new RedisStoreProvider().open(store, options.store());
        Node node =
                new Node(
                        RegistryServer.start(
                                network(OPERATOR),
                                Address.parse("tls://127.0.0.1:0"),
                                options,
                                opened),
                        opened);
        nodes.add(node);
        return node;
    }

    /** Ends a registry at once: its links break, and no client is told. */
    void kill(Node node) {
        nodes.remove(node);
        node.close();
    }

    /** Opens a registry as a peer does that knows no other. */
    Directory open(Node node, Identity identity) {
        return opened(new RegistryDiscovery().open(node.address(), network(identity)));
    }

    /**
     * Opens the registries as a peer does that knows one name for all of them, and gets to the
     * first that is there.
     */
    Directory openAny(Identity identity) {
        return opened(new RegistryDiscovery().open(NAME, new Balanced(network(identity))));
    }

    static Announcement announcement(String name) {
        return new Announcement(new PeerName(name), List.of(Address.parse("tls://127.0.0.1:7001")));
    }

    @Override
    public void close() {
        directories.forEach(Directory::close);
        nodes.forEach(Node::close);
    }

    private Directory opened(Directory directory) {
        directories.add(directory);
        return directory;
    }

    private static Network network(Identity identity) {
        return Networks.of(identity, new PeerName("somebody"), List.of(new TlsTransport()));
    }

    /** Leads every link to a registry that is there. */
    private final class Balanced implements Network {
        private final Network network;

        Balanced(Network network) {
            this.network = network;
        }

        @Override
        public Identity identity() {
            return network.identity();
        }

        @Override
        public Link open(Address address, Protocol protocol, @Nullable PeerId expected)
                throws IOException {
            IOException last = new IOException("no registry is there");
            for (Node node : nodes) {
                try {
                    return network.open(node.server().address(), protocol, expected);
                } catch (IOException e) {
                    last = e;
                }
            }
            throw last;
        }

        @Override
        public Listener listen(Address address, Map<Protocol, LinkHandler> handlers)
                throws IOException {
            return network.listen(address, handlers);
        }
    }
}
