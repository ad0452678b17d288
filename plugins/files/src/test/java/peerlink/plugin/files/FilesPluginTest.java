package peerlink.plugin.files;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import peerlink.api.CommandException;
import peerlink.api.Completion;
import peerlink.api.PeerUnavailableException;

/** Runs two nodes with the plugin, and checks the notices of their users. */
@Timeout(30)
final class FilesPluginTest {
    @TempDir Path directory;
    private final MovableClock clock = new MovableClock();
    private TestNode alice;
    private TestNode bob;
    private Path received;
    private FilesPlugin alicePlugin;
    private FilesPlugin bobPlugin;

    @BeforeEach
    void start() throws IOException {
        start(Map.of());
    }

    private void start(Map<String, String> settingsOfBob) throws IOException {
        alice = new TestNode("alice", Files.createDirectories(directory.resolve("a")), Map.of());
        bob = new TestNode("bob", Files.createDirectories(directory.resolve("b")), settingsOfBob);
        alice.knows(bob);
        bob.knows(alice);
        received = bob.dataDirectory().resolve("received");
        alicePlugin = new FilesPlugin(clock, TransferLimits.DEFAULT);
        bobPlugin = new FilesPlugin(clock, TransferLimits.DEFAULT);
        alicePlugin.start(alice);
        bobPlugin.start(bob);
    }

    private void restart(Map<String, String> settingsOfBob) throws IOException {
        stop();
        start(settingsOfBob);
    }

    @AfterEach
    void stop() {
        alice.close();
        bob.close();
        alicePlugin.stop();
        bobPlugin.stop();
        assertEquals(List.of(), alice.failures);
        assertEquals(List.of(), bob.failures);
        assertEquals(List.of(), alice.openProgress);
        assertEquals(List.of(), bob.openProgress);
    }

