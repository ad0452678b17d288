package peerlink.plugin.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static peerlink.plugin.history.TestContext.ALICE;
import static peerlink.plugin.history.TestContext.BOB;
import static peerlink.plugin.history.TestContext.CAROL;
import static peerlink.plugin.history.TestContext.message;
import static peerlink.plugin.history.TestContext.with;

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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import peerlink.api.Bytes;
import peerlink.api.CommandException;
import peerlink.api.Completion;
import peerlink.api.Console;
import peerlink.api.Message;
import peerlink.api.MessageHandler;
import peerlink.api.Peer;
import peerlink.api.PeerName;

final class HistoryPluginTest {
    @TempDir Path directory;
    private TestContext context;
    private HistoryPlugin plugin;
    private Instant now = Instant.parse("2026-01-02T03:04:05Z");
    private ZoneId zone = ZoneOffset.UTC;

    @BeforeEach
    void start() throws Exception {
        context = new TestContext(directory);
        plugin = new HistoryPlugin(() -> now, () -> zone);
        plugin.start(context);
    }

    @AfterEach
    void stop() throws Exception {
        plugin.stop();
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
        received(CAROL, "eat something");
        received(BOB, "see you");
        context.peers =
                List.of(
                        new Peer(CAROL.id(), new PeerName("mum"), List.of()),
                        new Peer(BOB.id(), CAROL.name(), List.of()));
        assertEquals(List.of("2026-01-02 03:04 carol: see you"), history("@Carol"));
        assertEquals(List.of("2026-01-02 03:04 mum: eat something"), history("@mum"));
        context.peers = List.of();
        assertEquals(List.of("2026-01-02 03:04 carol: eat something"), history("@carol"));
    }

    @Test
    void messagesThatArrivedOrWereDeliveredAreListedInOrder() throws Exception {
        received(BOB, "hello alice");
        now = now.plusSeconds(60);
        sent(BOB, "hello bob");
        assertEquals(
                List.of(
                        "2026-01-02 03:04 bob: hello alice",
                        "2026-01-02 03:05 you → bob: hello bob"),
                history());
    }

    @Test
    void aMessageLongOnItsWayIsListedWithTheTimeOfWritingToo() throws Exception {
        Instant written = now;
        now = now.plus(Duration.ofHours(3));
        handler().handle(message(BOB, ALICE, "still here?", written), with(BOB));
        handler().delivered(message(ALICE, BOB, "yes", written), with(BOB));
        List<String> lines =
                List.of(
                        "2026-01-02 06:04 bob (written 2026-01-02 03:04): still here?",
                        "2026-01-02 06:04 you → bob (written 2026-01-02 03:04): yes");
        assertEquals(lines, history());
    }

    @Test
    void timesAreThoseOfTheZoneWhereTheUserIsNow() throws Exception {
        received(BOB, "hello");
        zone = ZoneId.of("Asia/Tokyo");
        assertEquals(List.of("2026-01-02 12:04 bob: hello"), history());
    }

    @Test
    void allWordsMustBeInTheMessageInAnyOrderAndCase() throws Exception {
        received(BOB, "The build is GREEN");
        received(BOB, "the build is red");
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
        received(BOB, text);
        received(BOB, "something else");
        assertEquals(List.of("2026-01-02 03:04 bob: " + text), history(typed));
        assertEquals(List.of("no such message"), history(typed + " never"));
    }

    @Test
    void aTabStaysATabInTheFile() throws Exception {
        received(BOB, "a\tb");
        assertTrue(Files.readString(file()).endsWith("\ta\\tb\n"));
        assertEquals(List.of("2026-01-02 03:04 bob: a\tb"), history());
    }

    @Test
    void aPeerNarrowsTheSearch() throws Exception {
        received(BOB, "one");
        received(CAROL, "two");
        sent(CAROL, "three");
        assertEquals(
                List.of("2026-01-02 03:04 carol: two", "2026-01-02 03:04 you → carol: three"),
                history("@carol"));
        assertEquals(List.of("2026-01-02 03:04 carol: two"), history("@carol two"));
        assertEquals(List.of("2026-01-02 03:04 bob: one"), history("@" + BOB.id().text()));
        assertThrows(CommandException.class, () -> history("@../bob"));
    }

