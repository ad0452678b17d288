package peerlink.registry.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peerlink.api.Bytes;
import peerlink.api.PeerId;
import peerlink.registry.fixture.TestClock;
import peerlink.testkit.contract.TestIdentities;

class AllowListTest {
    private static final PeerId ALICE = TestIdentities.ed25519("alice").id();
    private static final PeerId BOB = TestIdentities.ed25519("bob").id();

    private static final PeerId REGISTRY = TestIdentities.ed25519("registry").id();
    private static final EnrolmentToken TOKEN = EnrolmentToken.random();

    private static final String FORMS = "unknown form";
    private static final String ID =
            ": a line is 'ID', 'not ID' or 'token TOKEN' (an id has 52 characters of a-z and 2-7, as peerlink id prints it)";

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

    /** Reads a file that only its owner can read. */
    private AllowList readOwn(String text) throws IOException {
        Files.writeString(file, "");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return read(text);
    }

    private static boolean admits(AllowList list, PeerId peer) {
        return list.apply(new Applicant(REGISTRY, peer, Optional.empty())) == Verdict.ADMITTED;
    }

    private static Applicant applicant(PeerId peer, Bytes proof) {
        return new Applicant(REGISTRY, peer, Optional.of(proof));
    }

    private void assertBroken(String message, String text) {
        IOException e = assertThrows(IOException.class, () -> read(text));
        assertEquals(file + message, e.getMessage());
    }

    @Test
    void listsIdsWithCommentsAndBlankLines() throws Exception {
        AllowList list = read("# team\n\n  " + ALICE + "   # alice, since May\n");
        assertTrue(admits(list, ALICE));
        assertFalse(admits(list, BOB));
        assertEquals(1, list.size());
    }

    @Test
    void anEmptyListLetsNobodyIn() throws Exception {
        assertFalse(admits(read(""), ALICE));
    }

    @Test
    void aLineThatMakesNoSenseIsNamed() {
        assertBroken(", line 2: " + FORMS + " 'alice'" + ID, BOB + "\nalice\n");
        assertBroken(", line 1: " + FORMS + " 'not alice'" + ID, "not alice\n");
    }

    @Test
    void allLinesThatMakeNoSenseAreNamedUpToTen() {
        AllowListException two =
                assertThrows(
                        AllowListException.class, () -> read("alice\n" + BOB + "\ntoken secret\n"));
        assertEquals(2, two.problems().size());
        assertTrue(two.problems().get(1).contains(", line 3: not a token"), two::toString);
        AllowListException many =
                assertThrows(AllowListException.class, () -> read("alice\n".repeat(1_000)));
        assertEquals(11, many.problems().size());
    }

    @Test
    void textThatMayBeATokenIsInNoMessage() {
        for (String line :
                List.of(
                        TOKEN.text(),
                        "tokn " + TOKEN.text(),
                        "token " + TOKEN.text() + " " + TOKEN.text(),
                        "token " + TOKEN.text().toUpperCase(Locale.ROOT),
                        "token " + TOKEN.text().substring(0, 25),
                        "not " + TOKEN.text())) {
            IOException e = assertThrows(IOException.class, () -> read(line));
            assertFalse(
                    e.getMessage().toLowerCase(Locale.ROOT).contains(TOKEN.text().substring(0, 10)),
                    e.getMessage());
        }
        assertBroken(
                ", line 1: not a token: it has 26 to 128 characters of a-z and 2-7 (peerlink registry --new-token prints a line with one)",
                "token secret");
    }

    @Test
    void aPeerThatProvesToKnowATokenIsLetInUnlessShutOut() throws Exception {
        EnrolmentToken former = EnrolmentToken.random();
        AllowList list =
                readOwn("not " + BOB + "\ntoken " + TOKEN.text() + "\ntoken " + former.text());
        assertEquals(0, list.size());
        assertFalse(admits(list, ALICE));
        assertEquals(Verdict.ADMITTED, list.apply(applicant(ALICE, TOKEN.proof(REGISTRY, ALICE))));
        assertEquals(Verdict.ADMITTED, list.apply(applicant(ALICE, former.proof(REGISTRY, ALICE))));
        assertEquals(Verdict.SHUT_OUT, list.apply(applicant(BOB, TOKEN.proof(REGISTRY, BOB))));
    }

    @Test
    void aProofIsGoodForOneRegistryAndOnePeerAlone() throws Exception {
        AllowList list = readOwn("token " + TOKEN.text());
        assertEquals(Verdict.UNKNOWN, list.apply(applicant(ALICE, TOKEN.proof(REGISTRY, BOB))));
        assertEquals(Verdict.UNKNOWN, list.apply(applicant(ALICE, TOKEN.proof(BOB, ALICE))));
        assertEquals(
                Verdict.UNKNOWN,
                list.apply(applicant(ALICE, EnrolmentToken.random().proof(REGISTRY, ALICE))));
        Bytes good = TOKEN.proof(REGISTRY, ALICE);
        assertEquals(
                Verdict.UNKNOWN,
                list.apply(applicant(ALICE, Bytes.copyOf(good.toByteArray(), 0, 31))));
        assertEquals(Verdict.UNKNOWN, list.apply(applicant(ALICE, Bytes.empty())));
    }

    @Test
    void aShutOutPeerThatIsListedStaysOut() throws Exception {
        assertFalse(admits(read(ALICE + "\nnot " + ALICE), ALICE));
    }

    @Test
    void aTokenThatOthersCanReadIsNone() throws Exception {
        Files.writeString(file, "token " + TOKEN.text());
        for (String permissions : List.of("rw-r-----", "rw----r--", "rw--w----")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
            IOException e = assertThrows(IOException.class, () -> AllowList.read(file, clock));
            assertEquals(
                    file
                            + " has a token and can be used by others than its owner: chmod 600 "
                            + file,
                    e.getMessage());
        }
    }

    @Test
    void moreTokensThanAnybodyNeedsAreRefused() throws Exception {
        String line = "token " + TOKEN.text() + "\n";
        readOwn(line.repeat(16));
        assertThrows(IOException.class, () -> readOwn(line.repeat(17)));
    }

    @Test
    void anAllowListWritableByOthersIsRefused() throws Exception {
        Files.writeString(file, ALICE.text());
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
        assertThrows(IOException.class, () -> AllowList.read(file, clock));
    }

    @Test
    void aChangeIsSeenWithoutARestart() throws Exception {
        AllowList list = read(ALICE.text());
        Files.writeString(file, BOB + "\n");
        clock.advance(Duration.ofSeconds(2));
        assertTrue(admits(list, BOB));
        assertFalse(admits(list, ALICE));
    }

    @Test
    void aBrokenChangeLeavesWhatWasAndAMendedOneIsSeen() throws Exception {
        AllowList list = read(ALICE.text());
        Files.writeString(file, "nonsense\n");
        clock.advance(Duration.ofSeconds(2));
        assertTrue(admits(list, ALICE));
        Files.delete(file);
        clock.advance(Duration.ofSeconds(2));
        assertTrue(admits(list, ALICE));
        Files.writeString(file, BOB.text());
        clock.advance(Duration.ofSeconds(2));
        assertFalse(admits(list, ALICE));
        assertTrue(admits(list, BOB));
    }

    @Test
    void aClockThatIsSetBackDoesNotStopIt() throws Exception {
        AllowList list = read(ALICE.text());
        clock.advance(Duration.ofDays(-30));
        Files.writeString(file, BOB + "\n");
        assertTrue(admits(list, BOB));
    }
}
