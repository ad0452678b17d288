package peerlink.plugin.files;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import peerlink.api.CommandException;
import peerlink.testkit.ShownProgress;
import peerlink.testkit.TestNet;
import peerlink.testkit.TestPeer;

/** Runs two nodes that speak {@code files/2}: folders, cuts, crashes, and what their users see. */
@Timeout(60)
final class TreesTest {
    private static final int MIB = 1 << 20;

    @TempDir Path directory;
    private final TestNet net = TestNet.open();
    private TestPeer alice;
    private TestPeer bob;
    private Path received;

    @BeforeEach
    void start() {
        alice = net.peer("alice", plugin());
        bob = net.peer("bob", plugin());
        received = bob.dataDirectory().resolve("received");
    }

    private FilesPlugin plugin() {
        return new FilesPlugin(
                net.clock()::nanoTime,
                net.clock(),
                TransferLimits.DEFAULT,
                Set.of(FilesPlugin.PROTOCOL, FilesPlugin.TREES),
                directory.resolve("home"));
    }

    @AfterEach
    void stop() {
        net.close();
        for (TestPeer peer : List.of(alice, bob)) {
            assertEquals(
                    List.of(),
                    peer.progress().stream().filter(shown -> !shown.hasEnded()).toList());
        }
    }

    @Test
    void aFileArrivesWhole() throws Exception {
        byte[] content = random(5 * MIB + 3);
        Path file = Files.write(directory.resolve("report.pdf"), content);
        assertEquals(
                List.of("offered report.pdf to bob; /files stop 1 takes it back"),
                alice.runs("/send bob " + file));
        assertEquals(
                "alice offers report.pdf (5.2 MB): /receive 1 or /refuse 1",
                bob.sees("alice offers"));
        bob.runs("/receive 1");
        bob.sees("report.pdf from alice is saved: " + received.resolve("report.pdf"));
        alice.sees("bob has received report.pdf (5.2 MB)");
        assertArrayEquals(content, Files.readAllBytes(received.resolve("report.pdf")));
        assertEquals(List.of("report.pdf"), names());
        assertEquals(content.length, done(alice, "report.pdf to bob"));
        assertEquals(content.length, done(bob, "report.pdf from alice"));
        FileList.await(net, alice, "no files are offered or on their way");
        FileList.await(net, bob, "no files are offered or on their way");
        awaitNothingLeft();
    }

    @Test
    void aFolderArrivesAsItWas() throws Exception {
        Path photos = Files.createDirectories(directory.resolve("photos"));
        Files.createDirectories(photos.resolve("empty/er"));
        Files.createDirectories(photos.resolve("2026/.raw"));
        Files.write(photos.resolve("2026/.raw/a.nef"), random(MIB));
        Files.write(photos.resolve("2026/b.jpg"), new byte[0]);
        Files.writeString(photos.resolve("notes.txt"), "hello");
        Files.createSymbolicLink(photos.resolve("link"), directory);
        Path alone = Files.writeString(directory.resolve("alone.txt"), "alone");
        List<String> printed = alice.runs("/send bob " + photos + " " + alone);
        assertTrue(printed.contains("left out: photos/link: a link"), printed::toString);
        bob.sees("alice offers alone.txt and 1 more (4 files, 1.0 MB)");
        bob.runs("/receive 1");
        bob.sees("alone.txt and 1 more from alice are saved in " + received);
        alice.sees("bob has received alone.txt and 1 more");
        assertEquals(List.of("alone.txt", "photos"), names());
        assertEquals(tree(photos), tree(received.resolve("photos")));
        assertEquals(MIB, Files.size(received.resolve("photos/2026/.raw/a.nef")));
        assertEquals("hello", Files.readString(received.resolve("photos/notes.txt")));
        assertEquals("alone", Files.readString(received.resolve("alone.txt")));
    }

    @Test
    void afterACutItGoesOnFromTheLastBlock() throws Exception {
        byte[] content = random(24 * MIB);
        Path file = Files.write(directory.resolve("big.bin"), content);
        alice.runs("/send bob " + file);
        bob.sees("alice offers big.bin");
        net.slow(alice, bob, Duration.ofMillis(4));
        bob.runs("/receive 1");
        net.await(() -> done(bob, "big.bin from alice") >= 8 * MIB, () -> "nothing comes");
        net.cut(alice, bob);
        bob.sees("big.bin from alice waits: ");
        long before = done(bob, "big.bin from alice");
        net.slow(alice, bob, Duration.ZERO);
        net.mend(alice, bob);
        alice.sees("bob has received big.bin (25.2 MB)");
        assertArrayEquals(content, Files.readAllBytes(received.resolve("big.bin")));
        // the second progress begins with what was there
        assertEquals(before + content.length, done(bob, "big.bin from alice"));
        awaitNothingLeft();
    }

