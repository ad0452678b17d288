package peerlink.cli.terminal;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import org.jline.reader.impl.history.DefaultHistory;
import peerlink.cli.text.EscapedRow;
import peerlink.core.profile.PrivateFiles;

/**
 * The lines that the user has typed, those of earlier starts first, from a file that is the
 * owner's alone. It has one line a row, with {@code \n} for a line feed and {@code \\} for a
 * backslash. Lines that may not be kept, or no longer, are not in it.
 */
final class InputHistory extends DefaultHistory {
    /** The largest number of lines in the file. */
    static final int MOST = 1000;

    /** The longest line in the file, in characters. */
    static final int LONGEST = 4096;

    private static final System.Logger LOG = System.getLogger(InputHistory.class.getName());

    private final Path file;
    private final Predicate<String> isKept;
    private String last = "";

    /**
     * Reads the file.
     *
     * @param isKept tells whether a line may be in the file; asked for each line anew
     */
    InputHistory(Path file, Predicate<String> isKept) {
        this.file = file;
        this.isKept = isKept;
        try {
            read();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "the typed lines of earlier starts are lost", e);
        }
    }

    private void read() throws IOException {
        if (Files.notExists(file)) {
            return;
        }
        List<String> all;
        try {
            all = Files.readAllLines(file);
        } catch (CharacterCodingException e) {
            all = List.of(); // not what this class has written
        }
        List<String> kept =
                all.subList(Math.max(0, all.size() - MOST), all.size()).stream()
                        .filter(line -> line.length() <= 2 * LONGEST)
                        .filter(line -> isKept.test(EscapedRow.read(line)))
                        .toList();
        if (kept.isEmpty()) {
            Files.delete(file);
        } else if (kept.size() < all.size()) {
            PrivateFiles.write(
                    file, (String.join("\n", kept) + "\n").getBytes(StandardCharsets.UTF_8));
        }
        kept.forEach(line -> internalAdd(Instant.EPOCH, EscapedRow.read(line)));
        last = kept.isEmpty() ? "" : EscapedRow.read(kept.getLast());
    }

    @Override
    public void add(Instant time, String line) {
        super.add(time, line);
        if (line.equals(last) || line.length() > LONGEST || !isKept.test(line)) {
            return;
        }
        last = line;
        try {
            if (Files.notExists(file)) {
                PrivateFiles.create(file);
            }
            Files.writeString(file, EscapedRow.written(line) + "\n", StandardOpenOption.APPEND);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "the typed line is not kept", e);
        }
    }
}
