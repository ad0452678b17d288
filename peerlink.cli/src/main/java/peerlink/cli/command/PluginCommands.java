package peerlink.cli.command;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import peerlink.api.Printable;
import peerlink.cli.local.CommandRecord;
import peerlink.cli.node.NodeOptions;
import peerlink.cli.node.PluginFileMark;
import peerlink.cli.node.Profile;
import peerlink.cli.node.ProgramSettings;
import peerlink.cli.program.CliException;
import peerlink.cli.program.Environment;
import peerlink.cli.program.ExitCode;
import peerlink.cli.program.NearestName;
import peerlink.cli.program.ProgramName;
import peerlink.core.InstalledPlugins;
import peerlink.core.model.PluginFolders;
import peerlink.core.model.PluginStatus;

/**
 * The commands of plugins as they are known without starting any: those of the last run, or of the
 * image's own plugins where there was none.
 */
public final class PluginCommands {
    private static final String SEND_SUMMARY = "offer files or folders to a peer";
    private static final String SEND_USAGE = "[PEER] PATH… [--queue] [--preserve] [--as NAME]";
    private static final List<String> SEND_DETAILS =
            List.of(
                    "PEER: without one, the files go to the open chat",
                    "PATH: a file or a folder; in a shell, - is the standard input",
                    "--queue: end at once; the transfer waits for its peer",
                    "--preserve: tell dates, and the right to run a file",
                    "--as NAME: the file name for the standard input");

    /** The commands of the image's own plugins, for a profile of which no plugin has run. */
    static final List<CommandRecord.Row> ROWS_OF_IMAGE =
            List.of(
                    new CommandRecord.Row(
                            "files",
                            "list what is offered or on its way, stop it, trust a peer",
                            "[stop N | show N | accept PEER [SIZE] | ask PEER]",
                            List.of()),
                    new CommandRecord.Row(
                            "history",
                            "find messages that have all these words",
                            "[WORD…] [@PEER] [--since 2d] [--until DATE] [--limit N] | export [FILE] | forget @PEER|--before DATE",
                            List.of(
                                    "WORD…: any character is text, and case and accents make no difference",
                                    "@PEER: messages with this peer; several may be named",
                                    "--since and --until: a date, a date and a time, or how long ago, such as 2d or 90m",
                                    "--limit N: so many messages, the newest",
                                    "export: all of them, to FILE or the output; --format text, jsonl or markdown",
                                    "forget: delete the messages with a peer, or those before a date")),
                    new CommandRecord.Row(
                            "receive",
                            "take what is offered",
                            "[N] [as PATH | only NAME…] [--preserve] | [--from PEER] [--accept all|ask] [--into DIR] [--once]",
                            List.of(
                                    "N: the number of the offer, as /files shows it; the only offer needs none",
                                    "as PATH: save it there, under that name",
                                    "only NAME…: take these of a folder; * stands for any characters",
                                    "--preserve: keep its dates, and the right to run it, if its sender tells them",
                                    "--from PEER: in a shell, without N, wait for offers of this peer alone",
                                    "--accept all|ask: take each offer, or ask for each, as it does without this",
                                    "--into DIR: save there, and not in the folder for downloads",
                                    "--once: end with the first file that is saved")),
                    new CommandRecord.Row("refuse", "decline an offered file", "[N]", List.of()),
                    new CommandRecord.Row("send", SEND_SUMMARY, SEND_USAGE, SEND_DETAILS),
                    new CommandRecord.Row("send-file", SEND_SUMMARY, SEND_USAGE, SEND_DETAILS));

    /** The names of the commands of the image's own plugins. */
    public static final Set<String> OF_IMAGE =
            ROWS_OF_IMAGE.stream().map(CommandRecord.Row::name).collect(Collectors.toSet());

    /** The meaning of a word. */
    public enum Meaning {
        /** A plugin's command. */
        COMMAND,
        /** Perhaps one: plugins have changed since they ran last. */
        PERHAPS,
        /** Something else. */
        OTHER
    }

    private static final System.Logger LOG = System.getLogger(PluginCommands.class.getName());

    private final PluginFolders all;
    private final List<Path> folders;
    private final Profile profile;
    private final Optional<CommandRecord> record;

