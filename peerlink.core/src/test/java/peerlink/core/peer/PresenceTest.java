package peerlink.core.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static peerlink.core.fixture.TestPeers.id;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import peerlink.api.Address;
import peerlink.api.Peer;
import peerlink.api.PeerName;

class PresenceTest {
    private static final Address FIRST = Address.parse("registry://192.0.2.1:7777");
    private static final Address SECOND = Address.parse("registry://192.0.2.2:7777");
    private static final Address OTHER = Address.parse("lan://192.0.2.3:7777");

    private final Presence presence = new Presence();

    @BeforeEach
    void connect() {
        List.of(FIRST, SECOND, OTHER).forEach(presence::connected);
    }

    private static Peer bob(int... ports) {
        return new Peer(
                id(1),
                new PeerName("bob"),
                Arrays.stream(ports)
                        .mapToObj(port -> Address.of("tls", "127.0.0.1", port))
                        .toList());
    }

    @Test
    void theLastWordOfADirectoryReplacesThatOfOthersOfItsKind() {
        presence.appeared(FIRST, bob(1));
        assertEquals(new Presence.Change.Now(bob(2)), presence.appeared(SECOND, bob(2)));
        assertInstanceOf(
                Presence.Change.Nothing.class, presence.left(SECOND, id(1)), "and stays so");
        assertEquals(bob(2), presence.byId(id(1)));
    }

    @Test
    void theWordOfAnotherKindOfDirectoryIsAddedTheLatestFirst() {
        presence.appeared(FIRST, bob(1));
        presence.appeared(OTHER, bob(9));
        assertEquals(bob(9, 1), presence.byId(id(1)));
        presence.appeared(SECOND, bob(2));
        assertEquals(bob(2, 9), presence.byId(id(1)));
    }

    @Test
    void aPeerThatOneDirectoryNoLongerListsIsThereByTheOther() {
        presence.appeared(FIRST, bob(1));
        presence.appeared(SECOND, bob(1));
        assertInstanceOf(Presence.Change.Nothing.class, presence.left(FIRST, id(1)));
        assertTrue(presence.isPresent(id(1)));
        assertEquals(List.of(), presence.unlisted(FIRST, List.of(id(1))));
        assertEquals(List.of(bob(1)), presence.unlisted(SECOND, List.of(id(1), id(2))));
        assertFalse(presence.isPresent(id(1)));
        assertEquals(List.of(), presence.all());
    }

    @Test
    void aPeerOfADirectoryOutOfReachIsKnownAndNotPresent() {
        presence.appeared(FIRST, bob(1));
        presence.appeared(SECOND, bob(1));
        presence.lost(FIRST);
        assertEquals(List.of(id(1)), presence.present());
        presence.lost(SECOND);
        assertEquals(List.of(), presence.present());
        assertEquals(List.of(bob(1)), presence.all());
        presence.connected(SECOND);
        assertTrue(presence.isPresent(id(1)));
    }
}
