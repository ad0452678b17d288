package peerlink.cli.local;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TerminalLinkTest {
    @TempDir Path folder;
    private SocketChannel here;
    private TerminalLink host;
    private TerminalLink terminal;

    @BeforeEach
    void connect() throws Exception {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("s"));
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(address);
            here = SocketChannel.open(address);
            host = link(server.accept());
            terminal = link(here);
        }
    }

    @AfterEach
    void close() throws Exception {
        host.close();
        terminal.close();
    }

    private static TerminalLink link(SocketChannel channel) {
        return new TerminalLink(channel, ByteBuffer.allocate(64).flip());
    }

    @Test
    void eachFrameArrivesAsItIs() throws Exception {
        for (TerminalFrame frame :
                List.of(
                        new TerminalFrame.Begun(7, "chat", Map.of("--name", List.of("al ice"))),
                        new TerminalFrame.Resized(80, 24),
                        new TerminalFrame.Signalled(TerminalSignal.CONT),
                        new TerminalFrame.Draft("grüße\nzwei", "abc"),
                        new TerminalFrame.Ended(1, true, "it has ended", "peerlink"),
                        new TerminalFrame.Ended(0, false, "", ""))) {
            host.send(frame);
            assertEquals(frame, terminal.receive());
        }
        host.sendData(new byte[] {1, 2, 3}, 1, 2);
        assertArrayEquals(
                new byte[] {2, 3},
                assertInstanceOf(TerminalFrame.Data.class, terminal.receive()).bytes());
        host.close();
        assertThrows(EOFException.class, () -> terminal.receive());
    }

    /** The other process takes no memory of this one by reading nothing. */
    @Test
    void theSenderWaitsForATerminalThatTakesNothing() throws Exception {
        byte[] much = new byte[3 * TerminalLink.WINDOW];
        CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> send(much));
        CompletableFuture<Void> written = sent.thenRunAsync(this::awaitWritten);
        int received = 0;
        while (received < TerminalLink.WINDOW) {
            received += data().length;
        }
        assertEquals(TerminalLink.WINDOW, received);
        assertTrue(!sent.isDone());
        Thread reader = Thread.ofVirtual().start(this::readConfirmations);
        terminal.written(received);
        while (received < much.length) {
            int some = data().length;
            received += some;
            terminal.written(some);
        }
        written.get(20, TimeUnit.SECONDS);
        host.close();
        reader.join();
    }

    private byte[] data() throws IOException {
        return assertInstanceOf(TerminalFrame.Data.class, terminal.receive()).bytes();
    }

    private void send(byte[] bytes) {
        try {
            host.sendData(bytes, 0, bytes.length);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void awaitWritten() {
        try {
            host.awaitWritten();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void readConfirmations() {
        try {
            host.receive();
        } catch (IOException e) {
            // the end
        }
    }

    @Test
    void theSenderThatWaitsFailsWhenTheLinkIsClosed() throws Exception {
        CompletableFuture<Void> sent =
                CompletableFuture.runAsync(() -> send(new byte[2 * TerminalLink.WINDOW]));
        for (int received = 0; received < TerminalLink.WINDOW; ) {
            received += data().length;
        }
        host.close();
        assertThrows(ExecutionException.class, () -> sent.get(20, TimeUnit.SECONDS));
    }

    /** A hostile process of the user's own can't make the node grow. */
    @Test
    void moreKeysThanThereIsRoomForEndTheLink() throws Exception {
        byte[] keys = new byte[1 << 13];
        Thread.ofVirtual()
                .start(
                        () -> {
                            try {
                                for (int i = 0; i < 100; i++) {
                                    terminal.send(new TerminalFrame.Data(keys));
                                }
                            } catch (IOException e) {
                                // the host has closed
                            }
                        });
        IOException refused =
                assertThrows(
                        IOException.class,
                        () -> {
                            while (true) {
                                host.receive();
                            }
                        });
        assertEquals("more bytes came than there is room for", refused.getMessage());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x0000",
                "r0001x",
                "s0004KILL",
                "w0004ffff",
                "e00010",
                "b0001{",
                "d~~~~",
            })
    void aBrokenFrameIsRefusedBeforeItsBytesAreTaken(String frame) throws Exception {
        ByteBuffer bytes = ByteBuffer.allocate(frame.length());
        for (int i = 0; i < frame.length(); i++) {
            char c = frame.charAt(i);
            bytes.put((byte) (i >= 1 && i <= 4 && c >= '0' && c <= '9' ? c - '0' : c));
        }
        here.write(bytes.flip());
        IOException refused = assertThrows(IOException.class, () -> host.receive());
        assertTrue(!(refused instanceof EOFException), refused::toString);
    }
}
