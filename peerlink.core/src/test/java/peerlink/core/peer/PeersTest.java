package peerlink.core.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static peerlink.core.fixture.TestPeers.id;
import static peerlink.core.fixture.TestPeers.lastKnown;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peerlink.api.Peer;
import peerlink.api.PeerName;
import peerlink.core.contact.ContactBook;
import peerlink.core.contact.KeyPinning;
import peerlink.core.model.Trust;
import peerlink.core.session.EventQueue;

class PeersTest {
    private static final PeerName BOB = new PeerName("bob");

    /** It was invited, or has found the way here by a relay. */
    @Test
    void aPeerWithALinkIsOnlineThoughNoDirectoryTellsOfIt(@TempDir Path directory)
            throws Exception {
        try (EventQueue events = new EventQueue(_ -> {})) {
            ContactBook contacts = ContactBook.open(directory);
            Peers peers =
                    new Peers(
                            id(0),
                            contacts,
                            new KeyPinning(contacts),
                            new Presence(),
                            lastKnown(directory),
                            events);
            assertEquals(List.of(), peers.online());
            Peer bob = new Peer(id(1), BOB, List.of());
            peers.linked(bob.id()::equals, () -> List.of(bob));
            assertEquals(List.of(bob), peers.online());
        }
    }

    @Test
    void aNodeThatEndsWhileAContactIsBeingKeptStaysInterruptedAndGoesOn(@TempDir Path directory)
            throws Exception {
        try (EventQueue events = new EventQueue(_ -> {})) {
            ContactBook contacts = ContactBook.open(directory);
            Peers peers =
                    new Peers(
                            id(0),
                            contacts,
                            new KeyPinning(contacts),
                            new Presence(),
                            lastKnown(directory),
                            events);
            Thread.currentThread().interrupt();
            assertEquals(Trust.UNVERIFIED, peers.met(id(1), BOB));
            assertTrue(Thread.interrupted());
            assertEquals(List.of(), contacts.all());

            peers.met(id(1), BOB);
            Thread.currentThread().interrupt();
            peers.answered(BOB, id(2));
            assertTrue(Thread.interrupted());
        }
    }
}
