package peerlink.plugin.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import peerlink.api.Bytes;
import peerlink.api.CommandException;
import peerlink.api.PeerUnavailableException;
import peerlink.testkit.ShellCall;
import peerlink.testkit.TestNet;
import peerlink.testkit.TestPeer;

/** Sends and receives as scripts do. */
@Timeout(60)
final class ShellFilesTest {
    @TempDir Path directory;
    private final TestNet net = TestNet.open();
    private final TestPeer alice = net.peer("alice", plugin());
    private final TestPeer bob = net.peer("bob", plugin());

    private FilesPlugin plugin() {
        return new FilesPlugin(
                net.clock()::nanoTime,
                net.clock(),
                TransferLimits.DEFAULT,
                Set.of(FilesPlugin.PROTOCOL, FilesPlugin.TREES),
                Path.of("no home"));
    }

    @AfterEach
    void stop() {
        net.close();
    }

    /** Checks that docs/peerlink.schema.json names each field of a transfer. */
    private static void assertDescribed(Map<String, ?> fields) {
        String schema;
        try {
            schema = Files.readString(Path.of("..", "..", "docs", "peerlink.schema.json"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        int start = schema.indexOf("\n    \"file\": {");
        String file = schema.substring(start, schema.indexOf("\n    }", start));
        for (String field : fields.keySet()) {
            assertTrue(file.contains("\n        \"" + field + "\": {"), field);
        }
        assertTrue(
                file.contains(
                        "\"required\": [\"number\", \"direction\", \"peer\", \"name\", \"file\", \"size\", \"state\"]"));
        assertTrue(
                fields.keySet()
                        .containsAll(
                                List.of(
                                        "number",
                                        "direction",
                                        "peer",
                                        "name",
                                        "file",
                                        "size",
                                        "state")));
    }

    private FutureTask<ShellCall> begins(TestPeer peer, String line) {
        FutureTask<ShellCall> call = new FutureTask<>(() -> peer.called(directory, line));
        Thread.ofVirtual().start(call);
        return call;
    }

    @Test
    void bothCallsEndWithTheTransfer() throws Exception {
        Path docs = Files.createDirectories(directory.resolve("docs"));
        Files.writeString(docs.resolve("a.txt"), "green");
        Path into = directory.resolve("into");
        FutureTask<ShellCall> receiving =
                begins(bob, "receive --from alice --accept all --into into --once");
        FutureTask<ShellCall> sending = begins(alice, "send-file bob docs");
        assertEquals(
                List.of("docs from alice is saved: " + into.resolve("docs")),
                receiving.get().printed());
        assertEquals(List.of("bob has received docs (5 B)"), sending.get().printed());
        sending.get().fields().forEach(ShellFilesTest::assertDescribed);
        receiving.get().fields().forEach(ShellFilesTest::assertDescribed);
        Map<String, ?> fields = sending.get().fields().getLast();
        assertEquals("outgoing", fields.get("direction"));
        assertEquals(5L, fields.get("size"));
        assertEquals("green", Files.readString(into.resolve("docs/a.txt")));
    }

    @Test
    void oneThatFailsOrStaysAwayHoldsUpNoneBehindIt() throws Exception {
        TestPeer carol = net.peer("carol", plugin());
        var _ = begins(bob, "receive --accept all --into into");
        net.slow(carol, bob, Duration.ofMillis(150));
        Path big = big();
        carol.runs("/send bob " + big);
        net.await(() -> bob.events().contains("file-taken"), () -> "not taken");
        net.cut(carol, bob);
        begins(alice, "send-file bob " + Files.writeString(directory.resolve("a.txt"), "a")).get();
        bob.sees("a.txt from alice is saved");
    }

    @Test
    void aPeerThatIsNotThereIsAnErrorUnlessTheFilesMayWait() throws Exception {
        Files.writeString(directory.resolve("a.txt"), "green");
        net.cut(alice, bob);
        assertThrows(
                PeerUnavailableException.class,
                () -> alice.called(directory, "send-file bob a.txt"));
        FileList.await(net, alice, "no files are offered or on their way");
        ShellCall queued = alice.called(directory, "send-file bob a.txt --queue");
        assertTrue(
                queued.printed().getFirst().startsWith("bob is not there: a.txt waits"),
                queued.printed()::toString);
        alice.restart(plugin());
        net.mend(alice, bob);
        bob.sees("alice offers a.txt");
        bob.runs("/receive 1");
        alice.sees("bob has received a.txt (5 B)");
    }

    @Test
    void theProgressIsToldForPeopleAndPrograms() throws Exception {
        big();
        FutureTask<ShellCall> sending = begins(alice, "send-file bob big.bin");
        bob.sees("alice offers big.bin");
        net.slow(alice, bob, Duration.ofMillis(150));
        bob.runs("/receive 1");
        ShellCall call = sending.get();
        assertTrue(
                call.progress().getFirst().matches("big.bin  [0-9]+ % of 12.0 MB.*"),
                call.printed()::toString);
        Map<String, ?> first = call.fields().getFirst();
        assertEquals("progress", first.get("event"));
        assertDescribed(first);
        assertInstanceOf(Long.class, first.get("done"));
    }

    @Test
    void datesAndTheRightToRunAreKeptWhereBothSidesWantThat() throws Exception {
        Path docs = Files.createDirectories(directory.resolve("docs"));
        Path script = Files.writeString(docs.resolve("run.sh"), "#!/bin/sh");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path text = Files.writeString(docs.resolve("a.txt"), "green");
        FileTime then = FileTime.from(Instant.parse("2001-02-03T04:05:06Z"));
        Files.setLastModifiedTime(script, then);
        Files.setLastModifiedTime(text, then);
        FutureTask<ShellCall> receiving =
                begins(bob, "receive --accept all --into kept --once --preserve");
        alice.called(directory, "send-file bob docs --preserve");
        receiving.get();
        Path kept = directory.resolve("kept/docs");
        assertEquals(then, Files.getLastModifiedTime(kept.resolve("run.sh")));
        assertEquals(then, Files.getLastModifiedTime(kept.resolve("a.txt")));
        assertEquals("rwx------", mode(kept.resolve("run.sh")));
        assertEquals("rw-------", mode(kept.resolve("a.txt")));

        var sending = begins(alice, "send-file bob docs --preserve");
        bob.sees("alice offers docs (2 files, 14 B, dates with --preserve): /receive 2");
        Path plain = directory.resolve("plain");
        bob.runs("/receive 2 as " + plain);
        sending.get();
        assertEquals("rw-------", mode(plain.resolve("run.sh")));
        assertTrue(Files.getLastModifiedTime(plain.resolve("a.txt")).compareTo(then) > 0);
    }

    private static String mode(Path file) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    @Test
    void theStandardInputIsSentUnderTheNameOfTheUser() throws Exception {
        begins(bob, "receive --accept all --into into");
        Bytes input = Bytes.utf8("green\n");
        alice.called(directory, "send-file bob - --as report.txt", input);
        bob.sees("report.txt from alice is saved");
        alice.called(directory, "send-file bob -", input);
        bob.sees("stdin from alice is saved");
        assertEquals("green\n", Files.readString(directory.resolve("into/report.txt")));
        assertEquals("green\n", Files.readString(directory.resolve("into/stdin")));
        assertEquals(List.of(), copies());
    }

    @Test
    void aStandardInputThatWaitsIsSentByALaterProcess() throws Exception {
        net.cut(alice, bob);
        alice.called(directory, "send-file bob - --queue", Bytes.utf8("green"));
        assertEquals(1, copies().size());
        alice.restart(plugin());
        net.mend(alice, bob);
        bob.sees("alice offers stdin");
        bob.runs("/receive 1");
        alice.sees("bob has received stdin (5 B)");
        assertEquals(List.of(), copies());
    }

    @Test
    void aStandardInputThatMayWaitOutlastsAProcessThatEndsMeanwhile() throws Exception {
        FutureTask<ShellCall> sending =
                new FutureTask<>(
                        () ->
                                alice.called(
                                        directory, "send-file bob - --queue", Bytes.utf8("green")));
        Thread.ofVirtual().start(sending);
        bob.sees("alice offers stdin");
        alice.restart(plugin());
        assertThrows(ExecutionException.class, sending::get);
        assertEquals(1, copies().size());
    }

    @Test
    void aStandardInputForNobodyIsForgotten() throws Exception {
        net.cut(alice, bob);
        assertThrows(
                PeerUnavailableException.class,
                () -> alice.called(directory, "send-file bob -", Bytes.utf8("green")));
        assertEquals(List.of(), copies());
    }

    /** Returns the copies of standard inputs that alice keeps. */
    private List<Path> copies() throws Exception {
        try (Stream<Path> files = Files.walk(alice.dataDirectory())) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> file.toString().contains("/input/"))
                    .toList();
        }
    }

    private Path big() throws Exception {
        ByteBuffer content = ByteBuffer.allocate(12_000_000);
        new Random(1).ints(3_000_000).forEach(content::putInt);
        return Files.write(directory.resolve("big.bin"), content.array());
    }

    @Test
    void mistakesAreExplained() {
        Map<String, String> mistakes =
                Map.of(
                        "receive --once",
                        "nobody is there to answer | peerlink receive --accept all",
                        "receive --accept some",
                        "--accept takes all or ask, and not 'some' | peerlink receive --accept all",
                        "receive --twice",
                        "receive takes a number, or --from PEER, --accept all or ask, --into FOLDER, --once, --preserve, and not '--twice' | peerlink receive --accept all --once",
                        "send-file bob -",
                        "there is no standard input here: - is for a shell; a file of that name is ./- | ",
                        "send-file bob a.txt --as b.txt",
                        "--as is for the standard input, which is - | ",
                        "send-file bob - --as ../b.txt",
                        "--as takes a plain file name, and not '../b.txt' | ",
                        "send-file bob - -",
                        "the standard input can be sent once | ");
        mistakes.forEach(
                (line, told) -> {
                    FutureTask<ShellCall> call = begins(bob, line.replace("bob", "alice"));
                    if (line.equals("receive --once")) {
                        assertOffered();
                    }
                    ExecutionException e = assertThrows(ExecutionException.class, call::get);
                    CommandException mistake =
                            assertInstanceOf(CommandException.class, e.getCause());
                    assertEquals(told, mistake.getMessage() + " | " + mistake.hint());
                });
    }

    private void assertOffered() {
        try {
            alice.runs("/send bob " + Files.writeString(directory.resolve("a.txt"), "green"));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aFileAndAPeerOfOneNameIsAnError() throws Exception {
        Files.writeString(directory.resolve("bob"), "green");
        CommandException e =
                assertThrows(
                        CommandException.class, () -> alice.called(directory, "send-file bob bob"));
        assertEquals("'bob' is a peer, and a file here, too", e.getMessage());
        assertEquals("/send ./bob", e.hint());
        assertFalse(alice.runs("/files").isEmpty());
    }
}
