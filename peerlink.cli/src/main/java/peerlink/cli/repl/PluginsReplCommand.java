package peerlink.cli.repl;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import peerlink.api.Command;
import peerlink.api.CommandException;
import peerlink.api.Completion;
import peerlink.api.Console;
import peerlink.api.Printable;
import peerlink.cli.local.PluginDeed;
import peerlink.cli.local.PluginDeeds;
import peerlink.cli.program.ProgramName;
import peerlink.core.Node;
import peerlink.core.model.PluginStatus;
import peerlink.core.model.PluginUnchangedException;

/** Lists and changes the plugins of the chat's node. */
final class PluginsReplCommand implements Command {
    private final Node node;

    PluginsReplCommand(Node node) {
        this.node = node;
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
            return new Completion.Words(
                    Arrays.stream(PluginDeed.values()).map(PluginDeed::word).toList());
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
        PluginDeed deed = deed(word).orElse(null);
        if (deed == null || rest.isEmpty() != (deed == PluginDeed.LIST)) {
            throw new CommandException(
                    deed == null
                            ? "/plugins has no '%s' (there is %s)"
                                    .formatted(Printable.excerpt(word), words())
                            : deed == PluginDeed.LIST
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

    private static String words() {
        return String.join(", ", Arrays.stream(PluginDeed.values()).map(PluginDeed::word).toList());
    }
}
