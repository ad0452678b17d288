package peerlink.plugin.files;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
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
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import peerlink.api.CommandException;
import peerlink.api.Completion;
import peerlink.api.Link;
import peerlink.api.PeerUnavailableException;
import peerlink.testkit.ShellCall;
import peerlink.testkit.ShownProgress;
import peerlink.testkit.TestNet;
import peerlink.testkit.TestPeer;

/** Runs two nodes that speak {@code files/1} alone, and checks the notices of their users. */
@Timeout(30)
final class FilesPluginTest {
    @TempDir Path directory;
    private TestNet net;
    private TestPeer alice;
    private TestPeer bob;
    private Path received;

    @BeforeEach
    void start() {
        start(Map.of());
    }

    private void start(Map<String, String> settingsOfBob) {
        net = TestNet.open();
        alice = net.peer("alice", plugin());
        bob = net.peer("bob", settingsOfBob, plugin());
        received = bob.dataDirectory().resolve("received");
    }

    private FilesPlugin plugin() {
        return new FilesPlugin(
                net.clock()::nanoTime,
                net.clock(),
                TransferLimits.DEFAULT,
                Set.of(FilesPlugin.PROTOCOL),
                directory.resolve("home"));
    }

    private void restart(Map<String, String> settingsOfBob) {
        stop();
        start(settingsOfBob);
    }

    @AfterEach
    void stop() {
        net.close();
        assertEquals(List.of(), running(alice));
        assertEquals(List.of(), running(bob));
    }

    private static List<ShownProgress> running(TestPeer peer) {
        return peer.progress().stream().filter(shown -> !shown.hasEnded()).toList();
    }

    @Test
    void aShellsCallEndsWithTheTransferAndProgramsAreToldOfIt() throws Exception {
        Files.writeString(directory.resolve("report.txt"), "green");
        FutureTask<ShellCall> sending =
                new FutureTask<>(() -> alice.called(directory, "send bob report.txt"));
        Thread.ofVirtual().start(sending);
        bob.sees("alice offers report.txt");
        assertFalse(sending.isDone());
        assertEquals(
                List.of("report.txt from alice is saved: " + received.resolve("report.txt")),
                bob.called(directory, "receive 1").printed());
        assertEquals(List.of("bob has received report.txt (5 B)"), sending.get().printed());
        assertEquals(List.of("file-offered", "file-taken", "file-saved"), bob.events());
        assertEquals(List.of("file-sent"), alice.events());
        assertEquals(List.of(), alice.notices());
    }

    @Test
    void aShellsCallFailsIfTheFileIsRefused() throws Exception {
        Path file = Files.writeString(directory.resolve("report.txt"), "green");
        FutureTask<ShellCall> sending =
                new FutureTask<>(() -> alice.called(directory, "send bob " + file));
        Thread.ofVirtual().start(sending);
        bob.sees("alice offers report.txt");
        bob.runs("/refuse 1");
        ExecutionException e = assertThrows(ExecutionException.class, sending::get);
        CommandException refused = assertInstanceOf(CommandException.class, e.getCause());
        assertEquals("bob refused report.txt", refused.getMessage());
        assertEquals(List.of("file-failed"), alice.events());
    }

    @Test
    void anAcceptedFileArrivesWhole() throws Exception {
        byte[] content = random(5_000_000);
        Path file = Files.write(directory.resolve("report.pdf"), content);
        assertEquals(
                List.of("offered report.pdf to bob; /files stop 1 takes it back"),
                alice.runs("/send bob " + file));
        assertEquals(
                "alice offers report.pdf (5.0 MB): /receive 1 or /refuse 1",
                bob.sees("alice offers"));
        bob.runs("/receive 1");
        bob.sees("report.pdf from alice is saved: " + received.resolve("report.pdf"));
        alice.sees("bob has received report.pdf (5.0 MB)");
        assertArrayEquals(content, Files.readAllBytes(received.resolve("report.pdf")));
        assertEquals(
                PosixFilePermissions.fromString("rw-------"),
                Files.getPosixFilePermissions(received.resolve("report.pdf")));
        assertEquals(List.of("report.pdf"), names());
        assertEquals(5_000_000, done(alice, "report.pdf to bob"));
        assertEquals(5_000_000, done(bob, "report.pdf from alice"));
        FileList.await(net, alice, "no files are offered or on their way");
    }

    @Test
    void anEmptyFileArrives() throws Exception {
        send("empty.txt", "");
        bob.runs("/receive 1");
        alice.sees("bob has received empty.txt (0 B)");
        assertEquals(0, Files.size(received.resolve("empty.txt")));
    }

