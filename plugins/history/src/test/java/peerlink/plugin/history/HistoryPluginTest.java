package peerlink.plugin.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Requires;
import java.nio.file.Files;
import java.nio.file.Path;
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
    void itsModuleProvidesItAndNeedsTheApiAndSqliteAlone() {
        ModuleDescriptor module = HistoryPlugin.class.getModule().getDescriptor();
        assertEquals(
                List.of(HistoryPlugin.class.getName()),
                module.provides().iterator().next().providers());
        assertEquals(
                Set.of(
                        "java.base",
                        "java.sql",
                        "org.jspecify",
                        "org.xerial.sqlitejdbc",
                        "peerlink.api"),
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
        assertEquals(
                List.of("2026-01-02 03:04 bob: The «build» is «GREEN»"), history("green  BUILD "));
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
                    I don't know            | 't i
                    she said "no"           | "no"
                    C:\\temp\\new             | c:\\temp\\
                    100 % of * (ab) [x] .   | % * (ab) [x] .
                    AND NOT NEAR "          | not and
                    a -b *c ^d (e) f:g      | -b *c ^d (e) f:g
                    NEAR(a b, 2) OR x       | NEAR(a OR
                    {a} + b                 | {a} +
                    caf\u00e9 Łódź           | cafe łodz
                    我今天很好                 | 今天
                    greenhouse              | green
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
        bob.says(alice, "zzz");
        assertEquals(
                List.of("2026-01-02 03:04 bob: " + text),
                history(typed).stream().map(line -> line.replaceAll("[«»]", "")).toList());
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

    void aPeerNarrowsTheSearch() throws Exception {
        bob.says(alice, "one");
        TestPeer carol = net.peer("carol");
        carol.says(alice, "two");
        alice.says(carol, "three");
        assertEquals(
                List.of("2026-01-02 03:04 carol: two", "2026-01-02 03:04 you → carol: three"),
                history("@carol"));
        assertEquals(List.of("2026-01-02 03:04 carol: «two»"), history("@carol two"));
        assertEquals(List.of("2026-01-02 03:04 carol: «two»"), history("two @carol"));
        assertEquals(List.of("no such message"), history("-- @carol"));
        assertEquals(List.of("2026-01-02 03:04 bob: one"), history("@" + bob.id().text()));
        assertThrows(CommandException.class, () -> history("@../bob"));
    }

    @Test
    void theNewestTwentyAreShown() throws Exception {
        for (int i = 0; i < 30; i++) {
            bob.says(alice, "number " + i);
        }
        List<String> lines = history();
        assertEquals(21, lines.size());
        assertEquals("older ones: /history --page 2", lines.getFirst());
        assertEquals("2026-01-02 03:04 bob: number 10", lines.get(1));
        assertEquals("2026-01-02 03:04 bob: number 29", lines.getLast());
        lines = history("--page 2");
        assertEquals(10, lines.size());
        assertEquals("2026-01-02 03:04 bob: number 0", lines.getFirst());
        assertEquals(
                "older ones: /history --page 3 --limit 5 num",
                history("--limit 5 --page 2 num").getFirst());
        assertEquals(
                List.of("2026-01-02 03:04 bob: number 29"), history("--limit=1").subList(1, 2));
        // more messages before it than an int can count
        assertEquals(List.of("no such message"), history("--limit 10000 --page 300000"));
        for (String wrong : List.of("--limit", "--limit 0", "--limit x", "--page 9999999")) {
            assertThrows(CommandException.class, () -> history(wrong), wrong);
        }
    }

    @Test
    void aTimeNarrowsTheSearch() throws Exception {
        bob.says(alice, "one");
        net.clock().advance(Duration.ofDays(1));
        bob.says(alice, "two");
        net.clock().advance(Duration.ofDays(1));
        bob.says(alice, "three");
        String one = "2026-01-02 03:04 bob: one";
        String two = "2026-01-03 03:04 bob: two";
        String three = "2026-01-04 03:04 bob: three";
        assertEquals(List.of(two, three), history("--since 25h"));
        assertEquals(List.of(two, three), history("--since yesterday"));
        assertEquals(List.of(one, two), history("--until 2026-01-03"));
        assertEquals(List.of(one), history("--before 2026-01-03"));
        assertEquals(List.of(two), history("--since 2026-01-03T03:04 --until=23h"));
        assertEquals(
                List.of(
                        "--since needs a time, and 'soon' is none (such as 2d, yesterday, 2026-01-02 or 2026-01-02T03:04)"),
                alice.types("/history --since soon"));
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
    void whatAPeerWroteIsKeptToTheCharacterAndShownClean() throws Exception {
        bob.says(alice, "\u001b[2Jbad\u202e");
        assertEquals(List.of("2026-01-02 03:04 bob: \uFFFD[2Jbad\uFFFD"), history());
        ShellCall call = alice.called(alice.dataDirectory(), "history 2Jbad");
        assertEquals("\u001b[2Jbad\u202e", call.fields().getFirst().get("text"));
        ShellCall export =
                alice.called(alice.dataDirectory(), "history export --format jsonl @bob");
        assertTrue(
                export.printed().getFirst().contains("\"text\":\"\\u001b[2Jbad\\u202e\""),
                export.printed()::toString);
    }

    @Test
    void aMessageThatComesAgainAfterACrashIsKeptOnce() throws Exception {
        alice.crashes(() -> bob.says(alice, "once"), plugin());
        assertEquals(List.of("2026-01-02 03:04 bob: once"), history());
        alice.says(bob, "back");
        assertEquals(
                List.of("2026-01-02 03:04 bob: once", "2026-01-02 03:04 you → bob: back"),
                history());
    }

    @Test
    void theOldHistoryIsTakenOver() throws Exception {
        alice.stop();
        Path old = alice.dataDirectory().resolve("messages.tsv");
        Files.writeString(
                old,
                """
                2026-01-01T03:04:05.678Z\t<\t%1$s\tbob\tone\\ttwo
                2026-01-01T03:05:05.678Z\t>\t%1$s\tbob\tthree\t2026-01-01T01:00:00Z
                2026-01-02T03:04:05Z\t<\tabc"""
                        .formatted(bob.id().text()));
        alice.restart(plugin());
        bob.says(alice, "four");
        assertEquals(
                List.of(
                        "2026-01-01 03:04 bob: one\ttwo",
                        "2026-01-01 03:05 you → bob (written 2026-01-01 01:00): three",
                        "2026-01-02 03:04 bob: four"),
                history());
        net.await(() -> Files.notExists(old), () -> "the old history is still there");
        Path aside = alice.dataDirectory().resolve("messages.tsv.unreadable");
        String told = "1 line of the old history could not be read: kept in " + aside;
        net.await(() -> alice.screen().contains(told), () -> alice.screen().toString());
        assertEquals("2026-01-02T03:04:05Z\t<\tabc\n", Files.readString(aside));
        assertEquals(
                PosixFilePermissions.fromString("rw-------"), Files.getPosixFilePermissions(aside));
        assertEquals(
                List.of("forgotten: 0 messages", "deleted: " + aside),
                alice.types("/history forget @nobody --yes"));
        assertTrue(Files.notExists(aside));
    }

    @Test
    void whatWasPutAsideIsDeletedWithTheRestOnceTheUserAgrees() throws Exception {
        bob.says(alice, "words");
        Path damaged = alice.dataDirectory().resolve("history.db.damaged-20260101-000000");
        Files.writeString(damaged, "bob's words");
        assertEquals(
                List.of(
                        "1 message, and all of what was put aside since it could not be read (history.db.damaged-20260101-000000) would be forgotten, and nobody is there to agree (--yes agrees)"),
                alice.types("/history forget bob"));
        assertTrue(Files.exists(damaged));
        assertEquals(
                List.of("forgotten: 1 message", "deleted: " + damaged),
                alice.types("/history forget bob --yes"));
        assertTrue(Files.notExists(damaged));
    }

    @Test
    void anExportHasAllMessagesInEachForm() throws Exception {
        bob.says(alice, "one *two*");
        net.clock().advance(Duration.ofDays(1));
        alice.says(bob, "three\nfour");
        Path folder = alice.dataDirectory();
        assertEquals(
                List.of(
                        "2026-01-02 03:04 bob: one *two*",
                        "2026-01-03 03:04 you → bob: three",
                        "        four"),
                alice.called(folder, "history export").printed());
        assertEquals(
                alice.called(folder, "history").fields().reversed(),
                alice.called(folder, "history export").fields());
        assertEquals(
                List.of(
                        "## 2026-01-02",
                        "",
                        "- 03:04 **bob**: one \\*two\\*",
                        "",
                        "## 2026-01-03",
                        "",
                        "- 03:04 **you → bob**: three\\",
                        "  four"),
                alice.called(folder, "history export --format markdown").printed());
        Path file = folder.resolve("my history.jsonl");
        assertEquals(
                List.of(Map.of("file", file.toString(), "messages", 1L)),
                alice.called(folder, "history export my history.jsonl --since 2026-01-03")
                        .fields());
        assertEquals(
                List.of(
                        "{\"time\":\"2026-01-03T03:04:05.000Z\",\"direction\":\"sent\",\"peer\":\"%s\",\"name\":\"bob\",\"text\":\"three\\nfour\",\"sentAt\":\"2026-01-03T03:04:05.000Z\",\"receivedAt\":\"2026-01-03T03:04:05.000Z\"}"
                                .formatted(bob.id().text())
                                .replace("\\n", "\\u000a")),
                Files.readAllLines(file));
        assertEquals(
                PosixFilePermissions.fromString("rw-------"), Files.getPosixFilePermissions(file));
        assertThrows(
                CommandException.class,
                () -> alice.called(folder, "history export my history.jsonl"));
        assertEquals(
                List.of("a file is needed for an export", "hint: /history export history.txt"),
                alice.types("/history export"));
    }

    @Test
    void aPeerIsForgottenOnceTheUserAgrees() throws Exception {
        bob.says(alice, "remember me not");
        TestPeer carol = net.peer("carol");
        carol.says(alice, "keep me");
        assertEquals(
                List.of(
                        "1 message would be forgotten, and nobody is there to agree (--yes agrees)"),
                alice.types("/history forget bob"));
        assertEquals(
                List.of(
                        "forget needs a peer, or --before and a date",
                        "hint: /history -- forget me not"),
                alice.types("/history forget me not"));
        assertEquals(List.of("2026-01-02 03:04 bob: remember «me» «not»"), history("-- me not"));
        assertEquals(List.of("forgotten: 1 message"), alice.types("/history forget @bob --yes"));
        assertEquals(List.of("2026-01-02 03:04 carol: keep me"), history());
        bob.says(alice, "again");
        assertEquals(List.of("forgotten: 2 messages"), history("forget --before 2026-01-03 --yes"));
        assertEquals(List.of("no messages yet"), history());
        assertEquals(1, alice.called(alice.dataDirectory(), "history forget bob").exitCode());
    }

    @Test
    void settingsSayWhatIsKeptAndForHowLong() throws Exception {
        TestPeer dave = net.peer("dave", Map.of("except", "carol, BOB", "keep", "30d"), plugin());
        TestPeer carol = net.peer("carol");
        bob.says(dave, "not this");
        dave.says(carol, "nor this");
        alice.says(dave, "but this");
        assertEquals(List.of("2026-01-02 03:04 alice: but this"), dave.runs("/history"));
        net.clock().advance(Duration.ofDays(29));
        dave.restart(plugin());
        assertEquals(List.of("2026-01-02 03:04 alice: but this"), dave.runs("/history"));
        net.clock().advance(Duration.ofDays(2));
        dave.restart(plugin());
        net.await(
                () -> dave.types("/history").equals(List.of("no messages yet")),
                () -> dave.types("/history").toString());

        TestPeer erin = net.peer("erin", Map.of("record", "none"), plugin());
        alice.says(erin, "nothing");
        assertEquals(List.of("no messages yet"), erin.runs("/history"));
        assertTrue(
                net.peer("frank", Map.of("keep", "0d"), plugin())
                        .failures()
                        .getFirst()
                        .endsWith("keep = '0d' (allowed: such as 90d, or forever)"));
        assertTrue(
                net.peer("grace", Map.of("record", "some"), plugin())
                        .failures()
                        .getFirst()
                        .endsWith("record = 'some' (allowed: all or none)"));
    }

    @Test
    void whatIsSentWhileItDoesNotRunIsThereOnceItDoes() throws Exception {
        bob.says(alice, "before");
        alice.stop();
        bob.says(alice, "for later");
        alice.restart(plugin());
        assertEquals(
                List.of("2026-01-02 03:04 bob: before", "2026-01-02 03:04 bob: for later"),
                history());
        List<HistoryLine> lines =
                alice.context().history().orElseThrow().find(HistoryQuery.newest(1));
        assertEquals("for later", lines.getFirst().text());
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
        return alice.dataDirectory().resolve("history.db");
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
                List.of("time", "direction", "peer", "name", "text", "sentAt", "receivedAt"),
                List.copyOf(row.keySet()));
        assertEquals("green", row.get("text"));
        bob.says(alice, "greener");
        ShellCall both = alice.called(alice.dataDirectory(), "history green");
        assertEquals(
                List.of("2026-01-02 03:04 bob: greener", "2026-01-02 03:04 bob: green"),
                both.printed());
        assertEquals(1, alice.called(alice.dataDirectory(), "history blue").exitCode());
    }

    private List<String> history(String typed) throws Exception {
        return alice.runs("/history " + typed);
    }
}
