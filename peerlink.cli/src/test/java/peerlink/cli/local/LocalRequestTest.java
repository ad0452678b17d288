package peerlink.cli.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peerlink.api.Message;
import peerlink.cli.node.NodeOptions;
import peerlink.cli.text.OutboxRow;

/** Local requests and answers cross the socket between two processes of a profile. */
class LocalRequestTest {
    @TempDir Path folder;
    private SocketChannel here;
    private SocketChannel there;

    @BeforeEach
    void connect() throws Exception {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("s"));
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(address);
            here = SocketChannel.open(address);
            there = server.accept();
        }
    }

    @AfterEach
    void close() throws Exception {
        here.close();
        there.close();
    }

    private static LocalRequest.Send send(String text) {
        NodeOptions given = new NodeOptions();
        given.profile = "work";
        given.home = Path.of("/some where");
        given.registries = List.of("192.0.2.1:7777");
        return new LocalRequest.Send(given, "bob", text, Duration.ofSeconds(7), true, true);
    }

    @Test
    void theLongestTextArrivesAsItIs() throws Exception {
        String text = "\u0001".repeat(Message.MAX_TEXT);
        Thread writer =
                Thread.ofPlatform()
                        .daemon()
                        .start(
                                () -> {
                                    try {
                                        new LocalChannel(here).send(send(text));
                                    } catch (IOException e) {
                                        throw new AssertionError(e);
                                    }
                                });
        LocalRequest.Send arrived = (LocalRequest.Send) new LocalChannel(there).request();
        writer.join();
        assertEquals(text, arrived.text());
        assertEquals("bob", arrived.peer());
        assertEquals(Duration.ofSeconds(7), arrived.timeout());
        assertTrue(arrived.queue());
        assertEquals(send("").given().callOnline("peers"), arrived.given().callOnline("peers"));
    }

    @Test
    void aQuestionArrivesAsItIs() throws Exception {
        LocalRequest.Why why = new LocalRequest.Why(send("").given(), "bob", true);
        new LocalChannel(here).send(why);
        LocalRequest.Why arrived = (LocalRequest.Why) new LocalChannel(there).request();
        assertEquals("bob", arrived.peer());
        assertTrue(arrived.json());
        assertTrue(arrived.isQuestion());
    }

    @Test
    void answersComeInOrder() throws Exception {
        OutboxRow row =
                new OutboxRow(
                        1,
                        "id",
                        "bob",
                        "peer",
                        Instant.EPOCH,
                        Duration.ofHours(3),
                        false,
                        "away",
                        5,
                        "hello");
        List<LocalAnswer> answers =
                List.of(
                        new LocalAnswer.Taken(),
                        new LocalAnswer.Stored("id"),
                        new LocalAnswer.Row(row),
                        new LocalAnswer.Text("bob  verified\n  tried"),
                        new LocalAnswer.Left(),
                        new LocalAnswer.Done(new Outcome(3, "bob is away", "peerlink peers")));
        LocalChannel link = new LocalChannel(there);
        for (LocalAnswer answer : answers) {
            link.send(answer);
        }
        there.close();
        LocalChannel reader = new LocalChannel(here);
        for (LocalAnswer answer : answers) {
            assertEquals(answer, reader.answer());
        }
        assertThrows(EOFException.class, reader::answer);
    }

    @Test
    void aLineThatIsNoRequestIsRefusedBeforeMuchIsRead() throws Exception {
        for (String line :
                List.of(
                        "hello\n",
                        "[]\n",
                        "{\"v\":2,\"errand\":\"list\"}\n",
                        "{\"v\":1,\"errand\":\"frob\"}\n",
                        "{\"v\":1,\"errand\":\"send\",\"peer\":\"bob\"}\n",
                        "{\"v\":1,\"errand\":\"send\",\"peer\":\"bob\",\"text\":\"x\",\"timeoutMillis\":-1}\n",
                        "[".repeat(3000) + "\n")) {
            here.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)));
            LocalChannel link = new LocalChannel(there);
            assertThrows(IOException.class, link::request, line);
        }
    }

    @Test
    void aLineWithoutAnEndIsNotReadForEver() throws Exception {
        Thread writer =
                Thread.ofPlatform()
                        .daemon()
                        .start(
                                () -> {
                                    ByteBuffer zeros = ByteBuffer.allocate(8192);
                                    try {
                                        while (here.write(zeros.clear()) > 0) {
                                            // until the other side stops reading
                                        }
                                    } catch (IOException e) {
                                        return; // it has stopped
                                    }
                                });
        assertThrows(IOException.class, () -> new LocalChannel(there).request());
        there.close();
        assertTrue(writer.join(Duration.ofSeconds(10)));
    }
}
