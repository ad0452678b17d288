package peerlink.registry.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import peerlink.api.Announcement;
import peerlink.api.Directory;
import peerlink.api.DirectoryEvent;
import peerlink.api.Identity;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.api.Visibility;
import peerlink.registry.fixture.Nodes;
import peerlink.registry.fixture.StoreFake;
import peerlink.registry.protocol.Answer;
import peerlink.registry.protocol.Request;
import peerlink.registry.server.Openness;
import peerlink.registry.server.RegistryLimit;
import peerlink.registry.server.RegistryOptions;
import peerlink.registry.server.RegistryServer;
import peerlink.registry.store.Change;
import peerlink.registry.store.Changes;
import peerlink.registry.store.Cursor;
import peerlink.registry.store.RegistryStore;
import peerlink.registry.store.SignedRecord;
import peerlink.registry.store.embedded.EmbeddedStore;
import peerlink.testkit.contract.TestIdentities;

/**
 * A watcher is told of the peers that it may see, and of the changes that it missed while it was
 * away.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class RegistryWatchTest extends ServerScene {
    private static final Identity BOB = TestIdentities.ed25519("bob");

    private final RegistryOptions options =
            RegistryOptions.defaults()
                    .with(RegistryLimit.REGISTRATIONS_PER_KEY, 1_000_000)
                    .with(RegistryLimit.REQUESTS_PER_CONNECTION, 1_000_000)
                    .with(RegistryLimit.REQUESTS_PER_KEY, 1_000_000);

    /** Notes the changes that it is told of. */
    private final class Watcher {
        private final LinkedBlockingQueue<Answer> notices = new LinkedBlockingQueue<>();
        private final RegistryLink link;
        private final Answer answer;

        Watcher(RegistryServer server, Cursor after) throws IOException {
            link = new RegistryLink(dial(server, MALLORY), notices::add, _ -> {});
            link.start();
            answer = link.request(new Request.Watch(after), TIMEOUT);
        }

        Answer next() throws InterruptedException {
            Answer next = notices.poll(20, TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError("no notice");
            }
            return next;
        }

        List<Change> take(int count) throws InterruptedException {
            var changes = new ArrayList<Change>();
            while (changes.size() < count) {
                changes.addAll(assertInstanceOf(Answer.Changes.class, next()).changes());
            }
            return changes;
        }
    }

    @Test
    void watcherThatComesBackIsToldWhatItHasMissedAndNothingElse() throws Exception {
        RegistryServer server = start(options);
        RegistryLink alice = client(server, ALICE);
        var first = new Watcher(server, null);
        assertInstanceOf(Answer.Resync.class, first.answer);
        SignedRecord one = record(ALICE, "alice", 1);
        register(alice, one);
        var told = assertInstanceOf(Answer.Changes.class, first.next());
        assertEquals(List.of(new Change.Came(one)), told.changes());
        first.link.close(new IOException("away"));
        SignedRecord two = record(ALICE, "alicia", 2);
        register(alice, two);
        alice.requestDone(
                new Request.Deregister(new RecordSigner(ALICE).gone(3, clock.millis())), TIMEOUT);
        var second = new Watcher(server, told.cursor());

        assertEquals(new Answer.Watching(told.cursor()), second.answer);
        assertEquals(List.of(new Change.Came(two), new Change.Went(ALICE.id())), second.take(2));
        SignedRecord four = record(ALICE, "alice", 4);
        register(alice, four);
        assertEquals(List.of(new Change.Came(four)), second.take(1));
    }

    @Test
    void watcherThatHasMissedTooMuchOrComesFromElsewhereReadsTheList() throws Exception {
        RegistryServer server = start(options.with(RegistryLimit.QUEUED_CHANGES, 10));
        RegistryLink alice = client(server, ALICE);
        var first = new Watcher(server, null);
        Cursor begin = assertInstanceOf(Answer.Resync.class, first.answer).cursor();
        first.link.close(new IOException("away"));
        for (int i = 1; i <= 6; i++) {
            register(alice, record(ALICE, "alice", i));
        }
        var resync = assertInstanceOf(Answer.Resync.class, new Watcher(server, begin).answer);
        assertTrue(resync.cursor().isAtLeast(begin));

        assertInstanceOf(
                Answer.Resync.class, new Watcher(server, new Cursor("elsewhere", 1)).answer);
        assertInstanceOf(Answer.Watching.class, new Watcher(server, resync.cursor()).answer);
    }

    /**
     * Each watcher comes at another moment, while changes are on their way: none misses one, and
     * none is told one twice.
     */
    @Test
    void watchersThatComeInTheMidstOfChangesAreToldEachOfThemOnce() throws Exception {
        RegistryServer server = start(options.with(RegistryLimit.CONNECTIONS_PER_KEY, 100));
        RegistryLink alice = client(server, ALICE);
        Cursor begin =
                assertInstanceOf(Answer.Resync.class, new Watcher(server, null).answer).cursor();
        var watchers = new ArrayList<Watcher>();
        var sent = new ArrayList<Change>();
        Thread registering = Thread.ofVirtual().start(() -> register(alice, 200, sent));
        for (int i = 0; i < 20; i++) {
            watchers.add(new Watcher(server, begin));
        }
        registering.join();

        for (Watcher watcher : watchers) {
            assertEquals(new Answer.Watching(begin), watcher.answer);
            assertEquals(sent, watcher.take(200));
        }
    }

    private void register(RegistryLink alice, int count, List<Change> sent) {
        try {
            for (int i = 1; i <= count; i++) {
                SignedRecord record = record(ALICE, "alice", i);
                sent.add(new Change.Came(record));
                register(alice, record);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void storeThatHasLostTheThreadSendsEveryWatcherToTheList() throws Exception {
        var clockwork = EmbeddedStore.inMemory(options.store(), clock);
        var store =
                new StoreFake(clockwork) {
                    private volatile boolean isLost;

                    @Override
                    public Changes changes(Cursor after, int limit, Duration patience)
                            throws IOException {
                        if (isLost) {
                            isLost = false;
                            return new Changes.Resync(cursor());
                        }
                        return super.changes(after, limit, Duration.ofMillis(5));
                    }
                };
        RegistryServer server = start(options, store);
        var watcher = new Watcher(server, null);
        Nodes.await("it watches", () -> server.statistics().watchers() == 1);
        store.isLost = true;

        assertInstanceOf(Answer.Resync.class, watcher.next());
        SignedRecord alice = record(ALICE, "alice", 1);
        register(client(server, ALICE), alice);
        assertEquals(List.of(new Change.Came(alice)), watcher.take(1));
    }

    /**
     * The queries that find each kind of peer are those that the peer and the registry's operator
     * allow.
     */
    @Test
    void nobodyIsToldMoreThanPeerAndOperatorAllow() throws Exception {
        Map<Openness, Map<Visibility, String>> expected =
                Map.of(
                        Openness.PUBLIC,
                        Map.of(
                                Visibility.PUBLIC, "id name prefix list",
                                Visibility.LOOKUP_ONLY, "id name",
                                Visibility.HIDDEN, "id"),
                        Openness.REGISTERED,
                        Map.of(
                                Visibility.PUBLIC, "id name prefix list",
                                Visibility.LOOKUP_ONLY, "id name",
                                Visibility.HIDDEN, "id"),
                        Openness.LOOKUP_ONLY,
                        Map.of(
                                Visibility.PUBLIC, "id name",
                                Visibility.LOOKUP_ONLY, "id name",
                                Visibility.HIDDEN, "id"),
                        Openness.HIDDEN,
                        Map.of(
                                Visibility.PUBLIC, "id",
                                Visibility.LOOKUP_ONLY, "id",
                                Visibility.HIDDEN, "id"));
        for (var openness : expected.entrySet()) {
            Map<Visibility, String> found = new HashMap<>();
            for (Visibility visibility : Visibility.values()) {
                RegistryServer server = start(options.withOpenness(openness.getKey()));
                RegistryLink alice = client(server, ALICE);
                var announcement = new Announcement(new PeerName("alice"), List.of(), visibility);
                register(alice, new RecordSigner(ALICE).present(announcement, 1, clock.millis()));
                RegistryLink bob = client(server, BOB);
                register(bob, new RecordSigner(BOB).present(hidden("bob"), 1, clock.millis()));
                found.put(visibility, waysToFind(bob, ALICE.id()));
            }
            assertEquals(openness.getValue(), found, openness.getKey().word());
        }
    }

    private static Announcement hidden(String name) {
        return new Announcement(new PeerName(name), List.of(), Visibility.HIDDEN);
    }

    private static String waysToFind(RegistryLink client, PeerId id) throws IOException {
        var ways = new ArrayList<String>();
        Map<String, Request> requests =
                Map.of(
                        "id", new Request.LookupId(id),
                        "name", new Request.LookupName(new PeerName("alice")),
                        "prefix", new Request.Prefix("al"),
                        "list", new Request.ListPage(null));
        for (String way : List.of("id", "name", "prefix", "list")) {
            Answer answer = client.request(requests.get(way), TIMEOUT);
            if (answer instanceof Answer.Records records && !records.records().isEmpty()) {
                ways.add(way);
            } else if (answer instanceof Answer.Failure failure) {
                assertEquals("not-allowed", failure.code());
            }
        }
        return String.join(" ", ways);
    }

    /** The client keeps its view, and asks only for the changes since. */
    @Test
    void directoryOnANewLinkIsToldWhatItHasMissedWithoutReadingTheList() throws Exception {
        RegistryStore store = EmbeddedStore.inMemory(options.store(), clock);
        RegistryServer first = start(options, store);
        register(client(first, ALICE), record(ALICE, "alice", 1));
        Directory directory =
                new RegistryDiscovery(clock, Nodes.QUICK)
                        .open(Nodes.directory(first), Nodes.network(BOB));
        opened.add(directory);
        var events = new LinkedBlockingQueue<DirectoryEvent>();
        directory.watch(events::add);
        Nodes.await(events, DirectoryEvent.Appeared.class::isInstance);
        Nodes.await("the list is read", () -> first.statistics().lookups() == 1);
        first.close();
        Nodes.await(events, DirectoryEvent.Disconnected.class::isInstance);
        store.remove(ALICE.id(), 2);
        RegistryServer second =
                RegistryServer.start(
                        Nodes.network(OPERATOR), first.address(), options, store, clock, scheduler);
        opened.add(second);

        Nodes.await(events, new DirectoryEvent.Left(ALICE.id())::equals);
        assertEquals(0, second.statistics().lookups());
    }
}
