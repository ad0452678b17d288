package peerlink.plugin.history;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import peerlink.api.CommandException;
import peerlink.api.Console;
import peerlink.api.PeerName;
import peerlink.api.Printable;
import peerlink.plugin.history.Arguments.Option;
import peerlink.plugin.history.store.Entry;
import peerlink.plugin.history.store.HistoryStore;

/**
 * Writes {@code /history export [FILE] [@PEER] …}: all messages, the oldest first, into a new
 * file that is readable by its owner alone, or from a shell to the standard output.
 */
final class Export {
    static final String NAME = "export";

    static final Set<Option> OPTIONS =
            EnumSet.of(Option.SINCE, Option.UNTIL, Option.BEFORE, Option.FORMAT);

    private final HistoryStore store;
    private final KnownPeers known;
    private final HistoryTranscript transcript;
    private @Nullable LocalDate day;

    /** The forms of an export. */
    private enum Format {
        TEXT,
        JSONL,
        MARKDOWN
    }

    Export(HistoryStore store, KnownPeers known, ZoneId zone) {
        this.store = store;
        this.known = known;
        this.transcript = new HistoryTranscript(zone);
    }

    void run(Arguments read, Console console)
            throws CommandException, IOException, InterruptedException {
        String name = String.join(" ", read.words());
        Format format = format(read, name);
        if (name.isEmpty()) {
            if (console.isInteractive()) {
                throw new CommandException(
                        "a file is needed for an export", "/history export history.txt");
            }
            store.forEach(
                    read.selectionOfAll(),
                    entry ->
                            console.print(
                                    chunk(format, entry),
                                    HistoryCommand.fields(entry, known.name(entry))));
            return;
        }
        Path file = file(name, console.folder());
        long[] written = new long[1];
        try (Writer out = create(file)) {
            store.forEach(
                    read.selectionOfAll(),
                    entry -> {
                        out.write(chunk(format, entry));
                        out.write('\n');
                        written[0]++;
                    });
        }
        console.print(
                "%d %s in %s".formatted(written[0], written[0] == 1 ? "message" : "messages", file),
                Map.of("file", file.toString(), "messages", written[0]));
    }

    private String chunk(Format format, Entry entry) {
        PeerName name = known.name(entry);
        return switch (format) {
            case TEXT -> transcript.line(entry, name, entry.text());
            case JSONL -> transcript.json(entry, name);
            case MARKDOWN -> heading(entry) + transcript.markdown(entry, name);
        };
    }

    /** Returns the heading of a day before its first message. */
    private String heading(Entry entry) {
        LocalDate today = transcript.day(entry);
        if (today.equals(day)) {
            return "";
        }
        String before = day == null ? "" : "\n";
        day = today;
        return before + "## " + today + "\n\n";
    }

    private static Format format(Arguments read, String name) throws CommandException {
        String lower = name.toLowerCase(Locale.ROOT);
        String wanted =
                read.format()
                        .orElse(
                                lower.endsWith(".md")
                                        ? "markdown"
                                        : lower.endsWith(".jsonl") ? "jsonl" : "text");
        for (Format format : Format.values()) {
            if (format.name().toLowerCase(Locale.ROOT).equals(wanted)) {
                return format;
            }
        }
        throw new CommandException(
                "no such format: '%s' (text, jsonl or markdown)"
                        .formatted(Printable.excerpt(wanted)),
                "");
    }

    private static Path file(String name, Path folder) throws CommandException {
        try {
            return name.startsWith("~/")
                    ? Path.of(System.getProperty("user.home"), name.substring(2))
                    : folder.resolve(name).normalize();
        } catch (InvalidPathException e) {
            throw new CommandException("not a path: '" + Printable.excerpt(name) + "'", "");
        }
    }

    private static Writer create(Path file) throws CommandException {
        boolean isPosix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
        try {
            Files.createFile(
                    file,
                    isPosix
                            ? new FileAttribute<?>[] {
                                PosixFilePermissions.asFileAttribute(
                                        PosixFilePermissions.fromString("rw-------"))
                            }
                            : new FileAttribute<?>[0]);
            return Files.newBufferedWriter(file, StandardCharsets.UTF_8);
        } catch (FileAlreadyExistsException e) {
            throw new CommandException(
                    "%s is there already, and nothing is overwritten"
                            .formatted(Printable.line(file.toString())),
                    "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
