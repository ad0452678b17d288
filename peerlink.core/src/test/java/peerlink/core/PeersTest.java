package peerlink.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peerlink.api.PeerId;
import peerlink.api.PeerName;

class PeersTest {
    private static final PeerName BOB = new PeerName("bob");

    @Test
    void aNodeThatEndsWhileAContactIsBeingKeptReportsNoError(@TempDir Path directory)
            throws Exception {
        // without java.logging the platform logs there
        PrintStream before = System.err;
        var log = new ByteArrayOutputStream();
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        try (EventQueue events = new EventQueue(_ -> {})) {
            ContactBook contacts = ContactBook.open(directory);
            Peers peers = new Peers(id(0), contacts, new Presence(), events);
            Thread.currentThread().interrupt();
            assertEquals(Trust.UNVERIFIED, peers.met(id(1), BOB));
            assertTrue(Thread.interrupted());
            assertEquals(List.of(), contacts.all());

            peers.met(id(1), BOB);
            Thread.currentThread().interrupt();
            peers.answered(BOB, id(2));
            assertTrue(Thread.interrupted());
            assertEquals("", log.toString(StandardCharsets.UTF_8));

            Files.writeString(directory.resolve(ContactFile.FILE_NAME), "damaged");
            peers.met(id(3), new PeerName("carol"));
            assertTrue(log.toString(StandardCharsets.UTF_8).contains("can't keep a new contact"));
        } finally {
            System.setErr(before);
        }
    }

    private static PeerId id(int key) {
        return PeerId.ofKey(new byte[] {(byte) key});
    }
}
