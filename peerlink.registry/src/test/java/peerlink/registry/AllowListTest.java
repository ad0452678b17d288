package peerlink.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peerlink.api.PeerId;
import peerlink.api.contract.TestIdentities;

class AllowListTest {
    private static final PeerId ALICE = TestIdentities.ed25519("alice").id();
    private static final PeerId BOB = TestIdentities.ed25519("bob").id();

    private final TestClock clock = new TestClock();

    @TempDir private Path folder;
    private Path file;

    @BeforeEach
    void nameFile() {
        file = folder.resolve("allowed");
    }

    private AllowList read(String text) throws IOException {
        Files.writeString(file, text);
        return AllowList.read(file, clock);
    }

    private void assertBroken(String message, String text) {
        IOException e = assertThrows(IOException.class, () -> read(text));
        assertEquals(file + message, e.getMessage());
    }

    @Test
    void listsIdsWithCommentsAndBlankLines() throws Exception {
        AllowList list = read("# team\n\n  " + ALICE + "   # alice, since May\n");
        assertTrue(list.test(ALICE));
        assertFalse(list.test(BOB));
        assertEquals(1, list.size());
    }

    @Test
    void anEmptyListLetsNobodyIn() throws Exception {
        assertFalse(read("").test(ALICE));
    }

    @Test
    void aLineThatIsNoIdIsNamed() {
        assertBroken(
                ", line 2: not a peer's id: 'alice' (52 characters of a-z and 2-7, as peerlink id prints it)",
                BOB + "\nalice\n");
        assertBroken(
                ", line 1: not a peer's id: '"
                        + ALICE
                        + " "
                        + BOB.text().substring(0, 11)
                        + "…' (52 characters of a-z and 2-7, as peerlink id prints it)",
                ALICE + " " + BOB);
    }

    @Test
    void whatOthersCanWriteIsNotReliedOn() throws Exception {
        Files.writeString(file, ALICE.text());
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
        assertThrows(IOException.class, () -> AllowList.read(file, clock));
    }

    @Test
    void aChangeIsSeenWithoutARestart() throws Exception {
        AllowList list = read(ALICE.text());
        Files.writeString(file, BOB + "\n");
        clock.advance(Duration.ofSeconds(2));
        assertTrue(list.test(BOB));
        assertFalse(list.test(ALICE));
    }

    @Test
    void aBrokenChangeLeavesWhatWasAndAMendedOneIsSeen() throws Exception {
        AllowList list = read(ALICE.text());
        Files.writeString(file, "nonsense\n");
        clock.advance(Duration.ofSeconds(2));
        assertTrue(list.test(ALICE));
        Files.delete(file);
        clock.advance(Duration.ofSeconds(2));
        assertTrue(list.test(ALICE));
        Files.writeString(file, BOB.text());
        clock.advance(Duration.ofSeconds(2));
        assertFalse(list.test(ALICE));
        assertTrue(list.test(BOB));
    }

    @Test
    void aClockThatIsSetBackDoesNotStopIt() throws Exception {
        AllowList list = read(ALICE.text());
        clock.advance(Duration.ofDays(-30));
        Files.writeString(file, BOB + "\n");
        assertTrue(list.test(BOB));
    }
}
