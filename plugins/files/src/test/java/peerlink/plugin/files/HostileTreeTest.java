package peerlink.plugin.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import peerlink.api.Bytes;
import peerlink.api.Link;
import peerlink.plugin.files.wire.Bitmap;
import peerlink.plugin.files.wire.Manifest;
import peerlink.plugin.files.wire.ManifestEntry;
import peerlink.plugin.files.wire.TransferFrame;
import peerlink.testkit.TestNet;
import peerlink.testkit.TestPeer;

/** Meets a peer that breaks {@code files/2}: as the sender, and as the receiver. */
@Timeout(60)
final class HostileTreeTest {
    private static final byte[] HELLO = "hello".getBytes(StandardCharsets.UTF_8);

    @TempDir Path directory;
    private final TestNet net = TestNet.open();
    private final TestPeer bob =
            net.peer(
                    "bob",
                    new FilesPlugin(
                            net.clock()::nanoTime,
                            net.clock(),
                            TransferLimits.DEFAULT,
                            Set.of(FilesPlugin.PROTOCOL, FilesPlugin.TREES),
                            Path.of("no home")));
    private final TestPeer mallory = net.peer("mallory");
    private final Path received = bob.dataDirectory().resolve("received");

    @AfterEach
    void stop() {
        net.close();
        assertEquals(
                List.of(), bob.progress().stream().filter(shown -> !shown.hasEnded()).toList());
    }

    @Test
    void namesCannotEscapeTheFolderNorTheScreen() throws Exception {
        Manifest manifest =
                Manifest.of(
                        List.of(
                                ManifestEntry.file("..\\..\\.ssh\\\u001b[2Jkeys\u202e", 5),
                                ManifestEntry.file("con/..\\x/aux.txt", 5),
                                ManifestEntry.file("con/..\\X/NUL", 5)));
        Link link = wanted(manifest);
        link.send(List.of(block(0, HELLO), block(1, HELLO), block(2, HELLO), end(3)));
        assertInstanceOf(TransferFrame.Done.class, next(link));
        assertEquals(
                List.of(
                        "_[2Jkeys_",
                        "_con",
                        "_con/X (1)",
                        "_con/X (1)/_NUL",
                        "_con/x",
                        "_con/x/_aux.txt"),
                tree());
        assertTrue(bob.screen().stream().noneMatch(line -> line.contains("\u001b")));
    }

    @Test
    void aManifestThatIsNotTheOneOfferedIsRefused() throws Exception {
        Manifest manifest = one("a.txt", 5);
        Manifest other = one("b.txt", 6);
        assertStopped("the manifest does not fit the offer", asked(manifest), other.pieces());
        TransferFrame.Offer offer = manifest.offer();
        Link link =
                asked(
                        new TransferFrame.Offer(
                                offer.digest(),
                                2,
                                0,
                                offer.bytes(),
                                offer.manifestLength(),
                                offer.names()));
        assertStopped("the manifest does not fit the offer", link, manifest.pieces());
        link =
                asked(
                        new TransferFrame.Offer(
                                offer.digest(), 1, 0, offer.bytes(), 7, offer.names()));
        assertStopped("a manifest longer than 7 bytes", link, manifest.pieces());
        assertEquals(List.of(), tree());
    }

    @Test
    void aManifestOfNonsenseIsRefused() throws Exception {
        byte[] bytes = {0, 0, 0, 0, 0, 0, 0, 0, 5, 0, 2, '.', '.'};
        Bytes digest = Bytes.wrap(MessageDigest.getInstance("SHA-256").digest(bytes));
        Link link = asked(new TransferFrame.Offer(digest, 1, 0, 5, bytes.length, List.of("a")));
        assertStopped(
                "a path with a name that is none",
                link,
                List.of(new TransferFrame.ManifestPiece(ByteBuffer.wrap(bytes)).encode()));
    }

    @Test
    void aBlockThatDoesNotFitItsDigestIsNotWritten() throws Exception {
        Link link = wanted(one("a.txt", 5));
        assertStopped(
                "block 0 does not fit its digest",
                link,
                List.of(
                        new TransferFrame.Block(
                                        0,
                                        digest("jello".getBytes(StandardCharsets.UTF_8)),
                                        ByteBuffer.wrap(HELLO))
                                .encode()));
        assertEquals(List.of(), tree());
    }

    @Test
    void blocksOutOfTurnAreRefused() throws Exception {
        Manifest two = Manifest.of(List.of(ManifestEntry.file("a", 5), ManifestEntry.file("b", 5)));
        assertStopped(
                "block 0 after block 1 of 2",
                wanted(two),
                List.of(block(1, HELLO), block(0, HELLO)));
        assertStopped(
                "block 0 after block 0 of 2",
                wanted(two),
                List.of(block(0, HELLO), block(0, HELLO)));
        assertStopped("block 2 after block -1 of 2", wanted(two), List.of(block(2, HELLO)));
        assertStopped(
                "block 0 is not there already",
                wanted(two),
                List.of(new TransferFrame.Same(0, digest(HELLO)).encode()));
        assertStopped("data of no block", wanted(two), List.of(more(HELLO)));
        assertStopped("entry 2 can't be left", wanted(two), List.of(leave(2)));
        assertStopped("entry 0 can't be left", wanted(two), List.of(leave(0), leave(0)));
        assertStopped("block 0 is not wanted", wanted(two), List.of(leave(0), block(0, HELLO)));
        assertStopped(
                "a frame out of turn: 'done'", wanted(two), List.of(Bytes.wrap(new byte[] {11})));
        assertStopped(
                "the root does not fit the blocks",
                wanted(two),
                List.of(block(0, HELLO), block(1, HELLO), end(1)));
        assertEquals(List.of(), tree());
    }

