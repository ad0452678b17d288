package peerlink.core.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static peerlink.core.fixture.TestPeers.id;
import static peerlink.core.fixture.TestPeers.peer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peerlink.api.Address;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.core.Node;
import peerlink.core.NodeBuilder;
import peerlink.core.ProfileLastKnown;
import peerlink.core.fixture.RecordedEvents;
import peerlink.core.identity.IdentityStore;
import peerlink.core.model.LastKnown;
import peerlink.core.model.NodeEvent;

class LastKnownTableTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir Path folder;
    private Instant now = START;

    private LastKnownTable opened() throws IOException {
        return opened(List.of());
    }

    private LastKnownTable opened(List<PeerId> contacts) throws IOException {
        LastKnownTable peers = new LastKnownTable(folder, contacts::contains, () -> now);
        peers.load();
        return peers;
    }

    private Path file() {
        return folder.resolve("last-known.json");
    }

    @Test
    void areThereAgainAfterARestartWithTheTimeAndForTheirUserAlone() throws Exception {
        LastKnownTable before = opened();
        before.told(peer("bob", 1));
        now = START.plusSeconds(60);
        before.told(peer("carol", 2));
        before.save();

        assertEquals(
                List.of(
                        new LastKnown(peer("carol", 2), START.plusSeconds(60)),
                        new LastKnown(peer("bob", 1), START)),
                opened().all());
        assertEquals(
                "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file())));
    }

    @Test
    void areAsOfThenWhenTheyWereLastTold() throws Exception {
        LastKnownTable peers = opened();
        peers.told(peer("bob", 1));
        peers.told(peer("carol", 2));
        now = START.plusSeconds(60);
        peers.there(List.of(id(1), id(3)));
        assertEquals(
                List.of(new LastKnown(peer("bob", 1), now), new LastKnown(peer("carol", 2), START)),
                peers.all());
    }

    @Test
    void aPeerThatHasLeftIsForgottenAlsoOnDisk() throws Exception {
        LastKnownTable peers = opened();
        peers.told(peer("bob", 1));
        peers.save();
        peers.left(id(1));
        peers.save();
        assertEquals(List.of(), opened().all());
    }

    @Test
    void theChangesOfOtherProcessesMeanwhileStay() throws Exception {
        LastKnownTable first = opened();
        first.told(peer("bob", 1));
        first.save();
        now = START.plusSeconds(1);
        LastKnownTable second = opened();
        second.told(peer("carol", 2));
        second.save();
        now = START.plusSeconds(2);
        first.left(id(1));
        first.save();

        assertEquals(
                List.of(new LastKnown(peer("carol", 2), START.plusSeconds(1))), opened().all());
    }

    /**
     * A peer that is told of now and written later may be older than a change of another process in
     * between.
     */
    @Test
    void aPeerToldBeforeAndWrittenLaterByAnotherProcessStays() throws Exception {
        LastKnownTable first = opened();
        LastKnownTable second = opened();
        second.told(peer("carol", 2));
        now = START.plusSeconds(1);
        first.told(peer("bob", 1));
        first.save();
        second.save();
        now = START.plusSeconds(2);
        first.told(peer("dave", 3));
        first.save();
        assertEquals(
                List.of(
                        new LastKnown(peer("dave", 3), now),
                        new LastKnown(peer("bob", 1), START.plusSeconds(1)),
                        new LastKnown(peer("carol", 2), START)),
                opened().all());
    }

    @Test
    void theChangesOfOtherProcessesAreInTheirPlaceByTime() throws Exception {
        LastKnownTable first = opened();
        LastKnownTable second = opened();
        second.told(peer("carol", 2));
        now = START.plusSeconds(1);
        second.told(peer("dave", 3));
        second.save();
        now = START.plusSeconds(2);
        first.told(peer("bob", 1));
        first.save();
        List<LastKnown> all =
                List.of(
                        new LastKnown(peer("bob", 1), now),
                        new LastKnown(peer("dave", 3), START.plusSeconds(1)),
                        new LastKnown(peer("carol", 2), START));
        assertEquals(all, first.all());
        assertEquals(all, opened().all());
    }

    @Test
    void aPeerThatHasLeftDoesNotComeBackFromAnOlderRecord() throws Exception {
        LastKnownTable first = opened();
        first.told(peer("bob", 1));
        first.save();
        LastKnownTable second = opened();
        now = START.plusSeconds(1);
        first.left(id(1));
        first.save();
        second.told(peer("carol", 2));
        second.save();
        first.told(peer("dave", 3));
        first.save();
        assertNull(opened().byId(id(1)));
        now = START.plusSeconds(2);
        second.told(peer("bob", 1));
        second.save();
        first.told(peer("dave", 3));
        first.save();
        assertNotNull(opened().byId(id(1)), "it is back");
    }

    @Test
    void aTimeFromAClockThatWasAheadIsNoNewerThanOneOfNow() throws Exception {
        now = START.plus(Duration.ofDays(40));
        LastKnownTable ahead = opened();
        ahead.told(peer("bob", 1));
        ahead.told(peer("carol", 2));
        ahead.save();

        now = START;
        LastKnownTable right = opened();
        Peer moved = new Peer(id(1), new PeerName("bob"), List.of(Address.parse("tls://h:1")));
        right.told(moved);
        right.save();
        assertEquals(moved, right.byId(id(1)));
        assertEquals(
                List.of(new LastKnown(moved, START), new LastKnown(peer("carol", 2), START)),
                opened().all());
    }

    @Test
    void areForgottenWhenTheirNamesMayBeOthers() throws Exception {
        LastKnownTable peers = opened();
        peers.told(peer("bob", 1));
        now = START.plus(Duration.ofDays(30)).minusMillis(1);
        assertNotNull(peers.byId(id(1)));
        now = START.plus(Duration.ofDays(30));
        assertNull(peers.byId(id(1)));
        assertEquals(List.of(), peers.all());
    }

    /** A registry can make up as many peers as it likes. */
    @Test
    void areNoMoreThanAThousandAndContactsStayLongest() throws Exception {
        LastKnownTable peers = opened(List.of(id(0)));
        for (int key = 0; key < 3_000; key++) {
            peers.told(peer("p" + key, key));
        }
        peers.save();
        List<LastKnown> kept = opened().all();
        assertEquals(LastKnownFile.MAX, kept.size());
        assertEquals(id(2_999), kept.getFirst().peer().id());
        assertEquals(id(0), kept.getLast().peer().id());
    }

    @Test
    void theLongestPossibleOnesCanBeReadAgain() throws Exception {
        List<Address> addresses = new ArrayList<>();
        for (int i = 0; i < Peer.MAX_ADDRESSES; i++) {
            String start = "tls://127.0.0.1:700" + i + "/";
            addresses.add(Address.parse(start + "x".repeat(Address.MAX_LENGTH - start.length())));
        }
        LastKnownTable peers = opened();
        for (int key = 0; key < LastKnownFile.MAX; key++) {
            peers.told(new Peer(id(key), peer("p".repeat(28) + key, key).name(), addresses));
        }
        peers.save();
        assertEquals(LastKnownFile.MAX, opened().all().size());
    }

    @Test
    void damageLosesNothingButThemAndIsTold() throws Exception {
        for (String content :
                List.of("", "{", "[]", "{\"version\":1}", "{\"version\":1,\"peers\":[{}]}", "\0")) {
            Files.writeString(file(), content);
            LastKnownTable peers = new LastKnownTable(folder, _ -> false, () -> now);
            IOException said = assertThrows(IOException.class, peers::load, content);
            assertTrue(said.getMessage().startsWith("damaged file " + file()), said::getMessage);
            peers.told(peer("bob", 1));
            peers.save();
            assertEquals(1, opened().all().size());
        }
        Files.writeString(file(), "noise");
        List<Peer> told = List.of(peer("bob", 1));
        assertThrows(IOException.class, () -> ProfileLastKnown.keep(folder, told), "told once");
        ProfileLastKnown.keep(folder, told);
        assertEquals(1, ProfileLastKnown.read(folder).size());
    }

    @Test
    void aFileOfANewerVersionIsLeftAlone() throws Exception {
        String newer = "{\"version\":2,\"peers\":{}}";
        Files.writeString(file(), newer);
        LastKnownTable peers = new LastKnownTable(folder, _ -> false, () -> now);
        assertThrows(IOException.class, peers::load);
        peers.told(peer("bob", 1));
        peers.save();
        assertEquals(newer, Files.readString(file()));
        assertThrows(
                IOException.class, () -> ProfileLastKnown.keep(folder, List.of(peer("bob", 1))));
    }

    @Test
    void aNodeTellsThatTheyAreDamagedAndStarts() throws Exception {
        Files.writeString(file(), "noise");
        RecordedEvents events = new RecordedEvents();
        try (Node node =
                new NodeBuilder(IdentityStore.loadOrCreate(folder), new PeerName("alice"))
                        .dataDirectory(folder)
                        .looking()
                        .onEvent(events)
                        .start()) {
            assertTrue(events.await(NodeEvent.LastKnownLost.class).reason().contains("damaged"));
            assertEquals(List.of(), node.lastKnown());
        }
    }
}