    @Test
    void aReceiverThatIsKilledGoesOnFromTheLastBlock() throws Exception {
        byte[] content = random(16 * MIB);
        Path file = Files.write(directory.resolve("big.bin"), content);
        alice.runs("/send bob " + file);
        bob.sees("alice offers big.bin");
        net.slow(alice, bob, Duration.ofMillis(4));
        bob.runs("/receive 1");
        net.await(() -> done(bob, "big.bin from alice") >= 4 * MIB, () -> "nothing comes");
        bob.restart(plugin());
        net.slow(alice, bob, Duration.ZERO);
        alice.sees("bob has received big.bin (16.8 MB)");
        assertArrayEquals(content, Files.readAllBytes(received.resolve("big.bin")));
        awaitNothingLeft();
    }

    @Test
    void aSenderThatIsKilledGoesOnFromTheLastBlock() throws Exception {
        byte[] content = random(16 * MIB);
        Path file = Files.write(directory.resolve("big.bin"), content);
        alice.runs("/send bob " + file);
        bob.sees("alice offers big.bin");
        net.slow(alice, bob, Duration.ofMillis(4));
        bob.runs("/receive 1");
        net.await(() -> done(bob, "big.bin from alice") >= 4 * MIB, () -> "nothing comes");
        alice.restart(plugin());
        net.slow(alice, bob, Duration.ZERO);
        bob.sees("big.bin from alice is saved");
        assertArrayEquals(content, Files.readAllBytes(received.resolve("big.bin")));
        assertEquals(1, bob.events().stream().filter("file-offered"::equals).count());
        awaitNothingLeft();
    }

    @Test
    void aTransferGoesOnWhenThePluginIsBackAtTheOtherSide() throws Exception {
        byte[] content = random(16 * MIB);
        Path file = Files.write(directory.resolve("big.bin"), content);
        alice.runs("/send bob " + file);
        bob.sees("alice offers big.bin");
        net.slow(alice, bob, Duration.ofMillis(4));
        bob.runs("/receive 1");
        net.await(() -> done(bob, "big.bin from alice") >= 4 * MIB, () -> "nothing comes");
        bob.restart(_ -> {});
        alice.sees(
                "big.bin to bob waits: bob can't receive files: the plugin files is missing there");
        bob.restart(plugin());
        net.slow(alice, bob, Duration.ZERO);
        alice.sees("bob has received big.bin (16.8 MB)");
        assertArrayEquals(content, Files.readAllBytes(received.resolve("big.bin")));
    }

    @Test
    void filesWaitForAPeerThatIsNotThere() throws Exception {
        Path file = Files.writeString(directory.resolve("a.txt"), "content");
        net.cut(alice, bob);
        assertEquals(
                List.of(
                        "bob is not there: a.txt waits, and goes when bob comes; /files stop 1 takes it back"),
                alice.runs("/send bob " + file));
        FileList.await(net, alice, "1  a.txt to bob (7 B), waits for bob");
        net.mend(alice, bob);
        bob.sees("alice offers a.txt (7 B)");
        bob.runs("/receive 1");
        alice.sees("bob has received a.txt (7 B)");
    }

    @Test
    void aFileThatChangesWhileItIsOfferedIsSaidToBeChanged() throws Exception {
        Path file = Files.write(directory.resolve("a.bin"), random(100_000));
        alice.runs("/send bob " + file);
        bob.sees("alice offers a.bin");
        Files.write(file, random(100_001));
        bob.runs("/receive 1");
        alice.sees(
                "a.bin to bob: it was changed since it was offered, and is not sent: send it again");
        bob.sees("alice has given up a.bin: it was changed since it was offered");
        assertEquals(List.of(), names());
    }

