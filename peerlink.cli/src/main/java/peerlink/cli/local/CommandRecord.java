package peerlink.cli.local;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import peerlink.api.Command;
import peerlink.api.Printable;
import peerlink.cli.node.PluginFileMark;
import peerlink.core.Node;
import peerlink.core.model.PluginStatus.State;
import peerlink.core.profile.PrivateFiles;

/**
 * Remembers the commands that plugins had when they ran last, in a file of the profile: help and
 * completion list them, and a word of the shell is known for one of them, without any plugin's
 * start.
 *
 * <p>The first line names the plugins' files as they were then. Each further line is a command: its
 * name, summary, usage and what its help says besides, with tabs between them. Completion reads
 * the file too.
 *
 * @param files the plugins' files, as {@link PluginFileMark} describes them
 * @param rows the commands, by name
 */
public record CommandRecord(String files, List<Row> rows) {
    static final String FILE = "plugin-commands";

    private static final System.Logger LOG = System.getLogger(CommandRecord.class.getName());
    private static final int MAX_FILE = 1 << 20;

    /**
     * A command.
     *
     * @param usage the arguments, as people write them
     * @param details what the help says of them, a line for each
     */
    public record Row(String name, String summary, String usage, List<String> details) {
        public Row {
            details = List.copyOf(details);
        }

        String line() {
            return Stream.concat(Stream.of(name, summary, usage), details.stream())
                    .collect(Collectors.joining("\t"));
        }
    }

    public CommandRecord {
        rows = List.copyOf(rows);
    }

    /** Returns what a node of the profile has written last; empty if there is nothing to read. */
    public static Optional<CommandRecord> of(Path profile) {
        Path file = profile.resolve(FILE);
        if (Files.notExists(file)) {
            return Optional.empty();
        }
        try {
            if (Files.size(file) > MAX_FILE) {
                throw new IOException("longer than " + MAX_FILE + " bytes: " + file);
            }
            List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
            return lines.isEmpty()
                    ? Optional.empty()
                    : Optional.of(
                            new CommandRecord(
                                    lines.getFirst(),
                                    lines.stream()
                                            .skip(1)
                                            .flatMap(CommandRecord::parsed)
                                            .toList()));
        } catch (IOException e) {
            LOG.log(Level.WARNING, "the commands of plugins are not known", e);
            return Optional.empty();
        }
    }

    private static Stream<Row> parsed(String line) {
        String[] fields = line.split("\t", -1);
        return fields.length >= 3 && fields[0].matches("[a-z0-9-]{1,20}")
                ? Stream.of(
                        new Row(
                                fields[0],
                                Printable.line(fields[1]),
                                Printable.line(fields[2]),
                                Arrays.stream(fields).skip(3).map(Printable::line).toList()))
                : Stream.empty();
    }

    /**
     * Notes the commands that the plugins of a node have now, if it runs any. While one is still
     * starting, nothing is noted: its commands would be taken for unknown words.
     */
    static void keep(Path profile, Node node) {
        if (node.pluginFolders().isEmpty()
                || node.plugins().stream().anyMatch(one -> one.state() == State.STARTING)) {
            return;
        }
        CommandRecord now =
                new CommandRecord(
                        PluginFileMark.of(node.pluginFolders(), profile), rows(profile, node));
        if (of(profile).filter(now::equals).isPresent()) {
            return;
        }
        StringBuilder text = new StringBuilder(now.files()).append('\n');
        now.rows().forEach(row -> text.append(row.line()).append('\n'));
        try {
            PrivateFiles.writeNote(profile.resolve(FILE), text.toString());
        } catch (IOException e) {
            // help and completion lack them, and the word run is needed before their names
            LOG.log(Level.WARNING, "the commands of plugins can't be noted", e);
        }
    }

    /**
     * Returns the commands that there are, and if a plugin has failed those that there were: a
     * setting that is put right brings them back, and until then their names lead to the reason.
     */
    private static List<Row> rows(Path profile, Node node) {
        SortedMap<String, Row> rows = new TreeMap<>();
        if (node.plugins().stream().anyMatch(one -> one.state() == State.FAILED)) {
            of(profile).ifPresent(last -> last.rows().forEach(row -> rows.put(row.name(), row)));
        }
        node.commands().forEach(command -> rows.put(command.name(), described(command)));
        return List.copyOf(rows.values());
    }

    private static Row described(Command command) {
        return new Row(command.name(), command.summary(), command.usage(), command.details());
    }

    /** Returns the command of that name. */
    public Optional<Row> row(String name) {
        return rows.stream().filter(row -> row.name().equals(name)).findFirst();
    }

    /**
     * Tells whether the plugins' files, and the user's agreements to them, are those that this
     * record was made with.
     *
     * @param profile the profile's folder
     */
    public boolean isOf(List<Path> folders, Path profile) {
        return files.equals(PluginFileMark.of(folders, profile));
    }
}
