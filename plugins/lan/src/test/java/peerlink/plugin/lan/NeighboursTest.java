package peerlink.plugin.lan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import peerlink.api.DirectoryEvent;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerName;

final class NeighboursTest {
    private static final PeerId FRIEND = id(-1);

    private final Neighbours neighbours = new Neighbours(Set.of(FRIEND)::contains);

    private static PeerId id(int number) {
        return PeerId.ofKey(Integer.toString(number).getBytes());
    }

    private List<DirectoryEvent> come(PeerId id, String from) {
        return neighbours.present(
                new Peer(id, new PeerName("peer"), List.of()),
                1,
                InetAddress.ofLiteral(from),
                1_000);
    }

    @Test
    void oneSourceHasRoomForSoManyPeersAndNoMore() {
        for (int i = 0; i < Neighbours.MAX_OF_ONE; i++) {
            assertEquals(1, come(id(i), "192.0.2.1").size());
        }
        assertEquals(List.of(), come(id(1_000), "192.0.2.1"));
        assertEquals(1, come(id(1_000), "192.0.2.2").size());
        assertEquals(Neighbours.MAX_OF_ONE + 1, neighbours.all().size());
    }

    @Test
    void aContactAlwaysFindsRoom() {
        for (int i = 0; i < Neighbours.MAX_OF_ONE; i++) {
            come(id(i), "192.0.2.1");
        }
        assertEquals(
                List.of(DirectoryEvent.Left.class, DirectoryEvent.Appeared.class),
                come(FRIEND, "192.0.2.1").stream().map(DirectoryEvent::getClass).toList());
        assertFalse(neighbours.isPresent(id(0)));
    }

    @Test
    void noStrangerDrivesAContactOut() {
        come(FRIEND, "192.0.2.1");
        for (int i = 1; i < Neighbours.MAX_OF_ONE; i++) {
            come(id(i), "192.0.2.1");
        }
        for (int i = 0; i < 2 * Neighbours.MAX; i++) {
            come(id(10_000 + i), "198.51.100." + i % 250);
        }
        assertFalse(neighbours.isPresent(id(1)));
        assertTrue(neighbours.isPresent(FRIEND));
        assertEquals(Neighbours.MAX, neighbours.all().size());
    }

    @Test
    void aNewcomerTakesThePlaceOfTheOldestOfTheSourceThatHasTheMost() {
        for (int i = 0; i < Neighbours.MAX; i++) {
            come(id(i), "192.0.2." + (i < 2 ? 1 : 2 + i / 60));
        }
        assertEquals(Neighbours.MAX, neighbours.all().size());
        List<DirectoryEvent> events = come(id(5_000), "192.0.2.1");
        assertEquals(2, events.size());
        assertEquals(Neighbours.MAX, neighbours.all().size());
        assertTrue(neighbours.isPresent(id(5_000)) && neighbours.isPresent(id(0)));
        // of the source that has the most itself, nobody more comes in
        assertEquals(List.of(), come(id(6_000), "192.0.2.5"));
    }
}
