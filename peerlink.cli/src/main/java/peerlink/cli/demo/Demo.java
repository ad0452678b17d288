package peerlink.cli.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import peerlink.api.Address;
import peerlink.api.Delivery;
import peerlink.api.Directory;
import peerlink.api.DirectoryEvent;
import peerlink.api.Identity;
import peerlink.api.LinkInfo;
import peerlink.api.Network;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.cli.node.NodeAssembly;
import peerlink.cli.text.Glyphs;
import peerlink.core.Networks;
import peerlink.core.Node;
import peerlink.core.NodeBuilder;
import peerlink.core.identity.IdentityStore;
import peerlink.core.model.NodeEvent;
import peerlink.registry.server.RegistryOptions;
import peerlink.registry.server.RegistryServer;

/**
 * Runs a registry and two peers in this process: they register, find each other, connect, write and
 * leave. Prints only events that the other side observed. Sockets and keys are real, their folder
 * is temporary.
 */
final class Demo {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Address ANY_PORT = Address.parse("tls://127.0.0.1:0");
    private static final PeerName ALICE = new PeerName("alice");
    private static final PeerName BOB = new PeerName("bob");

    private final Transcript transcript;
    private final long start = System.nanoTime();
    private final long deadline = start + LIMIT.toNanos();
    private final EventRecorder<NodeEvent> seenByAlice = new EventRecorder<>();
    private final EventRecorder<NodeEvent> seenByBob = new EventRecorder<>();
    private final EventRecorder<DirectoryEvent> seenInRegistry = new EventRecorder<>();

    /** Says that an event did not happen in time; the message names it. */
    static final class MissingException extends Exception {
        private static final long serialVersionUID = 1L;

        MissingException(String message) {
            super(message);
        }
    }

    Demo(Transcript transcript) {
        this.transcript = transcript;
    }

    /**
     * Runs the demo once.
     *
     * @throws MissingException if an event was not observed in time
     */
    void run() throws MissingException, IOException, InterruptedException {
        Path home = Files.createTempDirectory("peerlink-demo");
        try {
            Identity identity = IdentityStore.loadOrCreate(home.resolve("registry"));
            Network network =
                    Networks.of(identity, new PeerName("registry"), NodeAssembly.transports());
            try (RegistryServer registry =
                    RegistryServer.start(network, ANY_PORT, RegistryOptions.defaults())) {
                String place = registry.address().shortForm();
                transcript.tell(
                        "registry",
                        "listens on %s, key %s".formatted(place, identity.id().shortForm()),
                        fields("listen", place, "id", identity.id()));
                Address address = Address.parse("registry://" + place + "/" + identity.id());
                try (Directory directory =
                        NodeAssembly.open(address, network, NodeAssembly.discoveries())) {
                    directory.watch(seenInRegistry);
                    peers(home, address);
                }
            }
        } finally {
            delete(home);
        }
        long millis = Duration.ofNanos(System.nanoTime() - start).toMillis();
        transcript.tell(
                "ok",
                "all of it happened, over TLS sockets on loopback, in %d ms".formatted(millis),
                fields("millis", millis));
    }

    private void peers(Path home, Address registry)
            throws MissingException, IOException, InterruptedException {
        try (Node alice = node(ALICE, home, registry, seenByAlice)) {
            registered(alice);
            PeerId leaving = withBob(alice, home, registry);
            await(
                    seenByAlice,
                    NodeEvent.PeerLeft.class,
                    left -> left.peer().id().equals(leaving),
                    "alice did not see that bob had deregistered");
            transcript.tell(
                    "deregister",
                    "bob leaves, and alice sees it",
                    fields("name", BOB, "observedBy", ALICE));
        }
    }

    /** Lets bob come, talk and go, and returns his id. */
    private PeerId withBob(Node alice, Path home, Address registry)
            throws MissingException, IOException, InterruptedException {
        try (Node bob = node(BOB, home, registry, seenByBob)) {
            registered(bob);
            discovered(alice, bob);
            message(alice, bob, seenByBob, "hello bob, this goes straight to you");
            message(bob, alice, seenByAlice, "hello alice, nobody else can read it");
            return bob.self().id();
        }
    }

