package peerlink.cli.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import peerlink.api.PeerName;
import peerlink.cli.node.NodeOptions;
import peerlink.cli.program.CliException;
import peerlink.core.NodeBuilder;
import peerlink.core.identity.IdentityStore;

/** A hostile program of the same user at a node's socket. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LocalServerTest {
    @TempDir Path profile;
    private final List<SocketChannel> open = new ArrayList<>();
    private HostedNode hosted;

    @BeforeEach
    void start() throws Exception {
        hosted =
                HostedNode.of(
                        new NodeBuilder(IdentityStore.loadOrCreate(profile), new PeerName("alice"))
                                .dataDirectory(profile)
                                .transports(List.of())
                                .sending()
                                .start(),
                        profile,
                        Duration.ZERO,
                        new NodeOptions());
    }

    @AfterEach
    void end() throws Exception {
        for (SocketChannel channel : open) {
            channel.close();
        }
        hosted.close();
    }

    private SocketChannel connect() throws IOException {
        SocketChannel channel = ProfileSocketTest.connected(profile);
        open.add(channel);
        return channel;
    }

    private void requireAnswer() throws Exception {
        Outcome outcome =
                LocalClient.ask(profile, new LocalRequest.Listing(new NodeOptions()), _ -> {})
                        .orElseThrow();
        assertEquals(0, outcome.exitCode());
    }

    /** Each new one takes the place of the one that has asked for nothing longest. */
    @Test
    void connectionsThatAskForNothingKeepNoRequestFromItsAnswer() throws Exception {
        for (int i = 0; i < LocalServer.MOST + 50; i++) {
            connect();
        }
        requireAnswer();
        int ended = 0;
        for (SocketChannel channel : open.subList(0, 20)) {
            ended += channel.read(ByteBuffer.allocate(1)) < 0 ? 1 : 0;
        }
        assertEquals(20, ended);
    }

    @Test
    void withoutRoomARequestIsToldSoAtOnceAndTheNodeCanBeLookedAtAndEnded(@TempDir Path full)
            throws Exception {
        LocalRequests requests =
                new LocalRequests(full, hosted.node(), new NodeOptions(), Hosting.briefly());
        LocalService service =
                new LocalService(requests, Attaching.NONE, hosted.rpc(), new Semaphore(0));
        try (LocalServer server = LocalServer.open(full, service)) {
            Outcome outcome =
                    LocalClient.ask(full, new LocalRequest.Listing(new NodeOptions()), _ -> {})
                            .orElseThrow();
            assertEquals(
                    "the profile's node has 256 requests to do, as many as there may be: this one was not begun",
                    outcome.message());
            assertEquals(1, outcome.exitCode());
            CliException bot = assertThrows(CliException.class, () -> RpcBridge.open(full));
            assertEquals(
                    "the profile's node serves as many bots and requests as it may",
                    bot.getMessage());
            // a node that only sends leaves them, and does not refuse them
            for (LocalRequest always :
                    List.of(
                            new LocalRequest.Status(new NodeOptions(), false),
                            new LocalRequest.Stop(new NodeOptions()))) {
                assertTrue(LocalClient.ask(full, always, _ -> {}).isEmpty());
            }
            server.finish(Duration.ZERO);
        }
    }

    @Test
    void aPlaceIsFreeAgainWhenItsRequestIsDone(@TempDir Path small) throws Exception {
        LocalRequests requests =
                new LocalRequests(small, hosted.node(), new NodeOptions(), Hosting.briefly());
        LocalService service =
                new LocalService(requests, Attaching.NONE, hosted.rpc(), new Semaphore(1));
        try (LocalServer server = LocalServer.open(small, service)) {
            for (int i = 0; i < 3; i++) {
                Outcome outcome =
                        LocalClient.ask(small, new LocalRequest.Listing(new NodeOptions()), _ -> {})
                                .orElseThrow();
                assertEquals(0, outcome.exitCode(), outcome::message);
                assertTrue(service.room().tryAcquire(30, TimeUnit.SECONDS));
                service.room().release();
            }
            server.finish(Duration.ZERO);
        }
    }

    @Test
    void aLineOf100MegabytesIsRefusedBeforeItIsTaken() throws Exception {
        SocketChannel channel = connect();
        ByteBuffer part =
                ByteBuffer.wrap("{\"v\":1,\"x\":\"".repeat(5000).getBytes(StandardCharsets.UTF_8));
        long written = 0;
        try {
            while (written < 100_000_000) {
                part.rewind();
                written += channel.write(part);
            }
        } catch (IOException e) {
            assertTrue(written < 10 * LocalChannel.MOST_BYTES, e + " after " + written);
        }
        assertTrue(written < 100_000_000);
        requireAnswer();
    }
}