    @Test
    void aPartCanBeTaken() throws Exception {
        Path docs = Files.createDirectories(directory.resolve("docs/old"));
        Files.writeString(docs.resolve("a.txt"), "a");
        Files.writeString(docs.resolve("b.pdf"), "b");
        Files.writeString(directory.resolve("docs/c.txt"), "c");
        alice.runs("/send bob " + directory.resolve("docs"));
        bob.sees("alice offers docs");
        assertEquals(
                List.of(
                        "docs/",
                        "docs/c.txt  1 B",
                        "docs/old/",
                        "docs/old/a.txt  1 B",
                        "docs/old/b.pdf  1 B"),
                bob.runs("/files show 1"));
        CommandException none =
                assertThrows(
                        CommandException.class, () -> bob.runs("/receive 1 only nothing.at.all"));
        assertEquals("nothing in it is called 'nothing.at.all'", none.getMessage());
        bob.runs("/receive 1 only *.txt");
        assertEquals(
                "bob has received docs (3 files, 3 B), but for 1 that it does not want",
                alice.sees("bob has received docs"));
        assertEquals(List.of("c.txt", "old", "old/a.txt"), tree(received.resolve("docs")));
    }

    @Test
    void aPartThatIsTakenWhileItsSenderIsAwayIsAllThatComesAfterARestart() throws Exception {
        Path docs = Files.createDirectories(directory.resolve("docs"));
        Files.writeString(docs.resolve("a.txt"), "a");
        Files.writeString(docs.resolve("b.pdf"), "b");
        alice.runs("/send bob " + docs);
        bob.sees("alice offers docs");
        bob.runs("/files show 1");
        net.cut(alice, bob);
        net.await(
                () -> bob.types("/files").toString().contains("a peer that is away"),
                () -> "the link is there");
        assertEquals(
                List.of("docs from alice comes when alice is back"),
                bob.runs("/receive 1 only *.txt"));
        bob.restart(plugin());
        net.mend(alice, bob);
        assertEquals(
                "docs from alice is saved: " + received.resolve("docs"),
                bob.sees("docs from alice is saved"));
        assertEquals(List.of("a.txt"), tree(received.resolve("docs")));
    }

    @Test
    void oneTransferThatWaitsAndCannotBeReadHoldsUpNoOther() throws Exception {
        net.cut(alice, bob);
        alice.runs("/send bob " + Files.writeString(directory.resolve("a.txt"), "content"));
        Path torn = alice.dataDirectory().resolve("outgoing/torn.send");
        Files.createFile(torn);
        alice.restart(plugin());
        alice.sees("what waits in " + torn + " can't be read");
        net.mend(alice, bob);
        bob.sees("alice offers a.txt (7 B)");
    }

    @Test
    void everythingOfAContactIsTakenUpToALimit() throws Exception {
        assertEquals(
                List.of("files of alice are taken without asking, up to 1.0 kB at once"),
                bob.runs("/files accept alice 1kB"));
        alice.runs("/send bob " + Files.writeString(directory.resolve("small"), "x".repeat(1000)));
        alice.sees("bob has received small (1.0 kB)");
        bob.restart(plugin());
        alice.runs("/send bob " + Files.writeString(directory.resolve("again"), "x".repeat(999)));
        alice.sees("bob has received again (999 B)");
        alice.runs("/send bob " + Files.writeString(directory.resolve("large"), "x".repeat(1001)));
        bob.sees("alice offers large");
        bob.runs("/files ask alice");
        alice.runs("/send bob " + Files.writeString(directory.resolve("third"), "x"));
        bob.sees("alice offers third");
    }

    @Test
    void nothingIsOverwrittenAndNoLinkFollowed() throws Exception {
        Files.createDirectories(received);
        Files.createDirectories(received.resolve("docs"));
        Path outside = Files.createDirectories(directory.resolve("outside"));
        Files.createSymbolicLink(received.resolve("docs (1)"), outside);
        Path docs = Files.createDirectories(directory.resolve("docs"));
        Files.writeString(docs.resolve("a.txt"), "theirs");
        alice.runs("/send bob " + docs);
        bob.sees("alice offers docs");
        bob.runs("/receive 1");
        bob.sees("docs from alice is saved: " + received.resolve("docs (2)"));
        assertEquals("theirs", Files.readString(received.resolve("docs (2)/a.txt")));
        assertEquals(List.of(), tree(outside));
        assertEquals(List.of(), tree(received.resolve("docs")));
    }