    @Test
    void moreDataThanABlockHasIsRefused() throws Exception {
        assertStopped("more data than block 0 has", wanted(one("a", 4)), List.of(block(0, HELLO)));
        assertStopped(
                "block 0 is not complete", wanted(one("a", 6)), List.of(block(0, HELLO), end(0)));
    }

    @Test
    void aSenderThatLeavesBlocksOutIsAskedAgainFourTimes() throws Exception {
        Manifest manifest = one("a", 5);
        Link link = wanted(manifest);
        for (int round = 0; round < 3; round++) {
            link.send(end(0));
            assertInstanceOf(TransferFrame.Want.class, next(link));
        }
        assertStopped("blocks are missing after 4 rounds", link, List.of(end(0)));
    }

    @Test
    void contentBeforeTheAnswerIsRefused() throws Exception {
        Link link = offered(one("a.txt", 5).offer());
        link.send(block(0, HELLO));
        assertEquals(new TransferFrame.Stop(true, "sent before it was accepted"), next(link));
        assertFalse(Files.exists(received));
    }

    @Test
    void aPeerWithManyOffersIsTurnedAway() throws Exception {
        List<Link> links = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            links.add(offered(one("a" + i, 5).offer()));
        }
        Link ninth = mallory.opens(bob, FilesPlugin.TREES);
        ninth.send(one("b", 5).offer().encode());
        assertEquals(new TransferFrame.Stop(false, "too many files at once"), next(ninth));
        links.forEach(Link::close);
        // offers that lost their link stand, and count
        Link tenth = mallory.opens(bob, FilesPlugin.TREES);
        tenth.send(one("c", 5).offer().encode());
        assertEquals(new TransferFrame.Stop(false, "too many files at once"), next(tenth));
        // one that does not close its link holds up nobody else
        Link other = net.peer("carol").opens(bob, FilesPlugin.TREES);
        other.send(one("d", 5).offer().encode());
        bob.sees("carol offers d");
    }

    @Test
    void whatWasAcceptedAndDoesNotComeCountsToo() throws Exception {
        bob.runs("/files accept mallory");
        for (int i = 0; i < 8; i++) {
            Manifest manifest = one("a" + i, 5);
            Link link = mallory.opens(bob, FilesPlugin.TREES);
            link.send(manifest.offer().encode());
            assertInstanceOf(TransferFrame.Get.class, next(link));
            link.send(manifest.pieces());
            assertInstanceOf(TransferFrame.Want.class, next(link));
            link.close();
            bob.sees("a" + i + " from mallory waits");
        }
        Link ninth = mallory.opens(bob, FilesPlugin.TREES);
        ninth.send(one("b", 5).offer().encode());
        assertEquals(new TransferFrame.Stop(false, "too many files at once"), next(ninth));
    }

    @Test
    void aSenderThatIsSilentLosesItsLinkAndKeepsWhatCame() throws Exception {
        Manifest manifest = one("a", 2 * Manifest.BLOCK);
        Link link = wanted(manifest);
        link.send(new TransferFrame.Zeros(0).encode());
        net.await(() -> done() == Manifest.BLOCK, () -> "no block");
        net.clock().advance(TransferLimits.DEFAULT.stall().plus(Duration.ofSeconds(1)));
        bob.sees("a from mallory waits");
        Link next = mallory.opens(bob, FilesPlugin.TREES);
        next.send(manifest.offer().encode());
        TransferFrame.Want want = assertInstanceOf(TransferFrame.Want.class, afterWaits(next));
        BitSet have = new BitSet();
        have.set(0);
        assertEquals(Bitmap.of(have, 2), want.have());
        // the block that is there is another one now: it is asked for again
        next.send(
                List.of(
                        new TransferFrame.Same(0, digest(HELLO)).encode(),
                        new TransferFrame.Zeros(1).encode(),
                        new TransferFrame.End(root(digest(HELLO), digest(new byte[Manifest.BLOCK])))
                                .encode()));
        want = assertInstanceOf(TransferFrame.Want.class, afterWaits(next));
        have.clear(0);
        have.set(1);
        assertEquals(Bitmap.of(have, 2), want.have());
        next.close();
    }

    @Test
    void aLinkInTheWayOfThePartIsNotFollowed() throws Exception {
        Path outside = Files.createDirectories(directory.resolve("outside"));
        Manifest manifest = one("a", 5);
        Link link = offered(manifest.offer());
        Files.createDirectories(received);
        String key =
                new peerlink.plugin.files.parts.PartRecord(
                                mallory.id(),
                                manifest.digest(),
                                received,
                                "",
                                "a",
                                1,
                                5,
                                false,
                                peerlink.plugin.files.parts.PartRecord.State.ACCEPTED)
                        .key();
        Files.createSymbolicLink(received.resolve(".peerlink-" + key + ".part"), outside);
        bob.runs("/receive 1");
        assertInstanceOf(TransferFrame.Get.class, next(link));
        link.send(manifest.pieces());
        assertEquals(new TransferFrame.Stop(false, "it could not be saved"), next(link));
        try (Stream<Path> there = Files.list(outside)) {
            assertEquals(0, there.count());
        }
    }

    @Test
    void aReceiverThatBreaksTheRulesGetsNothing() throws Exception {
        TestPeer alice = net.peer("alice", new FilesPlugin());
        try (var _ =
                mallory.context()
                        .register(
                                FilesPlugin.TREES,
                                link -> {
                                    link.receive();
                                    link.send(
                                            new TransferFrame.Want(
                                                            Bytes.wrap(new byte[100]),
                                                            Bytes.empty())
                                                    .encode());
                                    assertThrows(IOException.class, () -> receiveAll(link));
                                })) {
            Path file = Files.writeString(directory.resolve("a.txt"), "secret");
            alice.runs("/send mallory " + file);
            alice.sees("a.txt to mallory failed: a bitmap of 100 bytes for 1 bits");
        }
    }

    private static void receiveAll(Link link) throws IOException {
        while (true) {
            TransferFrame frame = TransferFrame.decode(link.receive());
            assertInstanceOf(TransferFrame.Stop.class, frame);
        }
    }

    private static Manifest one(String name, long size) throws Exception {
        return Manifest.of(List.of(ManifestEntry.file(name, size)));
    }

    private Link offered(TransferFrame.Offer offer) throws Exception {
        long before = offers();
        Link link = mallory.opens(bob, FilesPlugin.TREES);
        link.send(offer.encode());
        net.await(() -> offers() > before, () -> "no offer: " + bob.notices());
        return link;
    }

    /** Returns the bytes that have come of the first transfer. */
    private long done() {
        try {
            Object done = bob.called(directory, "files").fields().getFirst().get("done");
            return done instanceof Long bytes ? bytes : 0;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private long offers() {
        return bob.notices().stream().filter(line -> line.startsWith("mallory offers")).count();
    }

    private Link asked(Manifest manifest) throws Exception {
        return asked(manifest.offer());
    }

    private Link asked(TransferFrame.Offer offer) throws Exception {
        Link link = offered(offer);
        List<Map<String, ?>> all = bob.called(directory, "files").fields();
        bob.runs("/receive " + all.getLast().get("number"));
        assertInstanceOf(TransferFrame.Get.class, next(link));
        return link;
    }

    private Link wanted(Manifest manifest) throws Exception {
        Link link = asked(manifest);
        link.send(manifest.pieces());
        assertInstanceOf(TransferFrame.Want.class, next(link));
        return link;
    }

    private void assertStopped(String reason, Link link, List<Bytes> frames) throws Exception {
        link.send(frames);
        assertEquals(new TransferFrame.Stop(true, reason), next(link));
        assertTrue(
                bob.violations().stream().anyMatch(rule -> rule.contains(reason)),
                () -> bob.violations().toString());
        link.close();
        net.await(() -> isEmpty(received), () -> "a part is left");
    }

    private static boolean isEmpty(Path folder) {
        String[] names = folder.toFile().list();
        return names == null || names.length == 0;
    }

    private static TransferFrame next(Link link) throws IOException {
        return TransferFrame.decode(link.receive());
    }

    private static TransferFrame afterWaits(Link link) throws IOException {
        TransferFrame frame = next(link);
        while (frame instanceof TransferFrame.Wait) {
            frame = next(link);
        }
        return frame;
    }

    private static Bytes block(int number, byte[] content) {
        return new TransferFrame.Block(number, digest(content), ByteBuffer.wrap(content)).encode();
    }

    private static Bytes more(byte[] content) {
        return new TransferFrame.More(ByteBuffer.wrap(content)).encode();
    }

    private static Bytes leave(int entry) {
        return new TransferFrame.Leave(entry, "").encode();
    }

    /** Returns the end of a round of so many hellos. */
    private static Bytes end(int hellos) {
        Bytes[] digests = new Bytes[hellos];
        java.util.Arrays.fill(digests, digest(HELLO));
        return new TransferFrame.End(root(digests)).encode();
    }

    private static Bytes root(Bytes... digests) {
        ByteBuffer all = ByteBuffer.allocate(32 * digests.length);
        for (Bytes digest : digests) {
            all.put(digest.asByteBuffer());
        }
        return digest(all.array());
    }

    private static Bytes digest(byte[] content) {
        try {
            return Bytes.wrap(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private List<String> tree() throws IOException {
        if (!Files.exists(received)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.walk(received)) {
            return entries.filter(entry -> !entry.equals(received))
                    .map(entry -> received.relativize(entry).toString())
                    .sorted()
                    .toList();
        }
    }
}
