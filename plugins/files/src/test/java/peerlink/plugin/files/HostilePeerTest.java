package peerlink.plugin.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.EOFException;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
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
import peerlink.plugin.files.basis.Digests;
import peerlink.testkit.TestNet;
import peerlink.testkit.TestPeer;

/** Meets a peer that breaks the protocol: first as the sender, then as the receiver. */
@Timeout(30)
final class HostilePeerTest {
    private static final byte[] HELLO = "hello".getBytes(StandardCharsets.UTF_8);

    @TempDir Path directory;
    private final TestNet net = TestNet.open();
    private TestPeer bob;
    private TestPeer mallory;
    private Path received;

    @BeforeEach
    void start() {
        bob =
                net.peer(
                        "bob",
                        new FilesPlugin(
                                net.clock()::nanoTime,
                                net.clock(),
                                TransferLimits.DEFAULT,
                                Set.of(FilesPlugin.PROTOCOL),
                                directory.resolve("home")));
        mallory = net.peer("mallory");
        received = bob.dataDirectory().resolve("received");
    }

    @AfterEach
    void stop() {
        net.close();
        assertEquals(
                List.of(), bob.progress().stream().filter(shown -> !shown.hasEnded()).toList());
    }

    @Test
    void aNameCannotEscapeTheFolderNorTheScreen() throws Exception {
        Link link = offer(5, "../../.ssh/\u001b[2Jauthorized_keys\u202e");
        bob.sees("mallory offers _[2Jauthorized_keys_ (5 B)");
        bob.runs("/receive 1");
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
        bob.sees("a.txt from mallory is lost: the link was closed");
        assertEquals(List.of(), names());
    }

    @Test
    void moreThanOfferedIsRefused() throws Exception {
        Link link = accepted(4);
        link.send(data(HELLO));
        assertAbort("more data than the 4 bytes offered", link);
        assertReported("more data than the 4 bytes offered");
    }

    @Test
    void lessThanOfferedIsRefused() throws Exception {
        Link link = accepted(6);
        link.send(List.of(data(HELLO), end(HELLO)));
        assertAbort("only 5 of the 6 bytes offered", link);
        assertReported("only 5 of the 6 bytes offered");
    }

    @Test
    void anotherContentThanTheDigestSaysIsRefused() throws Exception {
        Link link = accepted(5);
        link.send(List.of(data(HELLO), end("jello".getBytes(StandardCharsets.UTF_8))));
        assertAbort("the content does not match its digest", link);
        assertReported("the content does not match its digest");
    }

    @Test
    void dataBeforeTheAnswerIsRefused() throws Exception {
        Link link = offer(5, "a.txt");
        bob.sees("mallory offers a.txt");
        link.send(data(HELLO));
        assertEquals(new Frame.Abort("sent before it was accepted"), next(link));
        assertReported("sent before it was accepted");
        assertFalse(Files.exists(received));
    }

    @Test
    void nonsenseIsRefusedAndWhatFollowsIsDropped() throws Exception {
        Link link = accepted(5);
        link.send(Bytes.wrap(new byte[] {99}));
        assertEquals(new Frame.Abort("unknown kind of frame: 99"), next(link));
        assertReported("unknown kind of frame: 99");
        for (int i = 0; i < 100; i++) {
            link.send(data(HELLO));
        }
        net.clock().advance(TransferLimits.DEFAULT.linger().plusSeconds(1));
        assertThrows(EOFException.class, link::receive);
        assertEquals(List.of(), names());
    }

    @Test
    void aSilentLinkIsClosed() throws Exception {
        Link link = mallory.opens(bob, FilesPlugin.PROTOCOL);
        Thread advancing = advance(TransferLimits.DEFAULT.firstFrame());
        assertThrows(EOFException.class, link::receive);
        advancing.interrupt();
        assertReported("no offer within 10000 ms");
    }

    @Test
    void aSenderThatStallsIsGivenUp() throws Exception {
        Link link = accepted(10);
        link.send(data(HELLO));
        net.await(() -> sizes().equals(List.of(5L)), () -> "no data");
        net.clock().advance(TransferLimits.DEFAULT.stall().plusSeconds(1));
        assertAbort("nothing more came", link);
    }

    @Test
    void theReceiverCanStopATransfer() throws Exception {
        Link link = accepted(10);
        link.send(data(HELLO));
        bob.runs("/files stop 1");
        assertEquals(new Frame.Abort("stopped"), next(link));
        assertEquals(List.of(), names());
    }

    @Test
    void aPeerMayHaveOnlySoManyOffersAtATime() throws Exception {
        List<Link> links = new ArrayList<>();
        for (int i = 0; i < TransferLimits.DEFAULT.perPeer(); i++) {
            links.add(offer(5, "a.txt"));
        }
        net.await(
                () -> bob.notices().size() == TransferLimits.DEFAULT.perPeer(),
                () -> bob.notices().toString());
        Link oneMore = offer(5, "a.txt");
        assertEquals(new Frame.Refuse("too many files at once"), next(oneMore));
        links.getFirst().close();
        bob.sees("mallory has withdrawn a.txt");
        offer(5, "b.txt");
        bob.sees("mallory offers b.txt");
    }

