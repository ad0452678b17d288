package peerlink.api.contract;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import peerlink.api.Bytes;

/**
 * Reads the rows of {@code docs/test-vectors.md}, which give the result of each input; so page and
 * program can't differ.
 */
public final class Vectors {
    /**
     * Holds one row.
     *
     * @param input the first column, as it stands between the backquotes
     * @param outcome the second column, without backquotes
     * @param why the third column
     */
    public record Row(String input, String outcome, String why) {
        /**
         * Returns the bytes that the input stands for: hexadecimal with blanks, where {@code 61x3}
         * is {@code 61 61 61}.
         */
        public Bytes bytes() {
            StringBuilder hex = new StringBuilder();
            for (String word : input.split(" ")) {
                int times = word.indexOf('x');
                hex.append(
                        times < 0
                                ? word
                                : word.substring(0, times)
                                        .repeat(Integer.parseInt(word.substring(times + 1))));
            }
            return Bytes.wrap(HexFormat.of().parseHex(hex));
        }

        @Override
        public String toString() {
            return why;
        }
    }

    private Vectors() {}

    /** Returns the rows of the section that has this heading. */
    public static List<Row> of(String heading) throws IOException {
        List<Row> rows = new ArrayList<>();
        boolean isHere = false;
        for (String line : Files.readAllLines(page())) {
            if (line.startsWith("## ")) {
                isHere = line.equals("## " + heading);
            } else if (isHere && line.startsWith("| `")) {
                String[] columns = line.substring(2, line.length() - 2).split(" \\| ", 3);
                rows.add(
                        new Row(
                                columns[0].substring(1, columns[0].length() - 1),
                                columns[1].replace("`", ""),
                                columns[2]));
            }
        }
        assertFalse(rows.isEmpty(), heading);
        return rows;
    }

    /**
     * Returns the file of the vectors. The tests of a module run in its folder, which may lie in
     * another one.
     */
    private static Path page() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("docs/test-vectors.md"))) {
            folder = folder.getParent();
        }
        return folder.resolve("docs/test-vectors.md");
    }
}
