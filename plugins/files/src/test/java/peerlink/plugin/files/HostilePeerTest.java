package peerlink.plugin.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import peerlink.api.Bytes;
import peerlink.api.Link;

/** Meets a peer that breaks the protocol: first as the sender, then as the receiver. */
@Timeout(30)
final class HostilePeerTest {
    private static final byte[] HELLO = "hello".getBytes(StandardCharsets.UTF_8);

    @TempDir Path directory;
    private final MovableClock clock = new MovableClock();
    private TestNode bob;
    private TestNode mallory;
    private FilesPlugin plugin;
    private Path received;

    @BeforeEach
    void start() throws IOException {
        bob = new TestNode("bob", Files.createDirectories(directory.resolve("b")), Map.of());
        mallory = new TestNode("mallory", directory, Map.of());
        bob.knows(mallory);
        received = bob.dataDirectory().resolve("received");
        plugin = new FilesPlugin(clock, TransferLimits.DEFAULT);
        plugin.start(bob);
    }

    @AfterEach
    void stop() {
        bob.close();
        mallory.close();
        plugin.stop();
        assertEquals(List.of(), bob.failures);
        assertEquals(List.of(), bob.openProgress);
    }

    @Test
    void aNameCannotEscapeTheFolderNorTheScreen() throws Exception {
        Link link = offer(5, "../../.ssh/\u001b[2Jauthorized_keys\u202e");
        bob.awaitNotice("mallory offers _[2Jauthorized_keys_ (5 B)");
        bob.run("receive", "1");
        assertInstanceOf(Frame.Accept.class, next(link));
        link.send(List.of(data(HELLO), end(HELLO)));
        assertInstanceOf(Frame.Done.class, next(link));
        assertEquals("hello", Files.readString(received.resolve("_[2Jauthorized_keys_")));
        assertEquals(1, names().size());
    }

    @Test
    void aSenderThatVanishesLeavesNothing() throws Exception {
        Link link = accepted(10);
        link.send(data(HELLO));
        link.close();
        bob.awaitNotice("a.txt from mallory is lost: the link was closed");
        assertEquals(List.of(), names());
    }

    @Test
    void moreThanOfferedIsRefused() throws Exception {
        Link link = accepted(4);
        link.send(data(HELLO));
        assertAbort("more data than the 4 bytes offered", link);
        assertReported("more data than the 4 bytes offered", link);
    }

    @Test
    void lessThanOfferedIsRefused() throws Exception {
        Link link = accepted(6);
        link.send(List.of(data(HELLO), end(HELLO)));
        assertAbort("only 5 of the 6 bytes offered", link);
        assertReported("only 5 of the 6 bytes offered", link);
    }

    @Test
    void anotherContentThanTheDigestSaysIsRefused() throws Exception {
        Link link = accepted(5);
        link.send(List.of(data(HELLO), end("jello".getBytes(StandardCharsets.UTF_8))));
        assertAbort("the content does not match its digest", link);
        assertReported("the content does not match its digest", link);
    }

    @Test
    void dataBeforeTheAnswerIsRefused() throws Exception {
        Link link = offer(5, "a.txt");
        bob.awaitNotice("mallory offers a.txt");
        link.send(data(HELLO));
        assertEquals(new Frame.Abort("sent before it was accepted"), next(link));
        assertReported("sent before it was accepted", link);
        assertFalse(Files.exists(received));
    }

    @Test
    void nonsenseIsRefusedAndWhatFollowsIsDropped() throws Exception {
        Link link = accepted(5);
        link.send(Bytes.wrap(new byte[] {99}));
        assertEquals(new Frame.Abort("unknown kind of frame: 99"), next(link));
        assertReported("unknown kind of frame: 99", link);
        for (int i = 0; i < 100; i++) {
            link.send(data(HELLO));
        }
        clock.advance(TransferLimits.DEFAULT.linger().plusSeconds(1));
        assertThrows(EOFException.class, link::receive);
        assertEquals(List.of(), names());
    }

    @Test
    void aSilentLinkIsClosed() {
        Link link = mallory.dial(bob);
        Thread advancing = advance(TransferLimits.DEFAULT.firstFrame());
        assertThrows(EOFException.class, link::receive);
        advancing.interrupt();
        assertReported("no offer within 10000 ms", link);
    }

    @Test
    void aSenderThatStallsIsGivenUp() throws Exception {
        Link link = accepted(10);
        link.send(data(HELLO));
        TestNode.await(() -> bob.progress.get("a.txt from mallory").get() == 5, () -> "no data");
        clock.advance(TransferLimits.DEFAULT.stall().plusSeconds(1));
        assertAbort("nothing more came", link);
    }

    @Test
    void theReceiverCanStopATransfer() throws Exception {
        Link link = accepted(10);
        link.send(data(HELLO));
        bob.run("files", "stop", "1");
        assertEquals(new Frame.Abort("stopped"), next(link));
        assertEquals(List.of(), names());
    }

    @Test
    void aPeerMayHaveOnlySoManyOffersAtATime() throws Exception {
        List<Link> links = new ArrayList<>();
        for (int i = 0; i < TransferLimits.DEFAULT.perPeer(); i++) {
            links.add(offer(5, "a.txt"));
        }
        TestNode.await(
                () -> bob.notices.size() == TransferLimits.DEFAULT.perPeer(),
                bob.notices::toString);
        Link oneMore = offer(5, "a.txt");
        assertEquals(new Frame.Refuse("too many files at once"), next(oneMore));
        links.getFirst().close();
        bob.awaitNotice("mallory has withdrawn a.txt");
        offer(5, "b.txt");
        bob.awaitNotice("mallory offers b.txt");
    }