    @Test
    void aPeerThatOffersAndWithdrawsWithoutEndIsAskedToWait() throws Exception {
        for (int i = 1; i <= TransferLimits.DEFAULT.offersPerMinute(); i++) {
            offer(5, i + ".txt").close();
            bob.sees("mallory has withdrawn " + i + ".txt");
        }
        assertEquals(
                new Frame.Refuse("too many offers: try again in a minute"), next(offer(5, "a")));
        assertEquals(2 * TransferLimits.DEFAULT.offersPerMinute(), bob.notices().size());
        net.clock().advance(Duration.ofMinutes(1));
        offer(5, "b.txt");
        bob.sees("mallory offers b.txt");
    }

    @Test
    void aReceiverThatTakesItsTimeToSaveIsWaitedFor() throws Exception {
        Link link = accepts(HELLO);
        assertInstanceOf(Frame.Data.class, next(link));
        assertInstanceOf(Frame.End.class, next(link));
        // the sender notes that it has sent the end a moment after the end is here
        net.await(() -> tasksCalled("send") == 0, () -> "the task that sends does not end");
        offer(5, "other.txt");
        bob.sees("mallory offers other.txt");
        net.clock().advance(TransferLimits.DEFAULT.answer().plusSeconds(1));
        // the watchdog has looked at all deadlines
        bob.sees("the offer of other.txt from mallory has expired");
        link.send(new Frame.Done().encode());
        bob.sees("mallory has received out.bin");
        link.close();
    }

    @Test
    void aReceiverThatNeverReadsIsGivenUp() throws Exception {
        Link link = accepts(new byte[20_000_000]);
        Thread advancing = advance(TransferLimits.DEFAULT.stall());
        bob.sees("out.bin to mallory: it stands still");
        advancing.interrupt();
        link.close();
    }

    @Test
    void aReceiverThatSaysDoneTooEarlyIsNotBelieved() throws Exception {
        Link link = accepts(new byte[20_000_000]);
        link.send(new Frame.Done().encode());
        bob.sees("out.bin to mallory failed: a frame out of turn: 'done'");
        assertReported("a frame out of turn: 'done'");
        link.close();
    }

    @Test
    void aReceiverThatGivesUpEndsTheSending() throws Exception {
        Link link = accepts(new byte[20_000_000]);
        link.send(new Frame.Abort("disk\u001b[2J full").encode());
        bob.sees("mallory has given up out.bin: disk\uFFFD[2J full");
        link.close();
    }

    /** Bob sends, mallory accepts and reads nothing yet. */
    private Link accepts(byte[] content) throws Exception {
        List<Link> links = new ArrayList<>();
        CountDownLatch accepted = new CountDownLatch(1);
        mallory.context()
                .register(
                        FilesPlugin.PROTOCOL,
                        link -> {
                            Frame.decode(link.receive());
                            link.send(new Frame.Accept().encode());
                            links.add(link);
                            accepted.countDown();
                            awaitInterrupt();
                        });
        Path file = Files.write(directory.resolve("out.bin"), content);
        bob.runs("/send mallory " + file);
        accepted.await();
        net.await(
                () ->
                        bob.progress().stream()
                                .anyMatch(shown -> shown.title().equals("out.bin to mallory")),
                () -> "does not begin");
        return links.getFirst();
    }

    /** Moves the clock on and on, since a deadline begins at some time after its cause. */
    private Thread advance(Duration step) {
        return Thread.startVirtualThread(
                () -> {
                    while (!Thread.currentThread().isInterrupted()) {
                        net.clock().advance(step);
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
        Link link = mallory.opens(bob, FilesPlugin.PROTOCOL);
        link.send(new Frame.Offer(size, name).encode());
        return link;
    }

    private Link accepted(long size) throws Exception {
        Link link = offer(size, "a.txt");
        bob.sees("mallory offers a.txt");
        bob.runs("/receive 1");
        assertInstanceOf(Frame.Accept.class, next(link));
        assertEquals(1, names().size());
        return link;
    }

    private void assertAbort(String reason, Link link) throws IOException {
        assertEquals(new Frame.Abort(reason), next(link));
        bob.sees("a.txt from mallory failed: " + reason);
        assertEquals(List.of(), names());
    }

    /** Asserts that the report has the rule alone, neither a file's name nor its content. */
    private void assertReported(String rule) {
        net.await(() -> !bob.violations().isEmpty(), () -> "no rule was broken");
        assertEquals(List.of(rule), bob.violations());
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

    private List<Long> sizes() {
        return Stream.of(received.toFile().listFiles()).map(File::length).toList();
    }

    private static long tasksCalled(String beginning) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(
                        thread ->
                                thread.getName()
                                        .startsWith("peerlink plugin-files task " + beginning))
                .count();
    }
}
