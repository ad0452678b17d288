package peerlink.core.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static peerlink.core.fixture.TestPeers.id;
import static peerlink.core.fixture.TestPeers.standIn;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peerlink.api.Bytes;
import peerlink.api.Message;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.api.RefusedException;
import peerlink.core.contact.ContactBook;
import peerlink.core.contact.KeyPinning;
import peerlink.core.fixture.RecordedEvents;
import peerlink.core.fixture.TestPeers;
import peerlink.core.model.ContactRequest;
import peerlink.core.model.NodeEvent;
import peerlink.core.peer.Peers;
import peerlink.core.peer.Presence;
import peerlink.core.session.EventQueue;
import peerlink.core.store.Disk;
import peerlink.core.store.MemoryStore;
import peerlink.core.store.MessageStore;
import peerlink.core.store.StreamId;

class RequestsTest {
    private static final PeerId SELF = id(0);
    private static final PeerName EVE = new PeerName("eve");

    @TempDir private Path directory;
    private final RecordedEvents told = new RecordedEvents();
    private final EventQueue events = new EventQueue(told);
    private ContactBook contacts;
    private Requests requests;

    @BeforeEach
    void open() throws Exception {
        contacts = ContactBook.open(directory);
        requests = reopened();
    }

    @AfterEach
    void close() {
        events.close();
    }

    private Requests reopened() throws Exception {
        Requests opened = unopened();
        opened.load(new MemoryStore(new Disk(), true));
        return opened;
    }

    private Requests unopened() {
        return new Requests(
                new PeerName("bob"),
                new RequestFile(directory, SELF),
                new Peers(
                        SELF,
                        contacts,
                        new KeyPinning(contacts),
                        new Presence(),
                        TestPeers.lastKnown(directory),
                        events),
                events,
                InstantSource.fixed(Instant.EPOCH));
    }

    @Test
    void areOnDiskForTheirUserAloneBeforeTheyAreAcknowledged() throws Exception {
        keep(text(1, "hello \u202e \u0000 \uD83D\uDE00"), EVE);
        assertEquals(requests.all(), reopened().all());
        assertEquals(
                "rw-------",
                PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(directory.resolve("requests.json"))));
    }

    @Test
    void theStoreIsToldWhatItMayNotKnowAndThatOnce() throws Exception {
        keep(text(1, "hello"), EVE);
        var store = new MemoryStore(new Disk(), true);
        unopened().load(store);
        assertEquals(
                Map.of(new StreamId(1, 2), new MessageStore.Position(1, "id")),
                store.read(id(1)).received());
        unopened().load(store);
        assertFalse(store.hasRefused());
    }

    @Test
    void areNoMoreThanAHundredAndRoomIsMadeByDecidingOnOne() throws Exception {
        for (int i = 1; i <= Requests.MAX_PENDING; i++) {
            keep(text(i, "hello"), EVE);
        }
        var e = assertThrows(RefusedException.class, () -> keep(text(101, "hi"), EVE));
        assertEquals("requests-full", e.code());
        assertThrows(RefusedException.class, () -> requests.requireRoom(id(101)));
        assertEquals(Requests.MAX_PENDING, reopened().all().size());
        requests.remove(id(7));
        requests.requireRoom(id(101));
        keep(text(101, "hi"), EVE);
        assertNull(reopened().of(id(7)));
        assertNotNull(reopened().of(id(101)));
    }

    @Test
    void theLongestOnesOfAllPeersCanBeReadAgain() throws Exception {
        for (int i = 1; i <= Requests.MAX_PENDING; i++) {
            keep(text(i, "x" + "\u0001".repeat(ContactRequest.MAX_TEXT - 1)), EVE);
        }
        assertEquals(requests.all(), reopened().all());
    }

    @Test
    void aRequestThatCanNotBeWrittenIsRefused() throws Exception {
        keep(text(1, "hello"), EVE);
        Files.delete(directory.resolve("requests.json"));
        Files.createDirectory(directory.resolve("requests.json"));
        Files.createFile(directory.resolve("requests.json/in-the-way"));
        var e = assertThrows(RefusedException.class, () -> keep(text(2, "hi"), EVE));
        assertEquals("request-lost", e.code());
        assertEquals(1, requests.all().size());
        assertEquals(1, told.awaitCount(NodeEvent.RequestArrived.class, _ -> true, 1).size());
    }

    @Test
    void theFileIsLeftToTheNodeThatHasTheLock() throws Exception {
        keep(text(1, "hello"), EVE);
        Requests hidden = unopened();
        var e =
                assertThrows(
                        RefusedException.class,
                        () -> hidden.keep(text(2, "hi"), EVE, told(text(2, "hi"))));
        assertEquals("request-lost", e.code());
        assertEquals(requests.all(), reopened().all());
    }

    @Test
    void theFileIsTheNextNodesOnceTheyAreClosed() throws Exception {
        keep(text(1, "hello"), EVE);
        requests.close();
        requests.remove(id(1));
        var e = assertThrows(RefusedException.class, () -> keep(text(2, "hi"), EVE));
        assertEquals("request-lost", e.code());
        assertEquals(List.of(id(1)), reopened().all().stream().map(ContactRequest::from).toList());
    }

    @Test
    void aNameThatTwoClaimIsNeithers() throws Exception {
        keep(text(1, "I am eve"), EVE);
        assertEquals(EVE, requests.all().getFirst().name());
        keep(text(2, "no, I am"), EVE);
        assertTrue(requests.all().stream().allMatch(ContactRequest::isNameTaken));
        assertNull(requests.find("eve"));
        assertEquals(id(2), requests.find(standIn(2)).from());
        assertEquals(id(1), requests.find(id(1).text()).from());
    }

    @Test
    void theNodesOwnNameIsNobodyElses() throws Exception {
        keep(text(1, "hello from yourself"), new PeerName("bob"));
        assertTrue(requests.all().getFirst().isNameTaken());
    }

    @Test
    void aNameMadeToLookLikeAnothersStandInHelpsNobody() throws Exception {
        new KeyPinning(contacts).pin(new Peer(id(9), EVE, List.of()));
        keep(text(1, "hello"), EVE);
        String standIn = requests.all().getFirst().name().text();
        keep(text(2, "hello"), new PeerName(standIn));
        assertEquals(id(1), requests.find(standIn).from());
        assertTrue(requests.all().getLast().isNameTaken());
        assertEquals(id(2).text().substring(0, 16), requests.all().getLast().name().text());
    }

    @Test
    void aContactsNameInAnotherCaseIsTaken() throws Exception {
        new KeyPinning(contacts).pin(new Peer(id(9), EVE, List.of()));
        keep(text(1, "hello"), new PeerName("Eve"));
        assertTrue(requests.all().getFirst().isNameTaken());
    }

    @Test
    void theRequestOfAContactWaitsNoMore() throws Exception {
        keep(text(1, "hello"), EVE);
        new KeyPinning(contacts).pin(new Peer(id(1), EVE, List.of()));
        assertEquals(List.of(), requests.all());
        assertNotNull(requests.of(id(1)));
    }

    private static Message text(int from, String text) {
        return new Message(
                "id", id(from), SELF, Message.TEXT, Bytes.utf8(text), Instant.ofEpochMilli(from));
    }

    private void keep(Message message, PeerName claimed) throws RefusedException {
        requests.keep(message, claimed, told(message));
    }

    private static MessageStore.Change.Advance told(Message message) {
        return new MessageStore.Change.Advance(
                message.from(), new StreamId(1, 2), 0, 1, message.id());
    }
}
