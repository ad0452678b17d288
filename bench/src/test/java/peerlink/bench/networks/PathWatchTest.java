package peerlink.bench.networks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX) // reads /proc
class PathWatchTest {
    private static final long SELF = ProcessHandle.current().pid();

    @Test
    void aConnectionIsADirectPathUntilItIsClosed() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.2"));
                PathWatch watch = new PathWatch(SELF, Set.of("127.0.0.1"))) {
            // no address of another test is in this one's way: the local one is chosen here
            try (Socket dialled = connect(server, "127.0.0.3")) {
                await(() -> isDirectAt(watch, dialled.getLocalPort()));
            }
            await(() -> watch.direct() == null);
        }
    }

    @Test
    void aConnectionToARegistryIsNotDirect() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.4"));
                Socket dialled = connect(server, "127.0.0.5");
                PathWatch watch =
                        new PathWatch(SELF, Set.of("127.0.0.1", "127.0.0.4", "127.0.0.5"))) {
            assertNotNull(dialled.getInetAddress());
            int looks = watch.looks();
            await(() -> watch.looks() > looks + 1);
            assertNull(watch.direct());
        }
    }

    @Test
    void aConnectionWithOneselfIsNotDirect() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.6"));
                Socket dialled = connect(server, "127.0.0.6");
                PathWatch watch = new PathWatch(SELF, Set.of("127.0.0.1"))) {
            assertEquals(dialled.getLocalAddress(), dialled.getInetAddress());
            int looks = watch.looks();
            await(() -> watch.looks() > looks + 1);
            assertNull(watch.direct());
        }
    }

    private static Socket connect(ServerSocket server, String from) throws IOException {
        Socket socket = new Socket();
        socket.bind(new InetSocketAddress(InetAddress.ofLiteral(from), 0));
        socket.connect(server.getLocalSocketAddress());
        return socket;
    }

    private static boolean isDirectAt(PathWatch watch, int port) {
        PathWatch.Direct direct = watch.direct();
        return direct != null && (direct.localPort() == port || direct.remotePort() == port);
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + 20_000_000_000L;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not in 20 s");
            }
            Thread.onSpinWait();
        }
    }
}
