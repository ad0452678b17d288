package peerlink.registry.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import peerlink.api.Address;
import peerlink.api.PeerId;

/**
 * Holds the means of an attacker: keys and addresses, the beginning of a handshake, names that look
 * like another's.
 */
final class Deeds {
    /** The name of a well-behaved peer that every attacker is after. */
    private static final String VICTIM = "peer-100";

    /** The first number of an attacker, beyond those of all other peers. */
    private static final int FIRST = 2_000_000;

    private static final int COUNT = 400;
    private static final int PER_ADDRESS = 100;
    private static final AtomicInteger LAST_SOURCE = new AtomicInteger();
    private static final AtomicInteger LAST = new AtomicInteger();

    private final int first;
    private final byte[] clientHello;
    private final Map<Integer, LoadPeer> peers = new ConcurrentHashMap<>();
    private final AtomicInteger lastNeighbour = new AtomicInteger();
    private final AtomicInteger lastPeer = new AtomicInteger();

    private Deeds(int first, byte[] clientHello) {
        this.first = first;
        this.clientHello = clientHello;
    }

    /** Prepares new means: those of the last bout are used up. */
    static Deeds prepare() throws IOException {
        return new Deeds(
                FIRST + LAST.getAndIncrement() * (COUNT + 1) * PER_ADDRESS, recordClientHello());
    }

    /** Returns one of 400 peers, each with an address of its own. */
    LoadPeer peer(int number) {
        return made(first + number % COUNT * PER_ADDRESS);
    }

    /** Returns each of the peers in turn. */
    LoadPeer any() {
        return peer(lastPeer.getAndIncrement());
    }

    /** Returns each of a hundred peers in turn that have one address together. */
    LoadPeer neighbour() {
        return made(first + COUNT * PER_ADDRESS + lastNeighbour.getAndIncrement() % PER_ADDRESS);
    }

    private LoadPeer made(int number) {
        return peers.computeIfAbsent(number, LoadPeer::of);
    }

    /** Returns the number of one of 250 addresses, each in turn. */
    static int source() {
        return FIRST / PER_ADDRESS - 250 + LAST_SOURCE.getAndIncrement() % 250;
    }

    String victim() {
        return VICTIM;
    }

    List<String> lookAlikes() {
        return List.of("peer-1OO", "peer-l00", "Peer_100", "peer.i00", "PEER--100", "peer-1o0");
    }

    byte[] clientHello() {
        return clientHello;
    }

    /** Returns a client's first message: the server's answer depends on it, but not its work. */
    private static byte[] recordClientHello() throws IOException {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Address address = Address.of("tls", "127.0.0.1", server.getLocalPort());
            Thread client =
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        try {
                                            LoadPeer.of(0)
                                                    .connect(address, PeerId.ofKey(new byte[1]));
                                        } catch (IOException e) {
                                            // it is not answered
                                        }
                                    });
            try (Socket socket = server.accept()) {
                byte[] header = socket.getInputStream().readNBytes(5);
                int length = (header[3] & 0xff) << 8 | header[4] & 0xff;
                byte[] hello = new byte[5 + length];
                System.arraycopy(header, 0, hello, 0, 5);
                socket.getInputStream().readNBytes(hello, 5, length);
                return hello;
            } finally {
                client.interrupt();
            }
        }
    }
}