    @Test
    void aRefusedFileIsNotSent() throws Exception {
        send("a.txt", "content");
        bob.runs("/refuse 1");
        alice.sees("bob refused a.txt");
        assertThrows(CommandException.class, () -> bob.runs("/receive 1"));
        assertFalse(Files.exists(received));
    }

    @Test
    void nothingIsOverwrittenAndNoLinkFollowed() throws Exception {
        Files.createDirectories(received);
        Files.writeString(received.resolve("a.tar"), "mine");
        Path outside = directory.resolve("outside");
        Files.createSymbolicLink(received.resolve("a (1).tar"), outside);
        send("a.tar", "theirs");
        bob.runs("/receive 1");
        bob.sees("a.tar from alice is saved: " + received.resolve("a (2).tar"));
        assertEquals("mine", Files.readString(received.resolve("a.tar")));
        assertEquals("theirs", Files.readString(received.resolve("a (2).tar")));
        assertFalse(Files.exists(outside));
    }

    @Test
    void theUserMayChooseWhereItGoes() throws Exception {
        Path folder = Files.createDirectory(directory.resolve("elsewhere"));
        send("a.txt", "1");
        bob.runs("/receive 1 as b.txt");
        bob.sees("a.txt from alice is saved: " + received.resolve("b.txt"));
        send("a2.txt", "2");
        bob.runs("/receive 2 as " + folder);
        bob.sees("a2.txt from alice is saved: " + folder.resolve("a2.txt"));
        send("a3.txt", "3");
        bob.runs("/receive 3 as " + folder.resolve("c.txt"));
        bob.sees("a3.txt from alice is saved: " + folder.resolve("c.txt"));
        assertEquals("3", Files.readString(folder.resolve("c.txt")));
    }

    @Test
    void aFolderThatCannotBeWrittenLeavesTheOfferStanding() throws Exception {
        Path file = Files.writeString(directory.resolve("plain"), "no folder");
        send("a.txt", "content");
        CommandException e =
                assertThrows(
                        CommandException.class,
                        () -> bob.runs("/receive 1 as " + file.resolve("x") + "/y"));
        assertTrue(e.getMessage().startsWith("can't save to '" + file), e::getMessage);
        bob.runs("/receive 1");
        alice.sees("bob has received");
    }

    @Test
    void everythingIsAcceptedIfTheUserSaysSo() throws Exception {
        restart(Map.of("accept", "all", "folder", directory.resolve("drop").toString()));
        alice.runs("/send bob " + file("a.txt", "content"));
        alice.sees("bob has received a.txt");
        assertEquals("content", Files.readString(directory.resolve("drop/a.txt")));
    }

    @Test
    void aReceiverThatAcceptsAllButCannotSaveTellsTheSender() throws Exception {
        Path plain = Files.writeString(directory.resolve("plain"), "no folder");
        restart(Map.of("accept", "all", "folder", plain.toString()));
        alice.runs("/send bob " + file("a.txt", "content"));
        alice.sees("bob has given up a.txt: it could not be saved");
        bob.sees("a.txt from alice failed: ");
        assertEquals("no folder", Files.readString(plain));
    }

    @Test
    void aSettingThatMakesNoSenseEndsTheStartAndAnUnknownOneIsTold() {
        restart(Map.of("accept", "none"));
        assertEquals(
                List.of("files: plugins.files.accept = 'none' (allowed: ask or all)"),
                bob.failures());
        restart(Map.of("folders", "/tmp"));
        bob.sees(
                "plugins.files.folders = '/tmp' is not used: the plugin has no such setting (there is accept: ask or all, folder: a path)");
    }

    @Test
    void aChangeOfASettingCountsWhileThePluginRuns() throws Exception {
        restart(Map.of());
        bob.configures(Map.of("accept", "all", "folder", directory.resolve("drop").toString()));
        alice.runs("/send bob " + file("a.txt", "content"));
        alice.sees("bob has received a.txt");
        assertEquals("content", Files.readString(directory.resolve("drop/a.txt")));
        bob.configures(Map.of("accept", "perhaps"));
        bob.sees("plugins.files.accept = 'perhaps' (allowed: ask or all); the value before holds");
        alice.runs("/send bob " + file("b.txt", "content"));
        alice.sees("bob has received b.txt");
    }

    @Test
    void thePluginCanBeTakenAway() throws Exception {
        Path file = file("a.txt", "content");
        alice.assertCollectable(
                () -> {
                    alice.runs("/send bob " + file);
                    bob.sees("alice offers a.txt");
                    bob.runs("/receive 1");
                    alice.sees("bob has received a.txt");
                });
    }

