package peerlink.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import peerlink.core.identity.IdentityStore;

/** The sender of the floor answers {@code bench/messages}, and so ends with it. */
@Timeout(60)
class FloorTest {
    private static final int MILLIS = 100;

    @Test
    void eachKindOfSendingIsMeasured(@TempDir Path folder) throws Exception {
        Path bob = Files.createDirectory(folder.resolve("bob"));
        Path alice = Files.createDirectory(folder.resolve("alice"));
        try (BareAnswerer answerer =
                        new BareAnswerer(IdentityStore.loadOrCreate(bob.resolve("key")), bob);
                ServerSocket asking = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Void> sender =
                    CompletableFuture.runAsync(
                            () -> send(alice, answerer.port(), asking.getLocalPort()));
            try (Socket socket = asking.accept()) {
                for (char kind : "rR".toCharArray()) {
                    long[] times = ask(socket, kind);
                    assertTrue(times.length > 0, () -> "no round trip of kind " + kind);
                    for (long time : times) {
                        assertTrue(time > 0);
                    }
                }
                for (char kind : "oO".toCharArray()) {
                    long[] answer = ask(socket, kind);
                    assertEquals(2, answer.length);
                    assertTrue(answer[0] > 0, () -> "nothing sent of kind " + kind);
                    assertTrue(answer[1] >= MILLIS * 1_000_000L);
                }
            }
            sender.join();
            answerer.await();
        }
        assertTrue(Files.size(bob.resolve("bare.log")) > 0, "the answerer has kept nothing");
        assertTrue(Files.size(alice.resolve("bare.log")) > 0, "the sender has kept nothing");
    }

    private static void send(Path folder, int answerer, int port) {
        try {
            Floor.send(folder, answerer, port);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static long[] ask(Socket socket, char kind) throws Exception {
        DataOutputStream out = new DataOutputStream(socket.getOutputStream());
        DataInputStream in = new DataInputStream(socket.getInputStream());
        out.writeByte(kind);
        out.writeInt(MILLIS);
        long[] answer = new long[in.readInt()];
        for (int i = 0; i < answer.length; i++) {
            answer[i] = in.readLong();
        }
        return answer;
    }
}
