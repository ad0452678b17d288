package peerlink.core;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import peerlink.api.Address;
import peerlink.api.Identity;
import peerlink.api.PeerName;
import peerlink.api.contract.LoopbackTransport;
import peerlink.core.testing.MemoryDiscovery;

/** Nodes in one process that find each other in one directory and reach each other without sockets. */
final class TestNetwork implements AutoCloseable {
    static final Address DIRECTORY = Address.parse("memory://directory");

    /** A node, its identity and what it told. */
    record Member(Node node, Identity identity, RecordedEvents events) {}

    private final Path home;
    private final LoopbackTransport transport = new LoopbackTransport();
    private final MemoryDiscovery directory = new MemoryDiscovery();
    private final List<Node> nodes = new ArrayList<>();

    TestNetwork(Path home) {
        this.home = home;
    }

    LoopbackTransport transport() {
        return transport;
    }

    MemoryDiscovery directory() {
        return directory;
    }

    Path home(String name) {
        return home.resolve(name);
    }

    /** Starts a node and waits until it can be found. */
    Member start(String name) throws IOException, InterruptedException {
        return start(name, name, builder -> builder);
    }

    /** Starts a node of the profile, which goes by the name. */
    Member start(String profile, String name, UnaryOperator<NodeBuilder> settings)
            throws IOException, InterruptedException {
        Identity identity = IdentityStore.loadOrCreate(home(profile));
        RecordedEvents events = new RecordedEvents();
        NodeBuilder builder =
                new NodeBuilder(identity, new PeerName(name))
                        .dataDirectory(home(profile))
                        .transports(List.of(transport))
                        .discoveries(List.of(directory))
                        .listen(Address.parse("loopback://" + profile + ":0"))
                        .directories(DIRECTORY)
                        .requests(RequestPolicy.ACCEPT)
                        .onEvent(events);
        Node node = settings.apply(builder).start();
        nodes.add(node);
        if (!node.self().addresses().isEmpty()
                && !node.directories().isEmpty()
                && directory.isReachable()) {
            directory.awaitRegistered(identity.id());
        }
        return new Member(node, identity, events);
    }

    @Override
    public void close() {
        nodes.forEach(Node::close);
    }
}
