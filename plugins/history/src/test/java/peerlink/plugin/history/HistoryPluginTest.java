package peerlink.plugin.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Requires;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import peerlink.api.Bytes;
import peerlink.api.CommandException;
import peerlink.api.Completion;
import peerlink.api.History;
import peerlink.api.HistoryLine;
import peerlink.api.HistoryQuery;
import peerlink.api.PeerName;
import peerlink.testkit.ShellCall;
import peerlink.testkit.TestNet;
import peerlink.testkit.TestPeer;

final class HistoryPluginTest {
    private final TestNet net = TestNet.open();
    private TestPeer alice;
    private TestPeer bob;
    private ZoneId zone = ZoneOffset.UTC;

    @BeforeEach
    void start() {
        net.clock()
                .advance(
                        Duration.between(
                                net.clock().instant(), Instant.parse("2026-01-02T03:04:05Z")));
        alice = net.peer("alice", plugin());
        bob = net.peer("bob");
    }

    @AfterEach
    void stop() {
        net.close();
    }

    private HistoryPlugin plugin() {
        return new HistoryPlugin(net.clock(), () -> zone);
    }

    @Test
    void itsModuleProvidesItAndNeedsTheApiAlone() {
        ModuleDescriptor module = HistoryPlugin.class.getModule().getDescriptor();
        assertEquals(
                List.of(HistoryPlugin.class.getName()),
                module.provides().iterator().next().providers());
        assertEquals(
                Set.of("java.base", "peerlink.api", "org.jspecify"),
                module.requires().stream().map(Requires::name).collect(Collectors.toSet()));
    }

    @Test
    void aNameThatHasPassedToAnotherPeerFindsWhatThatOneSaid() throws Exception {
        TestPeer carol = net.peer("carol");
        carol.says(alice, "eat something");
        bob.says(alice, "see you");
        alice.names(carol, "mum");
        alice.names(bob, "carol");
        assertEquals(List.of("2026-01-02 03:04 carol: see you"), history("@Carol"));
        assertEquals(List.of("2026-01-02 03:04 mum: eat something"), history("@mum"));
        alice.forgets(carol);
        alice.forgets(bob);
        carol.stop();
        bob.stop();
        alice.restart(plugin());
        assertEquals(List.of("2026-01-02 03:04 carol: eat something"), history("@carol"));
    }

    @Test
    void messagesThatArrivedOrWereDeliveredAreListedInOrder() throws Exception {
        bob.says(alice, "hello alice");
        net.clock().advance(Duration.ofMinutes(1));
        alice.says(bob, "hello bob");
        assertEquals(
                List.of(
                        "2026-01-02 03:04 bob: hello alice",
                        "2026-01-02 03:05 you → bob: hello bob"),
                history());
    }

    @Test
    void aMessageLongOnItsWayIsListedWithTheTimeOfWritingToo() throws Exception {
        net.cut(alice, bob);
        bob.says(alice, "still here?");
        alice.says(bob, "yes");
        net.clock().advance(Duration.ofHours(3));
        net.mend(alice, bob);
        assertEquals(
                List.of(
                        "2026-01-02 06:04 bob (written 2026-01-02 03:04): still here?",
                        "2026-01-02 06:04 you → bob (written 2026-01-02 03:04): yes"),
                history().stream().sorted().toList());
    }

    @Test
    void timesAreThoseOfTheZoneWhereTheUserIsNow() throws Exception {
        bob.says(alice, "hello");
        zone = ZoneId.of("Asia/Tokyo");
        assertEquals(List.of("2026-01-02 12:04 bob: hello"), history());
    }

    @Test
    void allWordsMustBeInTheMessageInAnyOrderAndCase() throws Exception {
        bob.says(alice, "The build is GREEN");
        bob.says(alice, "the build is red");
        assertEquals(List.of("2026-01-02 03:04 bob: The build is GREEN"), history("green  BUILD "));
    }

