package peerlink.api.thread;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class SocketThreadsTest {
    @Test
    void anInterruptClosesTheSocketThatItsThreadWaitsFor() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket socket = new Socket(server.getInetAddress(), server.getLocalPort())) {
            CountDownLatch reading = new CountDownLatch(1);
            Thread reader = SocketThreads.start("reader", () -> read(socket, reading));
            reading.await();
            reader.interrupt();
            reader.join();
            assertTrue(socket.isClosed());
        }
    }

    @Test
    void anInterruptBeforeTheWaitClosesTheSocketAsWell() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket socket = new Socket(server.getInetAddress(), server.getLocalPort())) {
            Thread reader =
                    SocketThreads.start(
                            "reader",
                            () -> {
                                Thread.currentThread().interrupt();
                                read(socket, new CountDownLatch(1));
                            });
            reader.join();
            assertTrue(socket.isClosed());
        }
    }

    @Test
    void anInterruptAfterTheWaitLeavesTheSocketOpen() throws Exception {
        try (Socket socket = new Socket()) {
            Thread thread =
                    SocketThreads.start(
                            "reader",
                            () -> {
                                SocketThreads.begin(socket);
                                SocketThreads.end();
                                Thread.currentThread().interrupt();
                            });
            thread.join();
            assertFalse(socket.isClosed());
        }
    }

    @Test
    void thoseBeyondTheMostAreVirtualUntilOthersHaveEnded() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        AtomicInteger virtual = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < SocketThreads.MOST + 3; i++) {
            threads.add(
                    SocketThreads.start(
                            "waits",
                            () -> {
                                virtual.addAndGet(Thread.currentThread().isVirtual() ? 1 : 0);
                                await(end);
                            }));
        }
        end.countDown();
        for (Thread thread : threads) {
            assertTrue(thread.isDaemon());
            thread.join();
        }
        assertEquals(3, virtual.get());
        assertFalse(SocketThreads.start("after", () -> {}).isVirtual());
    }

    private static void read(Socket socket, CountDownLatch reading) {
        SocketThreads.begin(socket);
        reading.countDown();
        try {
            assertEquals(-1, socket.getInputStream().read());
        } catch (IOException e) {
            // it was closed
        } finally {
            SocketThreads.end();
        }
    }

    private static void await(CountDownLatch end) {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