    @Test
    void aShellsCallEndsWithTheTransferAndProgramsAreToldOfIt() throws Exception {
        Files.writeString(directory.resolve("report.txt"), "green");
        List<String> printed = new CopyOnWriteArrayList<>();
        Thread call =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    try {
                                        printed.addAll(
                                                alice.runFromShell("send", "bob", "report.txt"));
                                    } catch (Exception e) {
                                        printed.add(e.toString());
                                    }
                                });
        bob.awaitNotice("alice offers report.txt");
        assertEquals(List.of(), printed);
        List<String> taken = bob.runFromShell("receive", "1");
        assertEquals(
                List.of("report.txt from alice is saved: " + received.resolve("report.txt")),
                taken);
        call.join();
        assertEquals(List.of("bob has received report.txt (5 B)"), printed);
        assertEquals(
                List.of(
                        "file-offered 1 report.txt",
                        "file-taken 1 report.txt",
                        "file-saved 1 report.txt"),
                bob.events);
        assertEquals(List.of("file-sent 1 report.txt"), alice.events);
        assertEquals(List.of(), alice.notices);
    }

    @Test
    void aShellsCallFailsIfTheFileIsRefused() throws Exception {
        Path file = Files.writeString(directory.resolve("report.txt"), "green");
        bob.fork(
                "refusal",
                () -> {
                    bob.awaitNotice("alice offers");
                    try {
                        bob.run("refuse", "1");
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                });
        CommandException e =
                assertThrows(
                        CommandException.class,
                        () -> alice.runFromShell("send", "bob", file.toString()));
        assertEquals("bob refused report.txt", e.getMessage());
        assertEquals(List.of("file-failed 1 report.txt"), alice.events);
    }

    @Test
    void anAcceptedFileArrivesWhole() throws Exception {
        byte[] content = random(5_000_000);
        Path file = Files.write(directory.resolve("report.pdf"), content);
        assertEquals(
                List.of("offered report.pdf to bob; /files stop 1 takes it back"),
                alice.run("send", "bob", file.toString()));
        assertEquals(
                "alice offers report.pdf (5.0 MB): /receive 1 or /refuse 1",
                bob.awaitNotice("alice offers"));
        bob.run("receive", "1");
        bob.awaitNotice("report.pdf from alice is saved: " + received.resolve("report.pdf"));
        alice.awaitNotice("bob has received report.pdf (5.0 MB)");
        assertArrayEquals(content, Files.readAllBytes(received.resolve("report.pdf")));
        assertEquals(
                PosixFilePermissions.fromString("rw-------"),
                Files.getPosixFilePermissions(received.resolve("report.pdf")));
        assertEquals(List.of("report.pdf"), names());
        assertEquals(5_000_000, alice.progress.get("report.pdf to bob").get());
        assertEquals(5_000_000, bob.progress.get("report.pdf from alice").get());
        assertEquals(List.of("no files are offered or on their way"), alice.run("files"));
    }

    @Test
    void anEmptyFileArrives() throws Exception {
        send("empty.txt", "");
        bob.run("receive", "1");
        alice.awaitNotice("bob has received empty.txt (0 B)");
        assertEquals(0, Files.size(received.resolve("empty.txt")));
    }

    @Test
    void aRefusedFileIsNotSent() throws Exception {
        send("a.txt", "content");
        bob.run("refuse", "1");
        alice.awaitNotice("bob refused a.txt");
        assertThrows(CommandException.class, () -> bob.run("receive", "1"));
        assertFalse(Files.exists(received));
    }

    @Test
    void nothingIsOverwrittenAndNoLinkFollowed() throws Exception {
        Files.createDirectories(received);
        Files.writeString(received.resolve("a.tar"), "mine");
        Path outside = directory.resolve("outside");
        Files.createSymbolicLink(received.resolve("a (1).tar"), outside);
        send("a.tar", "theirs");
        bob.run("receive", "1");
        bob.awaitNotice("a.tar from alice is saved: " + received.resolve("a (2).tar"));
        assertEquals("mine", Files.readString(received.resolve("a.tar")));
        assertEquals("theirs", Files.readString(received.resolve("a (2).tar")));
        assertFalse(Files.exists(outside));
    }

    @Test
    void theUserMayChooseWhereItGoes() throws Exception {
        Path folder = Files.createDirectory(directory.resolve("elsewhere"));
        send("a.txt", "1");
        bob.run("receive", "1", "as", "b.txt");
        bob.awaitNotice("a.txt from alice is saved: " + received.resolve("b.txt"));
        send("a.txt", "2");
        bob.run("receive", "2", "as", folder.toString());
        bob.awaitNotice("a.txt from alice is saved: " + folder.resolve("a.txt"));
        send("a.txt", "3");
        bob.run("receive", "3", "as", folder.resolve("c.txt").toString());
        bob.awaitNotice("a.txt from alice is saved: " + folder.resolve("c.txt"));
        assertEquals("3", Files.readString(folder.resolve("c.txt")));
    }

    @Test
    void aFolderThatCannotBeWrittenLeavesTheOfferStanding() throws Exception {
        Path file = Files.writeString(directory.resolve("plain"), "no folder");
        send("a.txt", "content");
        CommandException e =
                assertThrows(
                        CommandException.class,
                        () -> bob.run("receive", "1", "as", file.resolve("x") + "/y"));
        assertTrue(e.getMessage().startsWith("can't save to '" + file), e::getMessage);
        bob.run("receive", "1");
        alice.awaitNotice("bob has received");
    }

    @Test
    void everythingIsAcceptedIfTheUserSaysSo() throws Exception {
        restart(Map.of("accept", "all", "folder", directory.resolve("drop").toString()));
        alice.run("send", "bob", file("a.txt", "content").toString());
        alice.awaitNotice("bob has received a.txt");
        assertEquals("content", Files.readString(directory.resolve("drop/a.txt")));
    }

    @Test
    void aReceiverThatAcceptsAllButCannotSaveTellsTheSender() throws Exception {
        Path plain = Files.writeString(directory.resolve("plain"), "no folder");
        restart(Map.of("accept", "all", "folder", plain.toString()));
        alice.run("send", "bob", file("a.txt", "content").toString());
        alice.awaitNotice("bob has given up a.txt: it could not be saved");
        bob.awaitNotice("a.txt from alice failed: ");
        assertEquals("no folder", Files.readString(plain));
    }

    @Test
    void unknownSettingsAreErrors() {
        for (Map<String, String> settings :
                List.of(Map.of("accept", "none"), Map.of("folders", "/tmp"))) {
            assertThrows(
                    IllegalArgumentException.class, () -> FileSettings.of(settings, directory));
        }
    }

    @Test
    void anOfferExpires() throws Exception {
        send("a.txt", "content");
        clock.advance(TransferLimits.DEFAULT.answer().plusSeconds(1));
        bob.awaitNotice("the offer of a.txt from alice has expired");
        alice.awaitNotice("bob refused a.txt: nobody answered");
        assertThrows(CommandException.class, () -> bob.run("receive", "1"));
    }

    @Test
    void anOfferCanBeTakenBack() throws Exception {
        send("a.txt", "content");
        alice.run("files", "stop", "1");
        alice.awaitNotice("a.txt to bob: stopped");
        bob.awaitNotice("alice has given up a.txt: stopped");
        assertThrows(CommandException.class, () -> bob.run("receive", "1"));
    }

    @Test
    void aFileThatShrinksIsGivenUpOnBothSides() throws Exception {
        Path file = send("a.bin", "x".repeat(100_000));
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(10);
        }
        bob.run("receive", "1");
        alice.awaitNotice("a.bin to bob: it can't be read: it became shorter");
        bob.awaitNotice("alice has given up a.bin: it can't be read");
        assertEquals(List.of(), names());
    }

    @Test
    void bothListsShowWhatIsGoingOn() throws Exception {
        send("a.txt", "content");
        assertEquals(List.of("1  a.txt to bob (7 B), waiting for an answer"), alice.run("files"));
        assertEquals(
                List.of("1  a.txt from alice (7 B), offered: /receive 1 or /refuse 1"),
                bob.run("files"));
    }

    @Test
    void argumentsComplete() throws Exception {
        send("a.txt", "content");
        assertEquals(new Completion.Peers(), alice.command("send").complete(List.of("b")));
        assertEquals(new Completion.Files(), alice.command("send").complete(List.of("bob", "")));
        assertEquals(
                new Completion.Words(List.of("1")), bob.command("receive").complete(List.of("")));
        assertEquals(
                new Completion.Words(List.of("as")),
                bob.command("receive").complete(List.of("1", "")));
        assertEquals(
                new Completion.Words(List.of("1")),
                alice.command("files").complete(List.of("stop", "")));
    }

    @Test
    void mistakesAreExplained() {
        assertMessage("a peer and a file are needed", () -> alice.run("send"));
        assertMessage("a file is needed, too", () -> alice.run("send", "bob"));
        assertMessage(
                "a file's name with blanks stands in quotes",
                () -> alice.run("send", "bob", "sp", "ace.txt"));
        assertMessage("no such file: '/no/such'", () -> alice.run("send", "bob", "/no/such"));
        assertMessage(
                "a folder: '" + directory + "'",
                () -> alice.run("send", "bob", directory.toString()));
        assertMessage("no file with number '7'", () -> bob.run("receive", "7"));
        assertMessage("no file with number 'x'", () -> bob.run("refuse", "x"));
        assertThrows(
                PeerUnavailableException.class,
                () -> alice.run("send", "carol", file("a.txt", "x").toString()));
    }

    @Test
    void aPeerWithoutThePluginIsSaidToLackIt() throws Exception {
        TestNode carol = new TestNode("carol", directory, Map.of());
        alice.knows(carol);
        assertMessage(
                "carol can't receive files: the plugin files is missing there",
                () -> alice.run("send", "carol", file("a.txt", "x").toString()));
    }

    @Test
    void stoppingThePluginLeavesNoPartBehind() throws Exception {
        MemoryLink link = alice.dial(bob);
        link.send(new Frame.Offer(10, "a.txt").encode());
        bob.awaitNotice("alice offers a.txt");
        bob.run("receive", "1");
        link.receive();
        assertEquals(1, names().size());
        bob.close();
        bobPlugin.stop();
        assertEquals(List.of(), names());
    }

    private void assertMessage(
            String message, org.junit.jupiter.api.function.Executable executable) {
        assertEquals(message, assertThrows(CommandException.class, executable).getMessage());
    }

    private Path send(String name, String content) throws Exception {
        Path file = file(name, content);
        int before = bob.notices.size();
        alice.run("send", "bob", file.toString());
        TestNode.await(() -> bob.notices.size() > before, () -> "no offer: " + bob.notices);
        return file;
    }

    private Path file(String name, String content) throws IOException {
        return Files.writeString(directory.resolve(name), content);
    }

    private List<String> names() throws IOException {
        try (Stream<Path> entries = Files.list(received)) {
            return entries.map(entry -> entry.getFileName().toString()).toList();
        }
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(42).nextBytes(bytes);
        return bytes;
    }
}