    /**
     * A word is found in each of its spellings; nothing in it is a quote, a pattern or a wildcard.
     */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            textBlock =
                    """
                    I don't know            | don't
                    I don't know            | n't i
                    she said "no"           | "no"
                    C:\\temp\\new             | c:\\temp\\
                    100 % of * (ab) [x] .   | % * (ab) [x] .
                    AND NOT NEAR "          | not and
                    cafe\u0301              | caf\u00e9
                    caf\u00e9               | CAFE\u0301
                    e\u0323\u0301           | e\u0301\u0323
                    Straße                  | STRASSE
                    ΟΔΟΣ                    | οδοσ
                    ﬁne ｇｒｅｅｎ               | fine green
                    co\u00adoperate         | cooperate
                    10\u00a0km             | 10 km
                    I \u2764\ufe0f it        | \u2764
                    """)
    void aWordIsFoundHoweverItIsWritten(String text, String typed) throws Exception {
        bob.says(alice, text);
        bob.says(alice, "something else");
        assertEquals(List.of("2026-01-02 03:04 bob: " + text), history(typed));
        assertEquals(List.of("no such message"), history(typed + " never"));
    }

    @Test
    void anotherPluginFindsTheLinesOfAConversation() throws Exception {
        TestPeer carol = net.peer("carol");
        bob.says(alice, "the build is red");
        net.clock().advance(Duration.ofMinutes(1));
        Instant second = net.clock().instant();
        alice.says(bob, "it is green");
        carol.says(alice, "is it GREEN?");
        History history = alice.context().history().orElseThrow();
        assertEquals(
                List.of("the build is red", "it is green"),
                texts(history, HistoryQuery.newest(10).with(bob.id())));
        assertEquals(
                List.of("is it GREEN?"), texts(history, HistoryQuery.newest(1).with(carol.id())));
        assertEquals(
                List.of("it is green", "is it GREEN?"),
                texts(history, HistoryQuery.newest(10).having(List.of("green", "IT"))));
        assertEquals(
                List.of("the build is red"),
                texts(history, HistoryQuery.newest(10).before(second)));
        HistoryLine sent = history.find(HistoryQuery.newest(2)).getFirst();
        assertEquals(
                new HistoryLine(
                        bob.id(),
                        new PeerName("bob"),
                        true,
                        second,
                        Optional.empty(),
                        "it is green"),
                sent);
        assertEquals(Optional.empty(), bob.context().history());
    }

    private static List<String> texts(History history, HistoryQuery query) throws IOException {
        return history.find(query).stream().map(HistoryLine::text).toList();
    }

    @Test
    void aTabStaysATabInTheFile() throws Exception {
        bob.says(alice, "a\tb");
        assertTrue(Files.readString(file()).endsWith("\ta\\tb\n"));
        assertEquals(List.of("2026-01-02 03:04 bob: a\tb"), history());
    }

    @Test
    void aPeerNarrowsTheSearch() throws Exception {
        bob.says(alice, "one");
        TestPeer carol = net.peer("carol");
        carol.says(alice, "two");
        alice.says(carol, "three");
        assertEquals(
                List.of("2026-01-02 03:04 carol: two", "2026-01-02 03:04 you → carol: three"),
                history("@carol"));
        assertEquals(List.of("2026-01-02 03:04 carol: two"), history("@carol two"));
        assertEquals(List.of("2026-01-02 03:04 bob: one"), history("@" + bob.id().text()));
        assertThrows(CommandException.class, () -> history("@../bob"));
    }

    @Test
    void theNewestTwentyAreShown() throws Exception {
        for (int i = 0; i < 30; i++) {
            bob.says(alice, "number " + i);
        }
        List<String> lines = history();
        assertEquals(20, lines.size());
        assertEquals("2026-01-02 03:04 bob: number 10", lines.getFirst());
        assertEquals("2026-01-02 03:04 bob: number 29", lines.getLast());
    }

    @Test
    void anEmptyHistorySaysSo() throws Exception {
        assertEquals(List.of("no messages yet"), history());
        bob.says(alice, "one");
        assertEquals(List.of("no such message"), history("two"));
    }

    @Test
    void severalLinesStayOneMessageAndAreIndented() throws Exception {
        bob.says(alice, "one\n2026-01-02 03:04 carol: forged\ttab\\n");
        assertEquals(
                List.of(
                        "2026-01-02 03:04 bob: one",
                        "        2026-01-02 03:04 carol: forged\ttab\\n"),
                history());
    }

    @Test
    void textFromTheDiskIsCleanedAgain() throws Exception {
        bob.says(alice, "good");
        Files.writeString(
                file(),
                Files.readString(file()).replace("good", "\u001b[2Jbad\u202e"),
                StandardOpenOption.TRUNCATE_EXISTING);
        assertEquals(List.of("2026-01-02 03:04 bob: \uFFFD[2Jbad\uFFFD"), history());
    }

    @Test
    void aTornLastLineIsPassedOverAndHarmsNoLaterOne() throws Exception {
        bob.says(alice, "whole");
        alice.stop();
        Files.writeString(file(), "2026-01-02T03:04:05Z\t<\tabc", StandardOpenOption.APPEND);
        alice.restart(plugin());
        bob.says(alice, "after");
        assertEquals(
                List.of("2026-01-02 03:04 bob: whole", "2026-01-02 03:04 bob: after"), history());
    }

    @Test
    void itIsThereAfterARestart() throws Exception {
        bob.says(alice, "before");
        alice.restart(plugin());
        assertEquals(List.of("2026-01-02 03:04 bob: before"), history());
    }

    @Test
    void thePluginCanBeTakenAway() throws Exception {
        alice.assertCollectable(
                () -> {
                    bob.says(alice, "one");
                    alice.types("/history one");
                });
    }

    @Test
    void nobodyElseMayReadTheFile() throws Exception {
        alice.stop();
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r--r--"));
        alice.restart(plugin());
        assertEquals(
                PosixFilePermissions.fromString("rw-------"),
                Files.getPosixFilePermissions(file()));
    }

    @Test
    void onlyTextIsKept() throws Exception {
        bob.sends(alice, "image/png", Bytes.utf8("x"));
        assertEquals(List.of("no messages yet"), history());
    }

    @Test
    void theFirstArgumentCompletesToPeers() {
        net.peer("carol");
        assertEquals(
                new Completion.Words(List.of("@bob", "@carol")), alice.completes("/history @"));
        assertEquals(new Completion.Nothing(), alice.completes("/history @bob "));
    }

    private Path file() {
        return alice.dataDirectory().resolve(HistoryPlugin.FILE);
    }

    private List<String> history() throws Exception {
        return history("");
    }

    @Test
    void programsGetTheFieldsOfEachMessageAndAnExitCode() throws Exception {
        bob.says(alice, "green");
        ShellCall found = alice.called(alice.dataDirectory(), "history green");
        Map<String, ?> row = found.fields().getFirst();
        assertEquals(
                List.of("time", "direction", "peer", "name", "text"), List.copyOf(row.keySet()));
        assertEquals("green", row.get("text"));
        assertEquals(1, alice.called(alice.dataDirectory(), "history blue").exitCode());
    }

    private List<String> history(String typed) throws Exception {
        return alice.runs("/history " + typed);
    }
}
