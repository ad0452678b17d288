package peerlink.cli.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import peerlink.cli.node.NodeOptions;
import peerlink.cli.program.CliException;

/** A node that takes a message of another process, and is stopped then. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LocalClientTest {
    private static final Duration TIME = Duration.ofSeconds(30);

    @TempDir private Path profile;

    @Test
    void aMessageThatIsStoredIsNamedByItsId() throws Exception {
        assertEquals(
                "; the message m1 is stored, and goes out when it goes on",
                fate(true, new LocalAnswer.Taken(), new LocalAnswer.Stored("m1")));
        assertEquals(
                "; the message m1 is stored, may have gone out, and is taken back when it goes on",
                fate(false, new LocalAnswer.Taken(), new LocalAnswer.Stored("m1")));
    }

    @Test
    void aMessageThatMayBeStoredIsCalledUnknown() throws Exception {
        assertEquals(
                "; whether the message is stored is not known",
                fate(true, new LocalAnswer.Taken()));
    }

    @Test
    void aMessageThatNobodyTookIsNotSpokenOf() throws Exception {
        assertEquals("", fate(true));
    }

    @Test
    void aMessageThatIsAwaitedIsStoredThoughNobodyTookTheRequest() throws Exception {
        assertEquals(
                "; the message m1 is stored, and may have gone out",
                fate(new LocalRequest.Await(new NodeOptions(), "bob", "m1", TIME, false)));
    }

    private String fate(boolean queue, LocalAnswer... answers) throws Exception {
        return fate(
                new LocalRequest.Send(new NodeOptions(), "bob", "hello", TIME, queue, false),
                answers);
    }

    /** Returns what the sender is told behind the fact that the node does not answer. */
    private String fate(LocalRequest request, LocalAnswer... answers) throws Exception {
        assumeTrue(Files.exists(Path.of("/proc/self/stat")), "other systems do not tell");
        Process node = new ProcessBuilder("sleep", "60").start();
        try (ProfileSocket socket = ProfileSocket.bind(profile)) {
            Files.writeString(profile.resolve("node.lock"), node.pid() + " daemon\n");
            assertEquals(0, new ProcessBuilder("kill", "-STOP", "" + node.pid()).start().waitFor());
            CompletableFuture<SocketChannel> served =
                    CompletableFuture.supplyAsync(() -> answer(socket, answers));
            LocalClient client =
                    new LocalClient(
                            profile,
                            () -> {
                                throw new IllegalStateException("no node starts here");
                            },
                            RequestOutput.of(_ -> {}, _ -> {}));
            CliException error = assertThrows(CliException.class, () -> client.run(request, TIME));
            served.get().close();
            String silent =
                    "process %d, which has the profile's node, does not answer: it is stopped"
                            .formatted(node.pid());
            assertEquals(silent, error.getMessage().substring(0, silent.length()));
            return error.getMessage().substring(silent.length());
        } finally {
            node.destroyForcibly();
        }
    }

    private static SocketChannel answer(ProfileSocket socket, LocalAnswer... answers) {
        try {
            SocketChannel caller = socket.accept();
            LocalChannel link = new LocalChannel(caller);
            link.request();
            for (LocalAnswer answer : answers) {
                link.send(answer);
            }
            return caller;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
