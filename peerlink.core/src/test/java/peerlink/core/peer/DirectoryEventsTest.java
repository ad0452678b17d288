package peerlink.core.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static peerlink.core.fixture.TestPeers.id;
import static peerlink.core.fixture.TestPeers.peer;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import peerlink.api.Address;
import peerlink.api.DirectoryEvent;
import peerlink.core.contact.ContactBook;
import peerlink.core.contact.KeyPinning;
import peerlink.core.session.EventQueue;

@Timeout(60)
class DirectoryEventsTest {
    private static final Address ONE = Address.parse("memory://one");
    private static final Address TWO = Address.parse("memory://two");

    private final EventQueue events = new EventQueue(_ -> {});
    private volatile Runnable whenAsked = () -> {};
    private LastKnownTable lastKnown;
    private Peers peers;
    private DirectoryEvents directoryEvents;

    @BeforeEach
    void open(@TempDir Path folder) throws Exception {
        lastKnown =
                new LastKnownTable(
                        folder,
                        _ -> false,
                        () -> {
                            whenAsked.run();
                            return Instant.EPOCH;
                        });
        ContactBook contacts = ContactBook.open(folder);
        Presence presence = new Presence();
        peers = new Peers(id(0), contacts, new KeyPinning(contacts), presence, lastKnown, events);
        directoryEvents = new DirectoryEvents(peers, presence, lastKnown, events);
    }

    @AfterEach
    void close() {
        events.close();
    }

    @Test
    void theClockIsInDoubtWhileADirectoryDeclinesItsTime() {
        assertFalse(directoryEvents.isClockDoubted());
        directoryEvents.told(ONE, new DirectoryEvent.Refused("name-taken", "no"));
        assertFalse(directoryEvents.isClockDoubted());
        directoryEvents.told(ONE, new DirectoryEvent.Refused("bad-time", "your clock is ahead"));
        directoryEvents.told(TWO, new DirectoryEvent.Granted(Optional.empty()));
        assertTrue(directoryEvents.isClockDoubted());
        directoryEvents.told(ONE, new DirectoryEvent.Granted(Optional.empty()));
        assertFalse(directoryEvents.isClockDoubted());
    }

    @Test
    void aPeerThatHasLeftAllDirectoriesIsNotKept() {
        directoryEvents.told(ONE, new DirectoryEvent.Appeared(peer("bob", 1)));
        directoryEvents.told(TWO, new DirectoryEvent.Appeared(peer("bob", 1)));
        directoryEvents.told(ONE, new DirectoryEvent.Left(id(1)));
        assertEquals(peer("bob", 1), lastKnown.byId(id(1)));
        directoryEvents.told(TWO, new DirectoryEvent.Left(id(1)));
        assertNull(lastKnown.byId(id(1)));
    }

    @Test
    void aPeerThatLeavesOneDirectoryWhileAnotherTellsOfItIsKept() throws Exception {
        directoryEvents.told(ONE, new DirectoryEvent.Appeared(peer("bob", 1)));
        CountDownLatch appearing = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        whenAsked =
                () -> {
                    whenAsked = () -> {};
                    appearing.countDown();
                    try {
                        release.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                };
        Thread another =
                Thread.ofPlatform()
                        .start(
                                () ->
                                        directoryEvents.told(
                                                TWO, new DirectoryEvent.Appeared(peer("bob", 1))));
        appearing.await();
        Thread leaving =
                Thread.ofPlatform()
                        .start(() -> directoryEvents.told(ONE, new DirectoryEvent.Left(id(1))));
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (leaving.getState() == Thread.State.RUNNABLE) {
            assertTrue(System.nanoTime() < end, "neither waits nor ends");
            LockSupport.parkNanos(2_000_000);
        }
        release.countDown();
        another.join();
        leaving.join();
        assertNotNull(peers.listed(id(1)));
        assertNotNull(lastKnown.byId(id(1)));
    }
}
