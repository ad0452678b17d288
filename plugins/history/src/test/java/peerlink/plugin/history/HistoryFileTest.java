package peerlink.plugin.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.UniqueElements;
import peerlink.api.Bytes;
import peerlink.api.Message;
import peerlink.api.PeerId;
import peerlink.api.PeerName;

final class HistoryFileTest {
    @Property
    void anyTextComesBackFromItsLine(@ForAll String text) {
        Entry entry = entry(text);
        String line = entry.toLine();
        assertTrue(line.indexOf('\n') < 0 && line.indexOf('\r') < 0, line);
        assertEquals(Optional.of(entry), Entry.parse(line));
    }

    @Property
    void aTimeOfWritingComesBackToo(
            @ForAll String text, @ForAll @IntRange(max = 2_000_000_000) int secondsBefore) {
        Entry entry = entry(text);
        Instant written = entry.time().minusSeconds(secondsBefore);
        Entry late =
                new Entry(
                        entry.time(),
                        entry.direction(),
                        entry.peer(),
                        entry.name(),
                        text,
                        Entry.written(message(entry, written), entry.time()));
        assertEquals(Optional.of(late), Entry.parse(late.toLine()));
    }

    @Example
    void aTimeThatIsNoneIsNotKept() {
        Entry entry = entry("x");
        for (String none : List.of("1999-12-31T23:59:59Z", "1970-01-01T00:00:00Z")) {
            assertEquals(
                    Optional.empty(),
                    Entry.written(message(entry, Instant.parse(none)), entry.time()));
        }
        assertEquals(
                Optional.of(Instant.parse("2000-01-01T00:00:00Z")),
                Entry.written(message(entry, Instant.parse("2000-01-01T00:00:00Z")), entry.time()));
    }

    private static Message message(Entry entry, Instant sentAt) {
        return new Message("1", entry.peer(), entry.peer(), Message.TEXT, Bytes.utf8("x"), sentAt);
    }

    @Property
    void anyLineIsReadOrPassedOver(@ForAll String line) {
        Entry.parse(line).ifPresent(entry -> assertEquals(entry.toLine(), line));
        Entry.parse(entry("x").toLine() + line); // a torn and joined line must not throw
    }

    @Property(tries = 50)
    void linesComeBackFromTheEnd(
            @ForAll @Size(max = 8) @UniqueElements
                    List<@IntRange(min = 1, max = 130_000) Integer> lengths)
            throws IOException {
        List<String> lines = lengths.stream().map("ä"::repeat).toList();
        assertTrue(lines.reversed().equals(readBack(String.join("\n", lines))));
        assertTrue(lines.reversed().equals(readBack(String.join("\n\n", lines) + "\n")));
    }

    @Example
    void aLineLongerThanAnyMessageIsLeftOut() throws IOException {
        String tooLong = "x".repeat(LinesFromEnd.MAX_LINE + 1);
        assertEquals(List.of("b", "a"), readBack("a\n" + tooLong + "\nb\n"));
        assertEquals(List.of("b"), readBack(tooLong + "\nb\n"));
        assertEquals(List.of("a"), readBack("a\n" + tooLong));
    }

    @Example
    void aHistoryThatIsDeletedOrMovedAwayBeginsAnew() throws IOException {
        Path folder = Files.createTempDirectory("history");
        Path path = folder.resolve("history.tsv");
        Path old = folder.resolve("old.tsv");
        try (HistoryFile file = HistoryFile.open(path)) {
            file.append(entry("one"));
            Files.move(path, old);
            file.append(entry("two"));
            assertEquals(List.of(entry("two")), file.newest(10, _ -> true));
            Files.delete(path);
            file.append(entry("three"));
            assertEquals(List.of(entry("three")), file.newest(10, _ -> true));
        } finally {
            Files.deleteIfExists(path);
            Files.deleteIfExists(old);
            Files.delete(folder);
        }
    }

    private static Entry entry(String text) {
        return new Entry(
                Instant.parse("2026-01-02T03:04:05.678Z"),
                Entry.Direction.RECEIVED,
                PeerId.ofKey("bob".getBytes(StandardCharsets.UTF_8)),
                new PeerName("bob"),
                text,
                Optional.empty());
    }

    private static List<String> readBack(String content) throws IOException {
        Path file = Files.createTempFile("lines", ".tsv");
        try {
            Files.write(file, content.getBytes(StandardCharsets.UTF_8));
            List<String> lines = new ArrayList<>();
            try (FileChannel channel = FileChannel.open(file)) {
                LinesFromEnd reading = new LinesFromEnd(channel);
                for (String line = reading.next(); line != null; line = reading.next()) {
                    lines.add(line);
                    if (lines.size() > 100) {
                        fail("reads for ever");
                    }
                }
            }
            return lines;
        } finally {
            Files.delete(file);
        }
    }
}
