package peerlink.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import peerlink.api.Address;
import peerlink.api.Announcement;
import peerlink.api.Directory;
import peerlink.api.DirectoryEvent;
import peerlink.api.Discovery;
import peerlink.api.Identity;
import peerlink.api.Network;
import peerlink.api.Peer;
import peerlink.api.PeerName;
import peerlink.api.Query;
import peerlink.api.RefusedException;
import peerlink.api.Registration;
import peerlink.api.Visibility;

/**
 * Tests what every {@link Discovery} and its directories must do. Extend it, and hand in networks
 * and an address.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@SuppressWarnings("exports") // whoever extends it has JUnit
public abstract class DirectoryContractTest {
    protected static final Identity ALICE = TestIdentities.ed25519("alice");
    protected static final Identity BOB = TestIdentities.p256("bob");
    private static final Identity CAROL = TestIdentities.ed25519("carol");
    private static final List<Address> HERE =
            List.of(Address.parse("tls://127.0.0.1:7001"), Address.parse("tls://[::1]:7001"));
    private static final List<Address> THERE = List.of(Address.parse("tls://127.0.0.1:7002"));

    private final List<AutoCloseable> opened = new ArrayList<>();
    private final Discovery discovery;
    private Address address = Address.parse("none://none:1");

    protected DirectoryContractTest(Discovery discovery) {
        this.discovery = discovery;
    }

    /**
     * Makes a directory without peers reachable, and returns its address; called before each test.
     */
    protected abstract Address start() throws IOException;

    /** Ends what {@link #start} began. */
    protected abstract void stop();

    /** Returns a network in this identity. */
    protected abstract Network network(Identity identity);

    @BeforeEach
    void startDirectory() throws IOException {
        address = start();
    }

    @AfterEach
    void stopDirectory() throws Exception {
        for (AutoCloseable closeable : opened.reversed()) {
            closeable.close();
        }
        stop();
    }

    private Directory open(Identity identity) throws IOException {
        Directory directory = discovery.open(address, network(identity));
        opened.add(directory);
        return directory;
    }

    private static Events watching(Directory directory) {
        var events = new Events();
        directory.watch(events.events::add);
        return events;
    }

    private static Announcement announcement(String name, List<Address> addresses) {
        return new Announcement(new PeerName(name), addresses);
    }

    private static Peer peer(Identity identity, String name, List<Address> addresses) {
        return new Peer(identity.id(), new PeerName(name), addresses);
    }

    /** Collects the events of a watch, and waits for the expected ones. */
    private static final class Events {
        private final BlockingQueue<DirectoryEvent> events = new LinkedBlockingQueue<>();

        void await(Predicate<DirectoryEvent> expected) throws InterruptedException {
            DirectoryEvent event = events.poll(20, TimeUnit.SECONDS);
            while (event != null && !expected.test(event)) {
                event = events.poll(20, TimeUnit.SECONDS);
            }
            if (event == null) {
                throw new AssertionError("the event has not come");
            }
        }

        DirectoryEvent next(Class<? extends DirectoryEvent> kind) throws InterruptedException {
            DirectoryEvent event = events.poll(20, TimeUnit.SECONDS);
            while (event != null && !kind.isInstance(event)) {
                event = events.poll(20, TimeUnit.SECONDS);
            }
            if (event == null) {
                throw new AssertionError("no event of this kind has come");
            }
            return event;
        }

        void await(DirectoryEvent expected) throws InterruptedException {
            await(expected::equals);
        }
    }

    @Test
    void registeredPeerIsFoundByIdNameBeginningAndInTheList() throws Exception {
        Directory bobs = open(BOB);
        bobs.register(announcement("bob", THERE));
        open(ALICE).register(announcement("alice", HERE));
        List<Peer> alice = List.of(peer(ALICE, "alice", HERE));

        assertEquals(alice, bobs.find(new Query.ById(ALICE.id())));
        assertEquals(alice, bobs.find(new Query.ByName(new PeerName("alice"))));
        assertEquals(alice, bobs.find(new Query.ByPrefix("al")));
        assertEquals(
                List.of("alice", "bob"),
                bobs.find(new Query.Everyone()).stream()
                        .map(peer -> peer.name().text())
                        .sorted()
                        .toList());
    }

    @Test
    void nobodyIsFoundWhereNobodyIs() throws Exception {
        Directory directory = open(ALICE);

        assertEquals(List.of(), directory.find(new Query.ById(BOB.id())));
        assertEquals(List.of(), directory.find(new Query.ByName(new PeerName("bob"))));
    }

    @Test
    void closedRegistrationIsFoundNoMore() throws Exception {
        Directory bobs = open(BOB);
        Directory alices = open(ALICE);
        Registration registration = alices.register(announcement("alice", HERE));
        Events events = watching(bobs);
        events.await(new DirectoryEvent.Appeared(peer(ALICE, "alice", HERE)));
        registration.close();
        registration.close();
        events.await(new DirectoryEvent.Left(ALICE.id()));

        assertEquals(List.of(), bobs.find(new Query.ById(ALICE.id())));
    }

    @Test
    void closedDirectoryDeregistersAndFailsEveryCall() throws Exception {
        Directory bobs = open(BOB);
        bobs.register(announcement("bob", THERE));
        Directory alices = open(ALICE);
        alices.register(announcement("alice", HERE));
        Events events = watching(bobs);
        events.await(new DirectoryEvent.Appeared(peer(ALICE, "alice", HERE)));
        alices.close();
        alices.close();
        events.await(new DirectoryEvent.Left(ALICE.id()));

        assertEquals(List.of(), bobs.find(new Query.ById(ALICE.id())));
        assertThrows(IOException.class, () -> alices.find(new Query.ById(BOB.id())));
        assertThrows(IOException.class, () -> alices.register(announcement("alice", HERE)));
    }

    @Test
    void laterRegistrationReplacesTheEarlierOne() throws Exception {
        Directory alices = open(ALICE);
        Registration first = alices.register(announcement("alice", HERE));
        alices.register(announcement("alicia", THERE));
        first.close();

        List<Peer> alicia = List.of(peer(ALICE, "alicia", THERE));
        assertEquals(alicia, open(BOB).find(new Query.ById(ALICE.id())));
        assertEquals(List.of(), open(BOB).find(new Query.ByName(new PeerName("alice"))));
    }

    @Test
    void nameOfAnotherKeyIsRefusedAndChangesNothing() throws Exception {
        Directory alices = open(ALICE);
        alices.register(announcement("alice", HERE)).close();
        Directory bobs = open(BOB);
        assumeTrue(bobs.isAuthority(), "names belong to nobody here");
        bobs.register(announcement("bob", THERE));

        RefusedException refusal =
                assertThrows(
                        RefusedException.class, () -> bobs.register(announcement("alice", THERE)));
        assertEquals("name-taken", refusal.code());
        assertEquals(List.of(peer(BOB, "bob", THERE)), bobs.find(new Query.ById(BOB.id())));
    }

    @Test
    void watcherIsToldOfThoseWhoAreThereAndThenOfEachChange() throws Exception {
        Directory alices = open(ALICE);
        Registration alice = alices.register(announcement("alice", HERE));
        var events = new Events();
        open(BOB).watch(events.events::add);

        events.await(new DirectoryEvent.Connected());
        events.await(new DirectoryEvent.Appeared(peer(ALICE, "alice", HERE)));
        Registration moved = alices.register(announcement("alice", THERE));
        events.await(new DirectoryEvent.Appeared(peer(ALICE, "alice", THERE)));
        alice.close();
        moved.close();
        events.await(new DirectoryEvent.Left(ALICE.id()));
    }

    @Test
    void whomNoListMayHaveIsInNone() throws Exception {
        for (Visibility visibility : List.of(Visibility.LOOKUP_ONLY, Visibility.HIDDEN)) {
            Directory alices = open(ALICE);
            Registration alice;
            try {
                alice = alices.register(new Announcement(new PeerName("alice"), HERE, visibility));
            } catch (RefusedException e) {
                continue; // a directory that everybody can read must refuse
            }
            Events events = watching(open(CAROL));
            Directory bobs = open(BOB); // some answer registered peers alone
            Registration bob = bobs.register(announcement("bob", THERE));
            DirectoryEvent first = events.next(DirectoryEvent.Appeared.class);
            assertEquals(new DirectoryEvent.Appeared(peer(BOB, "bob", THERE)), first);
            assertEquals(List.of(), bobs.find(new Query.ByPrefix("al")));
            assertEquals(List.of(peer(BOB, "bob", THERE)), bobs.find(new Query.Everyone()));
            if (!visibility.isNamed()) {
                assertEquals(List.of(), bobs.find(new Query.ByName(new PeerName("alice"))));
            }
            alice.close();
            bob.close();
        }
    }

    @Test
    void laterWatcherIsToldFirstOfThoseWhoAreThere() throws Exception {
        Directory directory = open(ALICE);
        directory.register(announcement("alice", HERE));
        var first = new Events();
        directory.watch(first.events::add);
        first.await(DirectoryEvent.Appeared.class::isInstance);
        var second = new Events();
        directory.watch(second.events::add);

        second.await(new DirectoryEvent.Appeared(peer(ALICE, "alice", HERE)));
    }

    @Test
    void closedWatchIsToldNothingMore() throws Exception {
        Directory directory = open(ALICE);
        var stillThere = new Events();
        var gone = new Events();
        Registration watch = directory.watch(gone.events::add);
        directory.watch(stillThere.events::add);
        stillThere.await(new DirectoryEvent.Connected());
        gone.await(new DirectoryEvent.Connected());
        watch.close();
        directory.register(announcement("alice", HERE));
        stillThere.await(new DirectoryEvent.Appeared(peer(ALICE, "alice", HERE)));

        assertFalse(gone.events.stream().anyMatch(DirectoryEvent.Appeared.class::isInstance));
    }

    @Test
    void failingListenerDisturbsNoOther() throws Exception {
        Directory directory = open(ALICE);
        directory.watch(
                event -> {
                    throw new IllegalStateException("a listener with a fault");
                });
        var events = new Events();
        directory.watch(events.events::add);
        directory.register(announcement("alice", HERE));

        events.await(new DirectoryEvent.Appeared(peer(ALICE, "alice", HERE)));
    }
}