    private PluginCommands(PluginFolders all, Profile profile, Optional<CommandRecord> record) {
        this.all = all;
        this.folders = all.all();
        this.profile = profile;
        this.record = record;
    }

    /** Reads what the profile knows. */
    static PluginCommands of(NodeOptions options, Environment environment) throws CliException {
        ProgramSettings settings = ProgramSettings.resolve(options, environment);
        return new PluginCommands(
                settings.pluginFolders(),
                settings.profile(),
                settings.pluginFolders().all().isEmpty()
                        ? Optional.empty()
                        : CommandRecord.of(settings.profile().directory()));
    }

    Meaning meaning(String word) {
        if (folders.isEmpty() || !word.matches("[a-z0-9-]{1,20}")) {
            return Meaning.OTHER;
        }
        boolean isKnown = record.flatMap(known -> known.row(word)).isPresent();
        boolean isOld = record.filter(known -> known.isOf(folders, profile.directory())).isEmpty();
        if (isKnown || isOld && OF_IMAGE.contains(word)) {
            return Meaning.COMMAND;
        }
        // the image's own are known, so only the user's can have a new command
        return isOld && PluginFileMark.hasPlugins(profile.plugins())
                ? Meaning.PERHAPS
                : Meaning.OTHER;
    }

    /** Reads the plugins, and returns those that wait for the user's agreement. */
    List<String> waiting() {
        if (!PluginFileMark.hasPlugins(profile.plugins())) {
            return List.of();
        }
        try (InstalledPlugins plugins =
                InstalledPlugins.open(all, profile.directory(), InstantSource.system())) {
            return plugins.control().all().stream()
                    .filter(plugin -> plugin.state().isWaiting())
                    .map(PluginStatus::name)
                    .distinct()
                    .toList();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "the plugins can't be read", e);
            return List.of();
        }
    }

    /** Returns the names that are known. */
    public Set<String> names() {
        return folders.isEmpty()
                ? Set.of()
                : record.map(
                                known ->
                                        known.rows().stream()
                                                .map(CommandRecord.Row::name)
                                                .collect(Collectors.toSet()))
                        .orElse(OF_IMAGE);
    }

    /** Returns the commands as a list for people, each on a line that ends with a line feed. */
    String list() {
        return list(Set.of());
    }

    /**
     * Returns the same list without the names of PeerLink's own commands, which come before a
     * plugin's.
     */
    String list(Set<String> own) {
        return names().stream()
                .filter(name -> !own.contains(name))
                .sorted()
                .map(name -> "  %-12s%s".formatted(name, summary(name)).stripTrailing() + "\n")
                .collect(Collectors.joining());
    }

    private String summary(String name) {
        return row(name).map(CommandRecord.Row::summary).orElse("");
    }

    /** Returns a command as it was when its plugin ran last, or as the image has it. */
    private Optional<CommandRecord.Row> row(String name) {
        return record.flatMap(known -> known.row(name))
                .or(
                        () ->
                                ROWS_OF_IMAGE.stream()
                                        .filter(row -> row.name().equals(name))
                                        .filter(row -> meaning(name) == Meaning.COMMAND)
                                        .findFirst());
    }

    /** Returns the help of one command. */
    String help(String name, NodeOptions given) throws CliException {
        Optional<CommandRecord.Row> row = row(name);
        if (row.isEmpty() && !names().contains(name)) {
            throw new CliException(
                    ExitCode.USAGE,
                    "no plugin's command is known as '%s'".formatted(Printable.excerpt(name)),
                    NearestName.of(name, names())
                            .map(nearest -> given.call("run " + nearest + " --help"))
                            .orElseGet(() -> given.call("run")));
        }
        String usage = row.map(CommandRecord.Row::usage).orElse("[ARGUMENT...]");
        return """
                usage: peerlink run %s

                %s
                %s
                in the chat: /%s
                options of PeerLink, and --json: %s
                """
                .formatted(
                        (name + " " + usage).strip(),
                        row.map(CommandRecord.Row::summary)
                                .filter(summary -> !summary.isEmpty())
                                .orElse("It tells more once its plugin has run."),
                        row.stream()
                                .flatMap(known -> known.details().stream())
                                .map(detail -> "  " + detail + "\n")
                                .collect(Collectors.joining()),
                        (name + " " + usage).strip(),
                        ProgramName.call("run --help"));
    }
}
