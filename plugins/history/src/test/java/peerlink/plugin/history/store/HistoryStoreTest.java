package peerlink.plugin.history.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.plugin.history.text.TypedWords;

final class HistoryStoreTest {
    private static final PeerId BOB = OldLinesTest.BOB;
    private static final PeerId CAROL = PeerId.ofKey("carol".getBytes(StandardCharsets.UTF_8));
    private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");

    @TempDir Path folder;
    private final List<String> notices = new ArrayList<>();
    private HistoryStore store;
    private long lastNumber;

    @BeforeEach
    void open() throws Exception {
        store = new HistoryStore(folder, InstantSource.fixed(NOON), notices::add);
        store.open();
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void aMessageIsKeptToTheCharacterAndFoundByItsWords() throws Exception {
        String text = "\u001b[2J \u0000 caf\u00e9\t\r\n\u202e\ufffd \ud83d\ude00 end";
        add(BOB, text, NOON);
        for (String words : List.of("", "cafe", "\ud83d\ude00", "end [2J", "\ufffd")) {
            assertEquals(List.of(text), texts(words), words);
        }
        assertEquals(List.of(), texts("\ud83d\ude01"));
    }

    @Test
    void aPeerATimeAndAPageNarrowTheSearch() throws Exception {
        for (int i = 0; i < 10; i++) {
            add(i % 2 == 0 ? BOB : CAROL, "green " + i, NOON.plusSeconds(i));
        }
        for (String words : List.of("", "gre")) {
            assertEquals(
                    List.of("green 9", "green 7"),
                    newest(words, Optional.of(Set.of(CAROL)), NOON, 2, 0));
            assertEquals(
                    List.of("green 5", "green 3"),
                    newest(words, Optional.of(Set.of(CAROL)), NOON, 2, 2));
            assertEquals(
                    List.of("green 9", "green 8"),
                    newest(words, Optional.of(Set.of(CAROL, BOB)), NOON, 2, 0));
            assertEquals(
                    List.of("green 9", "green 8"),
                    newest(words, Optional.empty(), NOON.plusSeconds(8), 9, 0));
            assertEquals(
                    List.of(),
                    newest(words, Optional.of(Set.of(PeerId.ofKey(new byte[1]))), NOON, 2, 0));
            assertEquals(List.of(), newest(words, Optional.of(Set.of()), NOON, 2, 0));
            assertEquals(List.of(), newest(words, Optional.empty(), Instant.MAX, 2, 0));
        }
    }

    @Test
    void aMessageThatPerhapsComesAgainIsKeptOnce() throws Exception {
        keep(7, entry(BOB, "one", NOON));
        keep(7, entry(BOB, "one", NOON));
        keep(6, entry(BOB, "two", NOON));
        keep(6, entry(CAROL, "one", NOON));
        assertEquals(List.of("one", "two", "one"), texts(""));
        store.keep(new TreeMap<>(Map.of(9L, entry(CAROL, "one", NOON))), Set.of(9L));
        assertEquals(3, texts("").size());
        // the journal was begun anew
        keep(1, entry(BOB, "new", NOON));
        assertEquals("new", texts("").getFirst());
    }

    /** A peer may give all its messages one id. */
    @Test
    void aMessageIsNeverTakenForAnotherThatCame() throws Exception {
        add(BOB, "one", NOON);
        add(BOB, "one", NOON);
        assertEquals(List.of("one", "one"), texts(""));
    }

    @Test
    void nothingOfWhatIsForgottenIsLeftInAnyFile() throws Exception {
        for (int i = 0; i < 2_000; i++) {
            add(BOB, "kept" + i + " sand" + i, NOON);
            if (i % 3 == 0) {
                add(CAROL, "secret" + i + " lemon" + i, NOON);
            }
        }
        Selection carol = selection("", Optional.of(Set.of(CAROL)), Optional.empty());
        assertEquals(667, store.count(carol));
        assertTrue(bytes().contains("secret"));
        assertEquals(667, store.forget(carol));
        for (String word : List.of("secret", "lemon", "ecret1", "lemo", CAROL.text())) {
            assertFalse(bytes().contains(word), word);
        }
        assertEquals(List.of(), texts("secret3"));
        assertEquals(List.of("kept1999 sand1999"), texts("kept1999"));
        assertEquals(2_000, store.count(selection("", Optional.empty(), Optional.empty())));
        assertEquals(Set.of("history.db", "history.db-wal"), names());
        close();
        assertEquals(Set.of("history.db"), names());
        assertFalse(bytes().contains("secret"));
        assertEquals(
                "rw-------",
                PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(folder.resolve("history.db"))));
    }

