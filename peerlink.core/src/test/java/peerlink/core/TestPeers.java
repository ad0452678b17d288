package peerlink.core;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import peerlink.api.Address;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerName;

/** Peers that are nowhere, told apart by numbers. */
final class TestPeers {
    private TestPeers() {}

    static PeerId id(int key) {
        return PeerId.ofKey(ByteBuffer.allocate(4).putInt(key).array());
    }

    static Peer peer(String name, int key) {
        return new Peer(id(key), new PeerName(name), List.of(Address.parse("tls://127.0.0.1:7")));
    }

    static Contact contact(String name, int key) {
        return Contact.unverified(new Peer(id(key), new PeerName(name), List.of()));
    }

    /** Returns what is kept in a folder, where nothing is. */
    static LastKnownPeers lastKnown(Path directory) {
        return new LastKnownPeers(directory, _ -> false, InstantSource.system());
    }

    /** Returns the name that a node makes from the id. */
    static String standIn(int key) {
        return id(key).text().substring(0, 16);
    }
}