    @Test
    void stoppingOnEitherSideEndsBoth() throws Exception {
        Path file = Files.write(directory.resolve("a.bin"), random(100_000));
        alice.runs("/send bob " + file);
        bob.sees("alice offers a.bin");
        alice.runs("/files stop 1");
        alice.sees("a.bin to bob: stopped");
        bob.sees("alice has given up a.bin: stopped");
        alice.runs("/send bob " + file);
        bob.sees("alice offers a.bin (100.0 kB): /receive 2 or /refuse 2");
        bob.runs("/refuse 2");
        alice.sees("bob refused a.bin");
        assertFalse(Files.exists(received));
        awaitNothingLeft();
    }

    @Test
    void theOnlyOfferNeedsNoNumber() throws Exception {
        assertEquals("nothing is offered", mistake(() -> bob.runs("/receive")));
        Path folder = Files.createDirectory(directory.resolve("docs"));
        Files.write(folder.resolve("a.txt"), random(10));
        Files.write(folder.resolve("b.txt"), random(10));
        alice.runs("/send bob " + folder);
        bob.sees("alice offers docs");
        bob.runs("/receive only a.txt");
        bob.sees("docs from alice is saved: " + received.resolve("docs"));
        assertFalse(Files.exists(received.resolve("docs/b.txt")));

        Path file = Files.write(directory.resolve("a.bin"), random(100));
        alice.runs("/send bob " + file);
        bob.sees("alice offers a.bin");
        bob.runs("/receive as other.bin");
        bob.sees("a.bin from alice is saved: " + received.resolve("other.bin"));
        alice.sees("bob has received a.bin");

        alice.runs("/send bob " + file);
        bob.sees("alice offers a.bin (100 B): /receive 3 or /refuse 3");
        assertEquals(List.of("refused a.bin from alice (100 B)"), bob.runs("/refuse"));
        alice.sees("bob refused a.bin");
    }

    @Test
    void ofSeveralOffersTheNumberIsAskedFor() throws Exception {
        alice.runs("/send bob " + Files.write(directory.resolve("a.bin"), random(100)));
        alice.runs("/send bob " + Files.write(directory.resolve("b.bin"), random(200)));
        bob.sees("alice offers a.bin");
        bob.sees("alice offers b.bin");
        for (String command : List.of("/receive", "/refuse", "/receive as c.bin")) {
            assertTrue(
                    mistake(() -> bob.runs(command))
                            .matches("2 are offered: 1 is .\\.bin from alice .*, 2 is .*"),
                    command);
        }
        assertFalse(Files.exists(received));
    }

    private static String mistake(Executable command) {
        return String.valueOf(assertThrows(CommandException.class, command).getMessage());
    }

    @Test
    void aPeerThatHasOnlyTheOldProtocolIsServed() throws Exception {
        TestPeer carol =
                net.peer(
                        "carol",
                        Map.of("accept", "all"),
                        new FilesPlugin(
                                net.clock()::nanoTime,
                                net.clock(),
                                TransferLimits.DEFAULT,
                                Set.of(FilesPlugin.PROTOCOL),
                                directory.resolve("home")));
        alice.runs("/send carol " + Files.writeString(directory.resolve("a.txt"), "to carol"));
        alice.sees("carol has received a.txt (8 B)");
        carol.runs("/send bob " + Files.writeString(directory.resolve("b.txt"), "from carol"));
        bob.sees("carol offers b.txt");
        bob.runs("/receive 1");
        carol.sees("bob has received b.txt (10 B)");
    }

    @Test
    void filesGoToTheDownloadsOfTheUserWhoIsToldOnce() throws Exception {
        // the home that the plugin takes for the user's has the profile in it
        Path home = bob.dataDirectory().getParent();
        FilesPlugin atHome =
                new FilesPlugin(
                        net.clock()::nanoTime,
                        net.clock(),
                        TransferLimits.DEFAULT,
                        Set.of(FilesPlugin.PROTOCOL, FilesPlugin.TREES),
                        home);
        bob.restart(atHome);
        for (String name : List.of("a.txt", "b.txt")) {
            alice.runs("/send bob " + Files.writeString(directory.resolve(name), name));
            bob.sees("alice offers " + name);
            bob.runs("/receive " + (name.equals("a.txt") ? 1 : 2));
            alice.sees("bob has received " + name);
            assertEquals(name, Files.readString(home.resolve("Downloads").resolve(name)));
        }
        assertEquals(
                1,
                bob.notices().stream()
                        .filter(
                                line ->
                                        line.startsWith(
                                                "received files go to "
                                                        + home.resolve("Downloads")))
                        .count());
    }