    /** With small pages, long texts spill over many, and the index is deep. */
    @Test
    void nothingOfWhatIsForgottenIsLeftOnSmallPagesOrBetweenThem() throws Exception {
        close();
        Files.delete(folder.resolve("history.db"));
        try (Connection made =
                        DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("history.db"));
                Statement statement = made.createStatement()) {
            statement.execute("PRAGMA page_size = 512");
            statement.execute("VACUUM");
        }
        open();
        for (int i = 0; i < 300; i++) {
            add(BOB, "kept" + i + " " + words("bb", i, 40), NOON);
            // short terms of which each peer has its own, in pages that both share
            add(CAROL, words("qzx", i, i % 50 == 0 ? 3_000 : 30), NOON);
        }
        assertTrue(bytes().contains("qzx"));
        store.forget(selection("", Optional.of(Set.of(CAROL)), Optional.empty()));
        assertFalse(bytes().contains("qzx"), "while it is open");
        assertEquals(512, pageSize());
        add(BOB, "after", NOON);
        assertFalse(bytes().contains("qzx"), "in the log");
        close();
        assertFalse(bytes().contains("qzx"), "once it is closed");
    }

    private static String words(String prefix, int seed, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> prefix + (seed * 31 + i * i))
                .collect(Collectors.joining(" "));
    }

    private int pageSize() throws IOException {
        byte[] file = Files.readAllBytes(folder.resolve("history.db"));
        return (file[16] & 0xff) << 8 | file[17] & 0xff;
    }

    @Test
    void whatAnEndHasLeftOfForgettingIsDoneAtTheNextStart() throws Exception {
        add(BOB, "kept", NOON);
        add(CAROL, "secret", NOON);
        Selection carol = selection("", Optional.of(Set.of(CAROL)), Optional.empty());
        store.work(
                "write to",
                open ->
                        open.transaction(
                                () -> {
                                    open.notes.put("rewrite", 1);
                                    return open.entries.drop(carol, 10);
                                }));
        assertTrue(bytes().contains("secret"));
        close();
        open();
        store.finishForgetting();
        assertFalse(bytes().contains("secret"));
        assertEquals(List.of("kept"), texts("kept"));
    }

    @Test
    void aDamagedFileIsPutAsideAndANewOneBegun() throws Exception {
        add(BOB, "one", NOON);
        close();
        byte[] damaged = Files.readAllBytes(folder.resolve("history.db"));
        Arrays.fill(damaged, 100, damaged.length, (byte) 0x55);
        Files.write(folder.resolve("history.db"), damaged);
        open();
        add(BOB, "two", NOON);
        assertEquals(List.of("two"), texts(""));
        assertEquals(1, notices.size());
        assertTrue(notices.getFirst().contains("damaged"), notices::toString);
        assertEquals(
                Set.of("history.db", "history.db-wal", "history.db.damaged-20260102-120000"),
                names());
    }

    @Test
    void damageThatShowsInTheMiddleOfARunEndsNothing() throws Exception {
        for (int i = 0; i < 3_000; i++) {
            add(BOB, "number " + i + " and some more words", NOON);
        }
        close();
        byte[] damaged = Files.readAllBytes(folder.resolve("history.db"));
        Arrays.fill(damaged, 64 << 10, damaged.length, (byte) 0x55);
        Files.write(folder.resolve("history.db"), damaged);
        open();
        assertEquals(List.of(), newest("number", Optional.empty(), NOON, 5000, 0));
        add(BOB, "new", NOON);
        assertEquals(List.of("new"), texts(""));
        assertEquals(1, notices.size());
    }

    @Test
    void aNewerVersionsFileIsLeftAlone() throws Exception {
        close();
        byte[] newer = Files.readAllBytes(folder.resolve("history.db"));
        newer[63] = 99; // https://sqlite.org/fileformat.html#user_version_number
        Files.write(folder.resolve("history.db"), newer);
        IOException refused = assertThrows(IOException.class, this::open);
        assertTrue(refused.getMessage().contains("newer PeerLink"), refused::getMessage);
        assertEquals(99, Files.readAllBytes(folder.resolve("history.db"))[63]);
    }

    @Test
    void aHistoryThatIsDeletedOrMovedAwayBeginsAnew() throws Exception {
        add(BOB, "one", NOON);
        Files.move(folder.resolve("history.db"), folder.resolve("old.db"));
        add(BOB, "two", NOON);
        assertEquals(List.of("two"), texts(""));
        Files.delete(folder.resolve("history.db"));
        add(BOB, "three", NOON);
        assertEquals(List.of("three"), texts(""));
        assertEquals(List.of(), notices);
    }

    @Test
    void nobodyElseMayReadTheFiles() throws Exception {
        add(BOB, "one", NOON);
        for (String name : names()) {
            assertEquals(
                    "rw-------",
                    PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(folder.resolve(name))),
                    name);
        }
    }

    @Test
    void anOldHistoryIsTakenOverOnceAndStandsBeforeWhatCameMeanwhile() throws Exception {
        List<String> lines = oldLines(12_000);
        Path old = old(lines);
        assertTrue(Files.size(old) > 2 * OldLines.PART);
        TakeOver first = new TakeOver(store, folder);
        assertThrows(
                IllegalStateException.class,
                () ->
                        first.run(
                                _ -> {
                                    throw new IllegalStateException("an end in the middle");
                                }));
        assertFalse(first.isDone());
        add(BOB, "meanwhile", NOON);
        assertTrue(Files.exists(old));
        close();
        open();
        add(BOB, "later", NOON);
        TakeOver second = new TakeOver(store, folder);
        second.run(_ -> {});
        assertTrue(second.isDone());
        assertFalse(Files.exists(old));
        assertEquals(
                List.of("later", "meanwhile", "old 11999", "old 11998"),
                newest("", Optional.empty(), Instant.MIN, 4, 0));
        assertEquals(12_002, store.count(selection("", Optional.empty(), Optional.empty())));
        assertEquals(List.of("old 11999"), texts("old 11999"));

        // an earlier version has run since
        old(oldLines(3));
        TakeOver third = new TakeOver(store, folder);
        third.run(_ -> {});
        assertEquals("old 2", texts("").getFirst());
        assertEquals(12_005, store.count(selection("", Optional.empty(), Optional.empty())));
    }

    private Path old(List<String> lines) throws IOException {
        return Files.write(folder.resolve(TakeOver.FILE_NAME), lines);
    }

    private static List<String> oldLines(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> OldLinesTest.line(OldLinesTest.entry(1, "old " + i)))
                .toList();
    }

    private void add(PeerId peer, String text, Instant at) throws Exception {
        keep(++lastNumber, entry(peer, text, at));
    }

    private void keep(long number, Entry entry) throws Exception {
        store.keep(new TreeMap<>(Map.of(number, entry)), Set.of());
    }

    private static Entry entry(PeerId peer, String text, Instant at) {
        return new Entry(
                0,
                Entry.Direction.RECEIVED,
                peer,
                new PeerName(peer.equals(BOB) ? "bob" : "carol"),
                "id",
                text,
                at,
                Optional.of(at));
    }

    private List<String> texts(String words) throws Exception {
        return newest(words, Optional.empty(), Instant.MIN, 100, 0);
    }

    private List<String> newest(
            String words, Optional<Set<PeerId>> peers, Instant since, int limit, int offset)
            throws Exception {
        return store.newest(selection(words, peers, Optional.of(since)), limit, offset).stream()
                .map(Entry::text)
                .toList();
    }

    private static Selection selection(
            String words, Optional<Set<PeerId>> peers, Optional<Instant> since) {
        return new Selection(
                TypedWords.of(TypedWords.split(words)), peers, since, Optional.empty());
    }

    private Set<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return Set.copyOf(files.map(file -> file.getFileName().toString()).toList());
        }
    }

    /** Returns the bytes of all files, each as one character. */
    private String bytes() throws IOException {
        StringBuilder all = new StringBuilder();
        for (String name : names()) {
            all.append(
                    new String(
                            Files.readAllBytes(folder.resolve(name)), StandardCharsets.ISO_8859_1));
        }
        return all.toString();
    }
}
