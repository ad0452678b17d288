package peerlink.cli.local;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import peerlink.api.Printable;
import peerlink.cli.node.GivenSettings;
import peerlink.cli.node.LocalNetwork;
import peerlink.cli.node.NodeOptions;
import peerlink.cli.program.CliException;
import peerlink.cli.program.ExitCode;
import peerlink.cli.program.Failures;
import peerlink.cli.text.HostPort;
import peerlink.core.Node;
import peerlink.core.model.PluginStatus;

/** Compares options of a command with the node that runs already, which they can't change. */
final class RunningOptions {
    private RunningOptions() {}

    private static final Set<String> CHECKED_ELSEWHERE =
            Set.of("--registry", "--no-plugins", "--allow-plugin");

    /**
     * Checks that the node is as the options of the command would have it.
     *
     * @param own the settings that the node was started with
     * @throws CliException if it is not; it names the options that differ, with the variable or
     *     file in which they stand
     */
    static void requireSame(LocalRequest.Attach attach, GivenSettings own, Node node)
            throws CliException {
        GivenSettings asked = attach.settings();
        List<String> differing = differing(asked.values(), own, node);
        if (differing.isEmpty()) {
            return;
        }
        String names =
                differing.stream()
                        .map(name -> named(name, asked.sources()))
                        .collect(Collectors.joining(", "));
        // a command has all variables and files again
        throw differing.stream().anyMatch(asked.sources()::containsKey)
                ? otherwise(names, "", attach.given().call("stop"))
                : otherwise(names, "; without that it attaches", attach.given().call(""));
    }

    private static String named(String option, Map<String, String> sources) {
        String source = sources.get(option);
        return Printable.excerpt(option)
                + (source == null ? "" : " (%s)".formatted(Printable.line(source)));
    }

    /**
     * Checks that the node is as the options on a command line would have it: those of a short
     * command, or of a bot. Variables and files do not count, as such a command takes the node as
     * it is; its registries have checks of their own.
     *
     * @param own the settings that the node was started with
     * @throws CliException if it is not; it names the options that differ
     */
    static void requireTyped(NodeOptions given, GivenSettings own, Node node) throws CliException {
        Map<String, List<String>> typed = new LinkedHashMap<>(given.ofNode());
        typed.keySet().removeAll(CHECKED_ELSEWHERE);
        List<String> differing = differing(typed, own, node);
        if (!differing.isEmpty()) {
            throw otherwise(String.join(", ", differing), "", given.call("stop"));
        }
    }

    /**
     * Checks that the node has the plugins that the options of a short command ask for: all of
     * them, or none, and those that may run this time.
     *
     * @param own the options that the node was started with
     * @throws CliException if it has not; it names the options that differ
     */
    static void requirePlugins(NodeOptions given, NodeOptions own, Node node) throws CliException {
        List<String> missing =
                given.allowedPlugins.stream()
                        .filter(plugin -> own.noPlugins || !own.allowedPlugins.contains(plugin))
                        .filter(plugin -> !runs(plugin, node))
                        .toList();
        boolean isWithout = given.noPlugins && !own.noPlugins;
        if (missing.isEmpty() && !isWithout) {
            return;
        }
        throw otherwise(
                missing.isEmpty()
                        ? "--no-plugins"
                        : isWithout ? "--allow-plugin, --no-plugins" : "--allow-plugin",
                "",
                isWithout || own.noPlugins
                        ? given.call("stop")
                        : given.call("plugins allow " + String.join(" ", missing)));
    }

    /**
     * Returns the error about options that differ. It names no process: whoever asks may be in
     * another container, where the id is somebody else's.
     *
     * @param remedy the end of the message, for a hint that does not end the node
     */
    private static CliException otherwise(String differing, String remedy, String hint) {
        return new CliException(
                ExitCode.ERROR,
                "this profile's node runs already, with another value for %s%s"
                        .formatted(differing, remedy),
                hint);
    }

    /** Tells whether a plugin runs with this content, {@code NAME=SHA256}. */
    private static boolean runs(String plugin, Node node) {
        return node.plugins().stream()
                .filter(one -> one.state() == PluginStatus.State.STARTED)
                .flatMap(one -> one.content().map(of -> one.name() + "=" + of.sha256()).stream())
                .anyMatch(plugin::equals);
    }

    private static List<String> differing(
            Map<String, List<String>> asked, GivenSettings own, Node node) throws CliException {
        Map<String, List<String>> running = own.values();
        List<String> differing = new ArrayList<>();
        for (Map.Entry<String, List<String>> option : asked.entrySet()) {
            List<String> values = option.getValue();
            boolean isSame =
                    values.equals(running.get(option.getKey()))
                            || switch (option.getKey()) {
                                case "--name" -> values.equals(List.of(node.self().name().text()));
                                case "--visibility" ->
                                        values.equals(List.of(node.visibility().word()));
                                case "--direct" ->
                                        values.equals(List.of("" + node.diagnosis().isDirect()));
                                case "--registry" -> areUsed(values, node);
                                case LocalNetwork.KEY ->
                                        !running.containsKey(LocalNetwork.KEY)
                                                && values.equals(
                                                        List.of(LocalNetwork.USUAL.word()));
                                default -> false;
                            };
            if (!isSame) {
                differing.add(option.getKey());
            }
        }
        differing.sort(null);
        return differing;
    }

    private static boolean areUsed(List<String> registries, Node node) throws CliException {
        List<String> used =
                node.directories().stream()
                        .map(directory -> directory.address().shortForm())
                        .toList();
        for (String registry : registries) {
            try {
                if (!used.contains(HostPort.registry(registry).shortForm())) {
                    return false;
                }
            } catch (IllegalArgumentException e) {
                throw new CliException(ExitCode.USAGE, Failures.message(e), "");
            }
        }
        return true;
    }
}
