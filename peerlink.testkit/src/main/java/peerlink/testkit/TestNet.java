package peerlink.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import peerlink.api.Address;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.api.Plugin;
import peerlink.core.Node;
import peerlink.testkit.contract.LoopbackTransport;
import peerlink.testkit.contract.MemoryDiscovery;

/**
 * A network of peers inside one process. They find each other in one directory, are found by their
 * names, and take everybody's messages without asking.
 */
public final class TestNet implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(10);
    static final Address DIRECTORY = Address.parse("memory://directory");

    /** The folder in memory of Linux. */
    private static final Path MEMORY = Path.of("/dev/shm");

    /** Two peers, in any order. */
    private record Ways(Set<PeerId> ends) {}

    private final Path folder;
    private final boolean isOwnFolder;
    private final TestClock clock = new TestClock();
    private final LoopbackTransport transport = new LoopbackTransport(clock);
    private final MemoryDiscovery directory = new MemoryDiscovery();
    private final Set<Ways> cut = ConcurrentHashMap.newKeySet();
    private final List<TestPeer> peers = new CopyOnWriteArrayList<>();
    private final AtomicLong events = new AtomicLong();

    private TestNet(Path folder, boolean isOwnFolder) {
        if (!Address.class.getModule().isExported("peerlink.api.cbor", Node.class.getModule())) {
            throw new IllegalStateException(
                    "peerlink.core is on the class path, and peerlink.api is not: put both there (in Surefire <useModulePath>false</useModulePath>), or start Java with --add-exports peerlink.api/peerlink.api.cbor=ALL-UNNAMED --add-exports peerlink.api/peerlink.api.thread=ALL-UNNAMED");
        }
        this.folder = folder;
        this.isOwnFolder = isOwnFolder;
    }

    /** Opens a network whose profiles lie in a folder of its own, which goes with it. */
    public static TestNet open() {
        try {
            // in memory where the system has such a folder: nodes wait for the disk
            return new TestNet(
                    Files.isWritable(MEMORY)
                            ? Files.createTempDirectory(MEMORY, "peerlink-testkit")
                            : Files.createTempDirectory("peerlink-testkit"),
                    true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Opens a network whose profiles lie in a folder of the test's, which stays. */
    public static TestNet open(Path folder) {
        return new TestNet(folder, false);
    }

    /** Adds a peer that runs these plugins, which have no settings. */
    public TestPeer peer(String name, Plugin... plugins) {
        return peer(name, Map.of(), plugins);
    }

    /**
     * Adds a peer that runs these plugins. A plugin that fails at its start is among {@link
     * TestPeer#failures}.
     *
     * @param name the peer's name, by which others find it
     * @param settings the settings of each plugin, as under {@code [plugins.NAME]}
     */
    public TestPeer peer(String name, Map<String, String> settings, Plugin... plugins) {
        TestPeer peer = new TestPeer(this, new PeerName(name), settings);
        peers.add(peer);
        peer.start(List.of(plugins));
        return peer;
    }

    /** Returns the clock that stamps messages, for plugins to use as well. */
    public TestClock clock() {
        return clock;
    }

    /** Breaks the links of two peers, as a network does that fails. They can open no others. */
    public void cut(TestPeer one, TestPeer other) {
        cut.add(ways(one.id(), other.id()));
        transport.cut(one.id(), other.id());
    }

    /** Lets two peers reach each other again. Messages that waited arrive. */
    public void mend(TestPeer one, TestPeer other) {
        transport.mend(one.id(), other.id());
        cut.remove(ways(one.id(), other.id()));
        one.reaches(other);
        settle();
    }

    /** Has each frame between two peers take a time, also on links that are open. */
    public void slow(TestPeer one, TestPeer other, Duration delay) {
        transport.slow(one.id(), other.id(), delay);
    }

    /**
     * Waits for a condition, which is asked again and again.
     *
     * @param message says what did not come, for the error
     */
    public void await(BooleanSupplier condition, Supplier<String> message) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError(message.get());
            }
            LockSupport.parkNanos(500_000);
        }
    }

    /** Waits until all messages have arrived, and the handlers are through with them. */
    public void settle() {
        long end = System.nanoTime() + PATIENCE.toNanos();
        // what one peer waits for here may be with another, which was through before
        settleOnce(end);
        long before;
        do {
            before = events.get();
            settleOnce(end);
        } while (before != events.get());
    }

    private void settleOnce(long end) {
        peers.forEach(peer -> peer.settle(end));
    }

    /**
     * Ends the peers.
     *
     * @throws AssertionError if a plugin has failed, and the test has not asked for {@link
     *     TestPeer#failures}
     */
    @Override
    public void close() {
        peers.forEach(TestPeer::end);
        List<String> failures = new ArrayList<>();
        for (TestPeer peer : peers) {
            peer.unseenFailures().forEach(reason -> failures.add(peer.name() + ": " + reason));
        }
        if (isOwnFolder) {
            delete(folder);
        }
        if (!failures.isEmpty()) {
            throw new AssertionError("plugins have failed: " + failures);
        }
    }

    Path home(String name) {
        return folder.resolve(name);
    }

    LoopbackTransport transport() {
        return transport;
    }

    MemoryDiscovery directory() {
        return directory;
    }

    List<TestPeer> peers() {
        return peers;
    }

    /** Notes that a user has seen something. */
    void noteEvent() {
        events.incrementAndGet();
    }

    /** Tells whether a message of one peer can reach another one now. */
    boolean isOpen(PeerId one, PeerId other) {
        return !cut.contains(ways(one, other))
                && peers.stream().anyMatch(peer -> peer.id().equals(other) && peer.isRunning());
    }

    private static Ways ways(PeerId one, PeerId other) {
        return new Ways(Set.of(one, other));
    }

    private static void delete(Path folder) {
        try {
            Files.walkFileTree(
                    folder,
                    new SimpleFileVisitor<>() {
                        @Override
                        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                                throws IOException {
                            Files.delete(file);
                            return FileVisitResult.CONTINUE;
                        }

                        @Override
                        public FileVisitResult postVisitDirectory(
                                Path directory, @Nullable IOException failure) throws IOException {
                            Files.delete(directory);
                            return FileVisitResult.CONTINUE;
                        }
                    });
        } catch (IOException e) {
            throw new UncheckedIOException("can't delete " + folder, e);
        }
    }
}