    private static Node node(
            PeerName name, Path home, Address registry, EventRecorder<NodeEvent> events)
            throws IOException {
        Path directory = home.resolve(name.text());
        return new NodeBuilder(IdentityStore.loadOrCreate(directory), name)
                .dataDirectory(directory)
                .transports(NodeAssembly.transports())
                .discoveries(NodeAssembly.discoveries())
                .directories(registry)
                .listen(ANY_PORT)
                .onEvent(events)
                .start();
    }

    private void registered(Node node) throws MissingException, InterruptedException {
        Peer self = node.self();
        await(
                seenInRegistry,
                DirectoryEvent.Appeared.class,
                appeared -> appeared.peer().id().equals(self.id()),
                "the registry does not list " + self.name());
        String listen = self.addresses().getFirst().shortForm();
        transcript.tell(
                "register",
                "%-5s at %s, key %s".formatted(self.name(), listen, self.id().shortForm()),
                fields("name", self.name(), "listen", listen, "id", self.id()));
    }

    private void discovered(Node alice, Node bob) throws MissingException, InterruptedException {
        appeared(seenByAlice, bob, "alice did not find bob");
        appeared(seenByBob, alice, "bob did not find alice");
        transcript.tell(
                "discover",
                "alice finds bob, bob finds alice",
                fields("names", List.of(ALICE, BOB)));
    }

    private void appeared(EventRecorder<NodeEvent> events, Node other, String missing)
            throws MissingException, InterruptedException {
        await(
                events,
                NodeEvent.PeerAppeared.class,
                appeared -> appeared.peer().id().equals(other.self().id()),
                missing);
    }

    private void message(Node from, Node to, EventRecorder<NodeEvent> seenByReceiver, String text)
            throws MissingException, IOException, InterruptedException {
        Peer sender = from.self();
        Peer receiver = from.find(to.self().id().text());
        Delivery delivery = from.conversation(receiver).sendText(text);
        if (sender.name().equals(ALICE)) {
            connected(sender, receiver);
        }
        await(
                seenByReceiver,
                NodeEvent.MessageArrived.class,
                arrived ->
                        arrived.message().id().equals(delivery.message().id())
                                && arrived.message().text().equals(text)
                                && arrived.peer().id().equals(sender.id()),
                receiver.name() + " did not get the message of " + sender.name());
        delivery.await(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
        transcript.tell(
                "message",
                "%-5s %s %-5s  \"%s\"  acknowledged %s"
                        .formatted(
                                sender.name(),
                                Glyphs.ARROW,
                                receiver.name(),
                                text,
                                Glyphs.DELIVERED),
                fields(
                        "from",
                        sender.name(),
                        "to",
                        receiver.name(),
                        "text",
                        text,
                        "acknowledged",
                        true));
    }

    private void connected(Peer alice, Peer bob) throws MissingException, InterruptedException {
        LinkInfo link =
                await(
                                seenByAlice,
                                NodeEvent.LinkOpened.class,
                                opened -> opened.link().remote().equals(bob.id()),
                                "alice did not connect to bob")
                        .link();
        await(
                seenByBob,
                NodeEvent.LinkOpened.class,
                opened -> opened.link().remote().equals(alice.id()),
                "bob did not accept alice's link");
        transcript.tell(
                "connect",
                "alice (%s) and bob (%s), each proven by its key\n%s, %s, %s"
                        .formatted(
                                alice.id().shortForm(),
                                bob.id().shortForm(),
                                link.protocol(),
                                link.keyExchange(),
                                link.cipherSuite()),
                fields(
                        "ids", List.of(alice.id(), bob.id()),
                        "protocol", link.protocol(),
                        "keyExchange", link.keyExchange(),
                        "cipherSuite", link.cipherSuite()));
    }

    private <T, E extends T> E await(
            EventRecorder<T> events, Class<E> kind, Predicate<E> fits, String missing)
            throws MissingException, InterruptedException {
        return events.await(kind, fits, deadline).orElseThrow(() -> new MissingException(missing));
    }

    private static Map<String, Object> fields(Object... namesAndValues) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.put(namesAndValues[i].toString(), namesAndValues[i + 1]);
        }
        return fields;
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