    @Test
    void theNewestTwentyAreShown() throws Exception {
        for (int i = 0; i < 30; i++) {
            received(BOB, "number " + i);
        }
        List<String> lines = history();
        assertEquals(20, lines.size());
        assertEquals("2026-01-02 03:04 bob: number 10", lines.getFirst());
        assertEquals("2026-01-02 03:04 bob: number 29", lines.getLast());
    }

    @Test
    void anEmptyHistorySaysSo() throws Exception {
        assertEquals(List.of("no messages yet"), history());
        received(BOB, "one");
        assertEquals(List.of("no such message"), history("two"));
    }

    @Test
    void severalLinesStayOneMessageAndAreIndented() throws Exception {
        received(BOB, "one\n2026-01-02 03:04 carol: forged\ttab\\n");
        assertEquals(
                List.of(
                        "2026-01-02 03:04 bob: one",
                        "        2026-01-02 03:04 carol: forged\ttab\\n"),
                history());
    }

    @Test
    void textFromTheDiskIsCleanedAgain() throws Exception {
        received(BOB, "good");
        Files.writeString(
                file(),
                Files.readString(file()).replace("good", "\u001b[2Jbad\u202e"),
                StandardOpenOption.TRUNCATE_EXISTING);
        assertEquals(List.of("2026-01-02 03:04 bob: \uFFFD[2Jbad\uFFFD"), history());
    }

    @Test
    void aTornLastLineIsPassedOverAndHarmsNoLaterOne() throws Exception {
        received(BOB, "whole");
        plugin.stop();
        Files.writeString(file(), "2026-01-02T03:04:05Z\t<\tabc", StandardOpenOption.APPEND);
        start();
        received(BOB, "after");
        assertEquals(
                List.of("2026-01-02 03:04 bob: whole", "2026-01-02 03:04 bob: after"), history());
    }

    @Test
    void itIsThereAfterARestart() throws Exception {
        received(BOB, "before");
        plugin.stop();
        start();
        assertEquals(List.of("2026-01-02 03:04 bob: before"), history());
    }

    @Test
    void nobodyElseMayReadTheFile() throws Exception {
        plugin.stop();
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r--r--"));
        start();
        assertEquals(
                PosixFilePermissions.fromString("rw-------"),
                Files.getPosixFilePermissions(file()));
    }

    @Test
    void onlyTextIsKept() {
        Message other =
                new Message("1", BOB.id(), ALICE.id(), "image/png", Bytes.utf8("x"), Instant.EPOCH);
        assertFalse(handler().accepts(other));
        assertTrue(handler().accepts(message(BOB, ALICE, "x")));
    }

    @Test
    void theFirstArgumentCompletesToPeers() {
        assertEquals(
                new Completion.Words(List.of("@bob", "@carol")),
                context.commands.getFirst().complete(List.of("@")));
        assertEquals(
                new Completion.Nothing(),
                context.commands.getFirst().complete(List.of("@bob", "")));
    }

    private void received(Peer peer, String text) throws Exception {
        handler().handle(message(peer, ALICE, text), with(peer));
    }

    private void sent(Peer peer, String text) throws Exception {
        handler().delivered(message(ALICE, peer, text), with(peer));
    }

    private MessageHandler handler() {
        return context.handlers.getLast();
    }

    private Path file() {
        return directory.resolve(HistoryPlugin.FILE);
    }

    private List<String> history() throws Exception {
        return history(List.of());
    }

    private List<String> history(String typed) throws Exception {
        return history(List.of(typed));
    }

    @Test
    void programsGetTheFieldsOfEachMessageAndAnExitCode() throws Exception {
        received(BOB, "green");
        List<Map<String, ?>> rows = new ArrayList<>();
        List<Integer> codes = new ArrayList<>();
        Console console =
                new Console() {
                    @Override
                    public void print(String text) {}

                    @Override
                    public void print(String text, Map<String, ?> fields) {
                        rows.add(fields);
                    }

                    @Override
                    public void exitCode(int code) {
                        codes.add(code);
                    }
                };
        context.commands.getLast().run(List.of("green"), console);
        assertEquals(
                List.of("time", "direction", "peer", "name", "text"),
                List.copyOf(rows.getFirst().keySet()));
        assertEquals("green", rows.getFirst().get("text"));
        context.commands.getLast().run(List.of("blue"), console);
        assertEquals(List.of(1), codes);
    }

    private List<String> history(List<String> arguments) throws Exception {
        List<String> printed = new ArrayList<>();
        context.commands.getLast().run(arguments, text -> printed.addAll(text.lines().toList()));
        return printed;
    }
}