    @Test
    void aPartThatNobodyClaimsIsRemovedAfterAWeek() throws Exception {
        Path file = Files.write(directory.resolve("big.bin"), random(16 * MIB));
        alice.runs("/send bob " + file);
        bob.sees("alice offers big.bin");
        net.slow(alice, bob, Duration.ofMillis(4));
        bob.runs("/receive 1");
        net.await(() -> done(bob, "big.bin from alice") >= 2 * MIB, () -> "nothing comes");
        net.cut(alice, bob);
        bob.sees("big.bin from alice waits");
        alice.runs("/files stop 1");
        bob.stop();
        assertEquals(1, names().size());
        net.clock().advance(Duration.ofDays(8));
        bob.restart(plugin());
        net.await(() -> unchecked(this::names).isEmpty(), () -> "still there");
        FileList.await(net, bob, "no files are offered or on their way");
    }

    @Test
    void manySmallFilesArriveAtOnce() throws Exception {
        Path many = Files.createDirectories(directory.resolve("many"));
        for (int i = 0; i < 1500; i++) {
            Files.writeString(many.resolve("a file with quite a long name " + i), "content " + i);
        }
        bob.runs("/files accept alice");
        alice.runs("/send bob " + many);
        alice.sees("bob has received many (1,500 files, 16.9 kB)");
        List<String> names = tree(received.resolve("many"));
        assertEquals(1500, names.size());
        for (String name : names) {
            assertEquals(
                    "content " + name.substring(name.lastIndexOf(' ') + 1),
                    Files.readString(received.resolve("many").resolve(name)));
        }
        awaitNothingLeft();
    }

    @Test
    void onlyWithoutNamesIsToldWhereTheNamesAre() throws Exception {
        alice.runs("/send bob " + Files.writeString(directory.resolve("a.txt"), "content"));
        bob.sees("alice offers a.txt");
        CommandException e =
                assertThrows(CommandException.class, () -> bob.runs("/receive 1 only"));
        assertEquals("the names of what you want are needed, too", e.getMessage());
        assertEquals("/files show 1", e.hint());
    }

    @Test
    void theSameIsNotSentTwiceAtOnce() throws Exception {
        Path file = Files.writeString(directory.resolve("a.txt"), "content");
        alice.runs("/send bob " + file);
        CommandException e =
                assertThrows(CommandException.class, () -> alice.runs("/send bob " + file));
        assertEquals("a.txt goes to bob already: it is number 1", e.getMessage());
    }

    @Test
    void aFileAndAPeerOfOneNameIsAnErrorInTheChatToo() {
        CommandException e =
                assertThrows(
                        CommandException.class,
                        () -> alice.called(withFile("bob"), "send bob bob"));
        assertEquals("'bob' is a peer, and a file here, too", e.getMessage());
    }

    private Path withFile(String name) throws IOException {
        Files.writeString(directory.resolve(name), "content");
        return directory;
    }

    private interface Asked<T> {
        T ask() throws IOException;
    }

    private static <T> T unchecked(Asked<T> asked) {
        try {
            return asked.ask();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Neither side keeps anything of transfers that have ended. */
    private void awaitNothingLeft() {
        net.await(
                () ->
                        unchecked(() -> tree(alice.dataDirectory().resolve("outgoing"))).isEmpty()
                                && unchecked(() -> tree(bob.dataDirectory().resolve("incoming")))
                                        .isEmpty(),
                () ->
                        "left: "
                                + unchecked(() -> tree(alice.dataDirectory()))
                                + unchecked(() -> tree(bob.dataDirectory())));
    }

    private List<String> names() throws IOException {
        if (!Files.exists(received)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(received)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        }
    }

    private static List<String> tree(Path root) throws IOException {
        if (!Files.exists(root)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.walk(root)) {
            return entries.filter(entry -> !entry.equals(root) && !Files.isSymbolicLink(entry))
                    .map(entry -> root.relativize(entry).toString())
                    .sorted()
                    .toList();
        }
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(42).nextBytes(bytes);
        return bytes;
    }

    private static long done(TestPeer peer, String title) {
        return peer.progress().stream()
                .filter(shown -> shown.title().equals(title))
                .mapToLong(ShownProgress::done)
                .sum();
    }
}
