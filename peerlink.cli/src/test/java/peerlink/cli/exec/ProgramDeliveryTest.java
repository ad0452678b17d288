package peerlink.cli.exec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import peerlink.api.Bytes;
import peerlink.api.Message;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.cli.fixture.PrintedJson;
import peerlink.cli.node.Profile;
import peerlink.cli.program.Hints;
import peerlink.cli.text.ContactLines;
import peerlink.cli.text.JsonLines;
import peerlink.cli.text.MessagePrinter;
import peerlink.cli.text.ShownTimes;
import peerlink.core.model.NodeEvent.MessageArrived;
import peerlink.core.model.Trust;

/** Runs real programs of {@code sh}. */
@Timeout(60)
@EnabledOnOs(
        value = {OS.LINUX, OS.MAC},
        disabledReason = "the programs are of sh")
class ProgramDeliveryTest {
    private static final Instant NOW = Instant.parse("2026-01-02T13:05:00Z");
    private static final Peer ALICE =
            new Peer(PeerId.ofKey(new byte[] {1}), new PeerName("alice"), List.of());

    @TempDir private Path folder;
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private Profile profile;
    private SetAside setAside;

    @BeforeEach
    void makeProfile() throws IOException {
        profile = new Profile(folder, new PeerName("bot"));
        Files.createDirectories(profile.directory());
        setAside = new SetAside(profile.directory(), 2);
    }

    private static MessageArrived message(String text) {
        return new MessageArrived(
                new Message("m-1", ALICE.id(), ALICE.id(), Message.TEXT, Bytes.utf8(text), NOW),
                ALICE,
                ALICE.name(),
                Trust.VERIFIED,
                NOW.minusSeconds(60),
                true);
    }

    private ProgramDelivery delivery(String command) {
        PrintStream stream = new PrintStream(err, true, StandardCharsets.UTF_8);
        InstantSource clock = InstantSource.fixed(NOW);
        return new ProgramDelivery(
                new MessageProgram("cd '" + folder + "'; " + command, profile, stream),
                setAside,
                new MessagePrinter.Text(
                        stream,
                        stream,
                        new ShownTimes(clock, () -> ZoneOffset.UTC),
                        ContactLines.onCommandLine(Hints.NONE)),
                clock,
                stream,
                "peerlink set-aside",
                Collections.nCopies(4, Duration.ZERO));
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private String read(String file) throws IOException {
        return Files.readString(folder.resolve(file));
    }

    @Test
    void theProgramGetsTheTextAndWhoHasWrittenIt() throws Exception {
        String text = "a\n'; touch harm; \"$(touch harm)`touch harm` \u001b[31m";
        delivery("cat >text; env | grep ^PEERLINK_ | LC_ALL=C sort >env; cat text")
                .print(message(text));
        assertEquals(text, read("text"));
        assertFalse(Files.exists(folder.resolve("harm")));
        assertEquals(
                """
                PEERLINK_HOME=%s
                PEERLINK_MESSAGE_ATTEMPT=1
                PEERLINK_MESSAGE_FROM=%s
                PEERLINK_MESSAGE_ID=m-1
                PEERLINK_MESSAGE_NAME=alice
                PEERLINK_MESSAGE_RECEIVED_AT=2026-01-02T13:04:00.000Z
                PEERLINK_MESSAGE_REDELIVERED=true
                PEERLINK_MESSAGE_SENT_AT=2026-01-02T13:05:00.000Z
                PEERLINK_MESSAGE_TRUST=verified
                PEERLINK_MESSAGE_TYPE=text/plain
                PEERLINK_PROFILE=bot
                """
                        .formatted(folder, ALICE.id()),
                read("env"));
        assertTrue(err().startsWith("a\n'; touch harm"), err());
        assertFalse(err().contains("\u001b"), "the output is cleaned");
    }

    @Test
    void aLongTextThatTheProgramDoesNotReadIsNoFailure() {
        delivery("exec true").print(message("x".repeat(Message.MAX_TEXT)));
        assertEquals("", err());
    }

    @Test
    void aProgramThatFailsIsTriedAgainUntilItTakesTheMessage() throws Exception {
        delivery("echo $PEERLINK_MESSAGE_ATTEMPT >>tries; [ $PEERLINK_MESSAGE_ATTEMPT = 3 ]")
                .print(message("hi"));
        assertEquals("1\n2\n3\n", read("tries"));
        assertEquals(
                "the program did not take a message of alice (exit 1); trying again in 0 s\n"
                        .repeat(2),
                err());
        assertEquals(List.of(), setAside.all());
    }

    @Test
    void aMessageThatIsNeverTakenIsSetAsideAndTheOwnersAlone() throws Exception {
        ProgramDelivery delivery = delivery("echo x >>tries; exit 7");
        delivery.print(message("one"));
        assertEquals("x\n".repeat(5), read("tries"));
        assertTrue(err().endsWith(" in 5 tries (exit 7); it is set aside: peerlink set-aside\n"));
        delivery.print(message("two\n\u202e"));
        List<SetAside.Item> items = setAside.all();
        assertEquals(
                List.of("one", "two\n\u202e"),
                items.stream().map(item -> item.message().text()).toList());
        assertEquals(
                2,
                PrintedJson.checked("setAside", JsonLines.line(items.getLast().fields()))
                        .get("number")
                        .asInt());
        Path kept = profile.directory().resolve("set-aside");
        assertEquals("rwx------", mode(kept));
        try (Stream<Path> files = Files.list(kept)) {
            files.forEach(file -> assertEquals("rw-------", mode(file)));
        }
        // no room: the message must come again, and nothing is lost
        UncheckedIOException full =
                assertThrows(UncheckedIOException.class, () -> delivery.print(message("three")));
        assertEquals(
                "2 messages are set aside, and there is no room for more",
                full.getCause().getMessage());
        setAside.remove(items.getFirst());
        delivery.print(message("four"));
        assertEquals(
                List.of("two\n\u202e", "four"),
                setAside.all().stream().map(item -> item.message().text()).toList());
    }

    private static String mode(Path file) {
        try {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void theEndEndsTheProgramWithItsChildrenAndItsMessageIsNotTold() throws Exception {
        ProgramDelivery delivery =
                delivery("tail -f /dev/null & echo $! >pid.new; mv pid.new pid; wait");
        CompletableFuture<Void> told =
                CompletableFuture.runAsync(() -> delivery.print(message("hi")));
        while (!Files.exists(folder.resolve("pid")) && !told.isDone()) {
            LockSupport.parkNanos(1_000_000);
        }
        Optional<ProcessHandle> child = ProcessHandle.of(Long.parseLong(read("pid").strip()));
        delivery.close();
        ExecutionException failure = assertThrows(ExecutionException.class, told::get);
        assertEquals(UncheckedIOException.class, failure.getCause().getClass());
        if (child.isPresent()) {
            child.get().onExit().get(20, TimeUnit.SECONDS);
        }
        assertEquals(List.of(), setAside.all());
        assertThrows(UncheckedIOException.class, () -> delivery.print(message("later")));
    }
}