    @Test
    void aPeerThatOffersAndWithdrawsWithoutEndIsAskedToWait() throws Exception {
        for (int i = 1; i <= TransferLimits.DEFAULT.offersPerMinute(); i++) {
            offer(5, i + ".txt").close();
            bob.awaitNotice("mallory has withdrawn " + i + ".txt");
        }
        assertEquals(
                new Frame.Refuse("too many offers: try again in a minute"), next(offer(5, "a")));
        assertEquals(2 * TransferLimits.DEFAULT.offersPerMinute(), bob.notices.size());
        clock.advance(Duration.ofMinutes(1));
        offer(5, "b.txt");
        bob.awaitNotice("mallory offers b.txt");
    }

    @Test
    void aReceiverThatTakesItsTimeToSaveIsWaitedFor() throws Exception {
        Link link = accepts(HELLO);
        assertInstanceOf(Frame.Data.class, next(link));
        assertInstanceOf(Frame.End.class, next(link));
        // the sender notes that it has sent the end a moment after the end is here
        TestNode.await(
                () -> bob.tasksCalled("send") == 0, () -> "the task that sends does not end");
        offer(5, "other.txt");
        bob.awaitNotice("mallory offers other.txt");
        clock.advance(TransferLimits.DEFAULT.answer().plusSeconds(1));
        // the watchdog has looked at all deadlines
        bob.awaitNotice("the offer of other.txt from mallory has expired");
        link.send(new Frame.Done().encode());
        bob.awaitNotice("mallory has received out.bin");
        link.close();
    }

    @Test
    void aReceiverThatNeverReadsIsGivenUp() throws Exception {
        Link link = accepts(new byte[20_000_000]);
        Thread advancing = advance(TransferLimits.DEFAULT.stall());
        bob.awaitNotice("out.bin to mallory: it stands still");
        advancing.interrupt();
        link.close();
    }

    @Test
    void aReceiverThatSaysDoneTooEarlyIsNotBelieved() throws Exception {
        Link link = accepts(new byte[20_000_000]);
        link.send(new Frame.Done().encode());
        bob.awaitNotice("out.bin to mallory failed: a frame out of turn: 'done'");
        assertReported("a frame out of turn: 'done'", link);
        link.close();
    }

    @Test
    void aReceiverThatGivesUpEndsTheSending() throws Exception {
        Link link = accepts(new byte[20_000_000]);
        link.send(new Frame.Abort("disk\u001b[2J full").encode());
        bob.awaitNotice("mallory has given up out.bin: disk\uFFFD[2J full");
        link.close();
    }

    /** Bob sends, mallory accepts and reads nothing yet. */
    private Link accepts(byte[] content) throws Exception {
        List<Link> links = new ArrayList<>();
        CountDownLatch accepted = new CountDownLatch(1);
        mallory.register(
                FilesPlugin.PROTOCOL,
                link -> {
                    Frame.decode(link.receive());
                    link.send(new Frame.Accept().encode());
                    links.add(link);
                    accepted.countDown();
                    awaitInterrupt();
                });
        Path file = Files.write(directory.resolve("out.bin"), content);
        bob.run("send", "mallory", file.toString());
        accepted.await();
        TestNode.await(
                () -> bob.progress.containsKey("out.bin to mallory"), () -> "does not begin");
        return links.getFirst();
    }

    /** Moves the clock on and on, since a deadline begins at some time after its cause. */
    private Thread advance(Duration step) {
        return Thread.startVirtualThread(
                () -> {
                    while (!Thread.currentThread().isInterrupted()) {
                        clock.advance(step);
                        LockSupport.parkNanos(1_000_000);
                    }
                });
    }

    private static void awaitInterrupt() {
        try {
            new Semaphore(0).acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Link offer(long size, String name) throws IOException {
        Link link = mallory.dial(bob);
        link.send(new Frame.Offer(size, name).encode());
        return link;
    }

    private Link accepted(long size) throws Exception {
        Link link = offer(size, "a.txt");
        bob.awaitNotice("mallory offers a.txt");
        bob.run("receive", "1");
        assertInstanceOf(Frame.Accept.class, next(link));
        assertEquals(1, names().size());
        return link;
    }

    private void assertAbort(String reason, Link link) throws IOException {
        assertEquals(new Frame.Abort(reason), next(link));
        bob.awaitNotice("a.txt from mallory failed: " + reason);
        assertEquals(List.of(), names());
    }

    /** Asserts that the report has the rule alone, neither a file's name nor its content. */
    private static void assertReported(String rule, Link link) {
        assertEquals(List.of(rule), ((MemoryLink) link).violations());
    }

    private static Frame next(Link link) throws IOException {
        return Frame.decode(link.receive());
    }

    private static Bytes data(byte[] content) {
        return new Frame.Data(ByteBuffer.wrap(content)).encode();
    }

    private static Bytes end(byte[] content) {
        return new Frame.End(Bytes.wrap(Digests.sha256().digest(content))).encode();
    }

    private List<String> names() throws IOException {
        try (Stream<Path> entries = Files.list(received)) {
            return entries.map(entry -> entry.getFileName().toString()).toList();
        }
    }
}
