package peerlink.cli.repl;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import peerlink.api.Command;
import peerlink.api.CommandException;
import peerlink.api.Completion;
import peerlink.api.Console;
import peerlink.api.Printable;
import peerlink.cli.local.PluginDeed;
import peerlink.cli.local.PluginDeeds;
import peerlink.cli.local.PluginSdk;
import peerlink.cli.program.CliException;
import peerlink.cli.program.CommandWords;
import peerlink.cli.program.NearestName;
import peerlink.cli.program.ProgramName;
import peerlink.core.Node;
import peerlink.core.model.PluginStatus;
import peerlink.core.model.PluginUnchangedException;

/** Lists and changes the plugins of the chat's node. */
final class PluginsReplCommand implements Command {
    /** Writes the jars for authors out; it is none of a node's deeds. */
    private static final String SDK = "sdk";

    private final Node node;
    private final PluginSdk sdk;

    PluginsReplCommand(Node node) {
        this(node, PluginSdk.ofProgram());
    }

    PluginsReplCommand(Node node, PluginSdk sdk) {
        this.node = node;
        this.sdk = sdk;
    }

    @Override
    public String name() {
        return "plugins";
    }

    @Override
    public String summary() {
        return "what is plugged in; lets plugins in and out";
    }

    @Override
    public String usage() {
        return "[allow NAME]";
    }

    @Override
    public Completion complete(List<String> arguments) {
        if (arguments.size() == 1) {
            return new Completion.Words(words());
        }
        if (arguments.getFirst().equals(SDK)) {
            return new Completion.Files();
        }
        return switch (deed(arguments.getFirst()).orElse(PluginDeed.LIST)) {
            case LIST -> new Completion.Nothing();
            case INSTALL -> new Completion.Files();
            case ALLOW -> names(plugin -> plugin.state().isWaiting());
            case ENABLE -> names(plugin -> plugin.state() == PluginStatus.State.DISABLED);
            case REMOVE -> names(plugin -> !plugin.isTrusted());
            case INFO, DISABLE, RELOAD -> names(_ -> true);
        };
    }

    private Completion names(Predicate<PluginStatus> isMeant) {
        return new Completion.Words(
                node.plugins().stream()
                        .filter(isMeant)
                        .map(PluginStatus::name)
                        .distinct()
                        .toList());
    }

    @Override
    public void run(List<String> arguments, Console console) throws Exception {
        if (arguments.isEmpty() && node.plugins().isEmpty()) {
            console.print("no plugins; " + ProgramName.call("plugins") + " tells where to put one");
        }
        String word = arguments.isEmpty() ? PluginDeed.LIST.word() : arguments.getFirst();
        List<String> rest =
                arguments.isEmpty() ? List.of() : arguments.subList(1, arguments.size());
        if (word.equals(SDK)) {
            writeSdk(rest, console);
            return;
        }
        PluginDeed deed = deed(word).orElse(null);
        if (deed == null) {
            throw new CommandException(
                    "/plugins has no '%s' (there is %s)"
                            .formatted(Printable.excerpt(word), String.join(", ", words())),
                    nearest(word, rest));
        }
        if (rest.isEmpty() != (deed == PluginDeed.LIST)) {
            throw new CommandException(
                    deed == PluginDeed.LIST
                            ? "/plugins list takes no arguments"
                            : "/plugins %s needs %s"
                                    .formatted(
                                            word,
                                            deed == PluginDeed.INSTALL
                                                    ? "a file"
                                                    : "the name of a plugin"),
                    "/plugins");
        }
        List<PluginStatus> before = node.plugins();
        List<String> lines = new ArrayList<>();
        try {
            PluginDeeds.tell(
                    node.pluginControl(),
                    deed,
                    deed == PluginDeed.INSTALL ? files(rest) : rest,
                    false,
                    lines::add);
        } catch (PluginUnchangedException e) {
            throw new CommandException(String.valueOf(e.getMessage()), "/plugins");
        }
        if (!isTold(deed, rest, before)) {
            lines.forEach(console::print);
        }
    }

    /** Tells whether the node's events have told the user of the outcome. */
    private boolean isTold(PluginDeed deed, List<String> names, List<PluginStatus> before) {
        List<PluginStatus> now = node.plugins();
        return switch (deed) {
            case LIST, INFO, REMOVE -> false;
            case ALLOW, ENABLE, DISABLE, INSTALL -> !now.equals(before);
            case RELOAD ->
                    now.stream()
                            .filter(plugin -> names.contains(plugin.name()))
                            .anyMatch(plugin -> plugin.state() == PluginStatus.State.STARTED);
        };
    }

    private static List<String> files(List<String> words) throws IOException {
        try {
            return words.stream().map(PluginsReplCommand::file).toList();
        } catch (InvalidPathException e) {
            throw new PluginUnchangedException(
                    "not a file: '" + Printable.excerpt(e.getInput()) + "'");
        }
    }

    private static String file(String word) {
        return (word.startsWith("~/") || word.equals("~")
                        ? Path.of(
                                System.getProperty("user.home"),
                                word.substring(word.equals("~") ? 1 : 2))
                        : Path.of(word))
                .toAbsolutePath()
                .toString();
    }

    private static Optional<PluginDeed> deed(String word) {
        return Arrays.stream(PluginDeed.values())
                .filter(deed -> deed.word().equals(word))
                .findFirst();
    }

    private static List<String> words() {
        return Stream.concat(
                        Arrays.stream(PluginDeed.values()).map(PluginDeed::word), Stream.of(SDK))
                .toList();
    }

    /** Returns the line with the nearest word, or the list if none is near or the line is short. */
    private static String nearest(String word, List<String> rest) {
        return NearestName.of(word, words())
                .filter(near -> rest.isEmpty() == near.equals(PluginDeed.LIST.word()))
                .map(
                        near ->
                                rest.isEmpty()
                                        ? "/plugins " + near
                                        : "/plugins %s %s"
                                                .formatted(
                                                        near,
                                                        String.join(
                                                                " ",
                                                                rest.stream()
                                                                        .map(CommandWords::quoted)
                                                                        .toList())))
                .orElse("/plugins");
    }

    private void writeSdk(List<String> rest, Console console) throws Exception {
        if (rest.size() != 1) {
            throw new CommandException(
                    "/plugins sdk needs one folder", "/plugins sdk ~/peerlink-sdk");
        }
        try {
            sdk.copyTo(Path.of(files(rest).getFirst()))
                    .forEach(copy -> console.print(Printable.line(copy.toString())));
        } catch (CliException | PluginUnchangedException e) {
            throw new CommandException(String.valueOf(e.getMessage()), "");
        }
    }
}