    @Test
    void anOfferExpires() throws Exception {
        send("a.txt", "content");
        net.clock().advance(TransferLimits.DEFAULT.answer().plusSeconds(1));
        bob.sees("the offer of a.txt from alice has expired");
        alice.sees("bob refused a.txt: nobody answered");
        assertThrows(CommandException.class, () -> bob.runs("/receive 1"));
    }

    @Test
    void anOfferCanBeTakenBack() throws Exception {
        send("a.txt", "content");
        alice.runs("/files stop 1");
        alice.sees("a.txt to bob: stopped");
        bob.sees("alice has given up a.txt: stopped");
        assertThrows(CommandException.class, () -> bob.runs("/receive 1"));
    }

    @Test
    void aFileThatShrinksIsGivenUpOnBothSides() throws Exception {
        Path file = send("a.bin", "x".repeat(100_000));
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(10);
        }
        bob.runs("/receive 1");
        alice.sees("a.bin to bob: it can't be read: it became shorter");
        bob.sees("alice has given up a.bin: it can't be read");
        assertEquals(List.of(), names());
    }

    @Test
    void bothListsShowWhatIsGoingOn() throws Exception {
        send("a.txt", "content");
        FileList.await(net, alice, "1  a.txt to bob (7 B), waiting for an answer");
        FileList.await(net, bob, "1  a.txt from alice (7 B), offered: /receive 1 or /refuse 1");
    }

    @Test
    void argumentsComplete() throws Exception {
        send("a.txt", "content");
        assertEquals(new Completion.Peers(), alice.completes("/send b"));
        assertEquals(new Completion.Files(), alice.completes("/send bob "));
        assertEquals(new Completion.Words(List.of("1")), bob.completes("/receive "));
        assertEquals(new Completion.Words(List.of("as", "only")), bob.completes("/receive 1 "));
        assertEquals(new Completion.Files(), bob.completes("/receive as "));
        assertEquals(new Completion.Words(List.of("1")), alice.completes("/files stop "));
    }

    @Test
    void withoutAPeerAFileGoesToTheOpenChatsOrTheHintNamesOne() throws Exception {
        Path file = file("a.txt", "content");
        CommandException refused =
                assertThrows(CommandException.class, () -> alice.runs("/send " + file));
        assertEquals("a peer is needed, too, or an open chat", refused.getMessage());
        assertEquals("/send bob " + file, refused.hint());
        alice.chats(bob);
        assertEquals(
                List.of("offered a.txt to bob; /files stop 1 takes it back"),
                alice.runs("/send " + file));
        assertMessage("no such file: '/no/such'", () -> alice.runs("/send /no/such"));
        assertMessage("a file is needed, too", () -> alice.runs("/send bob"));
    }

    @Test
    void mistakesAreExplained() {
        assertMessage("a peer and a file are needed", () -> alice.runs("/send"));
        assertMessage("a file is needed, too", () -> alice.runs("/send bob"));
        assertMessage(
                "a file's name with blanks stands in quotes",
                () -> alice.runs("/send bob sp ace.txt"));
        assertMessage("no such file: '/no/such'", () -> alice.runs("/send bob /no/such"));
        assertMessage(
                "bob takes one file at a time: its PeerLink is older",
                () -> alice.runs("/send bob " + directory));
        assertMessage("no file with number '7'", () -> bob.runs("/receive 7"));
        assertMessage("no file with number 'x'", () -> bob.runs("/refuse x"));
        assertThrows(
                PeerUnavailableException.class,
                () -> alice.runs("/send carol " + file("a.txt", "x")));
    }

    @Test
    void aPeerWithoutThePluginIsSaidToLackIt() throws Exception {
        net.peer("carol");
        assertMessage(
                "carol can't receive files: the plugin files is missing there",
                () -> alice.runs("/send carol " + file("a.txt", "x")));
    }

    @Test
    void stoppingThePluginLeavesNoPartBehind() throws Exception {
        Link link = alice.opens(bob, FilesPlugin.PROTOCOL);
        link.send(new Frame.Offer(10, "a.txt").encode());
        bob.sees("alice offers a.txt");
        bob.runs("/receive 1");
        link.receive();
        assertEquals(1, names().size());
        bob.stop();
        assertEquals(List.of(), names());
    }

    private void assertMessage(
            String message, org.junit.jupiter.api.function.Executable executable) {
        assertEquals(message, assertThrows(CommandException.class, executable).getMessage());
    }

    private Path send(String name, String content) throws Exception {
        Path file = file(name, content);
        int before = bob.notices().size();
        alice.runs("/send bob " + file);
        net.await(() -> bob.notices().size() > before, () -> "no offer: " + bob.notices());
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

    private static long done(TestPeer peer, String title) {
        return peer.progress().stream()
                .filter(shown -> shown.title().equals(title))
                .mapToLong(ShownProgress::done)
                .sum();
    }
}
