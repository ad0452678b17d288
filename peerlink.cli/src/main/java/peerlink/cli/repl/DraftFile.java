package peerlink.cli.repl;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.cli.text.EscapedRow;
import peerlink.core.profile.PrivateFiles;

/**
 * The file of half-typed lines in a profile. A row each has the peer's id, its name and the line,
 * with tabs between. Before these, a line that is being typed has the process of its terminal. Not
 * safe for use by several threads.
 */
final class DraftFile {
    static final String NAME = "drafts";

    /** The largest number of lines. */
    static final int MOST = 100;

    /** Has the rows that could not be read. */
    static final String DAMAGED = "drafts.damaged";

    private static final System.Logger LOG = System.getLogger(DraftFile.class.getName());

    /** The longest file: no character of a line takes more than four bytes, or two escaped. */
    private static final int MAX_FILE = MOST * (4 * TypedLine.LONGEST + 256);

    private static final Pattern PROCESS = Pattern.compile("[1-9][0-9]{0,17}");

    private final Path file;
    private final Path damaged;

    /**
     * A line.
     *
     * @param terminal the process of the terminal on which it is being typed; 0 for one that waits
     */
    record Row(long terminal, Peer peer, String text) {
        private static Row parsed(byte[] row) throws IOException {
            String text =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(row)).toString();
            String[] first = text.split("\t", 2);
            boolean isTyped = first.length == 2 && PROCESS.matcher(first[0]).matches();
            String[] parts = (isTyped ? first[1] : text).split("\t", 3);
            if (parts.length < 3 || parts[2].length() > 2 * TypedLine.LONGEST) {
                throw new IOException("not a half-typed line");
            }
            return new Row(
                    isTyped ? Long.parseLong(first[0]) : 0,
                    new Peer(new PeerId(parts[0]), new PeerName(parts[1]), List.of()),
                    EscapedRow.read(parts[2]));
        }

        private String written() {
            return (terminal == 0 ? "" : terminal + "\t")
                    + peer.id().text()
                    + '\t'
                    + peer.name()
                    + '\t'
                    + EscapedRow.written(text)
                    + '\n';
        }
    }

    /**
     * @param profile the profile's folder
     */
    DraftFile(Path profile) {
        this.file = profile.resolve(NAME);
        this.damaged = profile.resolve(DAMAGED);
    }

    /** Returns the lines, the oldest first. Rows that are none are put aside. */
    List<Row> read() {
        if (Files.notExists(file)) {
            return List.of();
        }
        try {
            if (Files.size(file) <= MAX_FILE) {
                return parsed(Files.readAllBytes(file));
            }
            LOG.log(Level.WARNING, "longer than {0} bytes, and put aside: {1}", MAX_FILE, file);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "half-typed lines can't be read, and are put aside", e);
        }
        try {
            Files.move(file, damaged, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "half-typed lines of earlier chats are lost", e);
        }
        return List.of();
    }

    private List<Row> parsed(byte[] content) throws IOException {
        List<Row> rows = new ArrayList<>();
        ByteArrayOutputStream others = new ByteArrayOutputStream();
        for (int start = 0; start < content.length; ) {
            int end = start;
            while (end < content.length && content[end] != '\n') {
                end++;
            }
            byte[] row = new byte[end - start];
            System.arraycopy(content, start, row, 0, row.length);
            try {
                rows.add(Row.parsed(row));
            } catch (IOException | IllegalArgumentException e) {
                LOG.log(Level.WARNING, "a half-typed line can't be read, and is put aside", e);
                others.writeBytes(row);
                others.write('\n');
            }
            start = end + 1;
        }
        if (others.size() > 0) {
            putAside(others.toByteArray());
            write(rows);
        }
        return rows;
    }

    /** Adds rows to those that were put aside before, as far as these leave room for them. */
    private void putAside(byte[] rows) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        if (Files.exists(damaged) && Files.size(damaged) + rows.length <= MAX_FILE) {
            all.writeBytes(Files.readAllBytes(damaged));
        }
        all.writeBytes(rows);
        PrivateFiles.write(damaged, all.toByteArray());
    }

    /** Deletes the rows that were put aside. */
    void dropDamaged() throws IOException {
        Files.deleteIfExists(damaged);
    }

    /** Writes the lines in place of those that are there. */
    void write(List<Row> rows) throws IOException {
        if (rows.isEmpty()) {
            Files.deleteIfExists(file);
            return;
        }
        StringBuilder text = new StringBuilder();
        rows.forEach(row -> text.append(row.written()));
        PrivateFiles.write(file, text.toString().getBytes(StandardCharsets.UTF_8));
    }
}
