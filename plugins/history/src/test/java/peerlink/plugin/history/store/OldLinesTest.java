package peerlink.plugin.history.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

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
import peerlink.api.PeerId;
import peerlink.api.PeerName;

final class OldLinesTest {
    static final PeerId BOB = PeerId.ofKey("bob".getBytes(StandardCharsets.UTF_8));

    @Property
    void anyTextComesBackFromItsLine(@ForAll String text) {
        Entry entry = entry(7, text);
        assertEquals(Optional.of(entry), OldLine.parse(7, line(entry)));
    }

    @Property
    void anyLineIsReadOrPassedOver(@ForAll String line) {
        OldLine.parse(1, line).ifPresent(entry -> assertEquals(line, line(entry)));
        // a torn and joined line must not throw
        OldLine.parse(1, line(entry(1, "x")) + line);
    }

    @Example
    void aTimeBeyondAllOthersIsPassedOver() {
        String line = line(entry(1, "x")).replace("2026-", "+1000000000-");
        assertEquals(Optional.empty(), OldLine.parse(1, line));
    }

    @Property(tries = 20)
    void partsHaveAllLines(
            @ForAll @Size(max = 8) List<@IntRange(min = 1, max = 65_536) Integer> lengths)
            throws IOException {
        List<String> texts = lengths.stream().map("ä"::repeat).toList();
        StringBuilder content = new StringBuilder();
        texts.forEach(text -> content.append(line(entry(1, text))).append('\n'));
        assertEquals(texts, readBack(content.toString()));
        assertEquals(texts, readBack(content.toString().stripTrailing()));
    }

    @Example
    void aLineLongerThanAnyMessageIsPassedOver() throws IOException {
        String tooLong = line(entry(1, "x".repeat(OldLines.PART + 1)));
        String a = line(entry(1, "a"));
        assertEquals(List.of("a", "a"), readBack(a + "\n" + tooLong + "\n" + a + "\n"));
        assertEquals(List.of("a"), readBack(tooLong + "\n" + a));
        assertEquals(List.of("a"), readBack(a + "\n" + tooLong));
    }

    static Entry entry(long number, String text) {
        return new Entry(
                number,
                Entry.Direction.RECEIVED,
                BOB,
                new PeerName("bob"),
                "",
                text,
                Instant.parse("2026-01-02T03:04:05.678Z"),
                Optional.empty());
    }

    /** Returns the line that an earlier version has written. */
    static String line(Entry entry) {
        return String.join(
                        "\t",
                        entry.receivedAt().toString(),
                        entry.direction() == Entry.Direction.RECEIVED ? "<" : ">",
                        entry.peer().text(),
                        entry.name().text(),
                        entry.text()
                                .replace("\\", "\\\\")
                                .replace("\n", "\\n")
                                .replace("\r", "\\r")
                                .replace("\t", "\\t"))
                + entry.sentAt().map(at -> "\t" + at).orElse("");
    }

    private static List<String> readBack(String content) throws IOException {
        Path file = Files.createTempFile("lines", ".tsv");
        try {
            Files.write(file, content.getBytes(StandardCharsets.UTF_8));
            List<String> texts = new ArrayList<>();
            try (FileChannel channel = FileChannel.open(file)) {
                long offset = 0;
                while (offset < channel.size()) {
                    OldLines part = OldLines.read(channel, offset, channel.size(), 1);
                    part.entries().forEach(entry -> texts.add(entry.text()));
                    offset = part.next();
                }
            }
            return texts;
        } finally {
            Files.delete(file);
        }
    }
}
