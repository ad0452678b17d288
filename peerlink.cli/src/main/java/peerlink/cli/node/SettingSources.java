package peerlink.cli.node;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import peerlink.cli.program.CliException;
import peerlink.cli.program.Environment;

/**
 * The places of a setting besides its option. An option comes before a variable, a variable before
 * the profile's file, and that before the machine's.
 */
record SettingSources(Environment environment, ConfigFile own, ConfigFile system, String ownPath) {
    /** The settings that are one text, with their options. */
    private static final Map<String, String> TEXTS =
            Map.of(
                    "name", "--name",
                    "direct", "--direct",
                    "visibility", "--visibility",
                    "requests", "--requests",
                    "pq", "pq",
                    "outbox-days", "outbox-days",
                    "journal-messages", "journal-messages",
                    "journal-mib", "journal-mib");

    /** The settings that are lists. */
    private static final Map<String, Function<ConfigFile, List<String>>> LISTS =
            Map.of(
                    "registry", ConfigFile::registries,
                    "relay", ConfigFile::relays,
                    "listen", ConfigFile::listen,
                    "announce", ConfigFile::announced);

    static SettingSources of(Profile profile, Environment environment) throws CliException {
        return new SettingSources(
                environment,
                ConfigFile.read(profile.configFile()),
                ConfigFile.read(environment.systemConfig()),
                profile.configFile().toString());
    }

    Optional<String> text(@Nullable String option, String key) {
        return Optional.ofNullable(option)
                .or(() -> environment.variable(variable(key)))
                .or(() -> own.text(key))
                .or(() -> system.text(key));
    }

    private static String variable(String key) {
        return "PEERLINK_" + key.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    List<String> list(List<String> options, String key, Function<ConfigFile, List<String>> inFile) {
        if (!options.isEmpty()) {
            return options;
        }
        Optional<String> variable = environment.variable(variable(key));
        if (variable.isPresent()) {
            return listed(variable.get());
        }
        List<String> mine = inFile.apply(own);
        return mine.isEmpty() ? inFile.apply(system) : mine;
    }

    private static List<String> listed(String variable) {
        return List.of(variable.trim().split("[,\\s]+"));
    }

    /** Returns what is given to a node, by options and otherwise. */
    GivenSettings given(NodeOptions options) {
        Map<String, List<String>> values = new LinkedHashMap<>(options.ofNode());
        Map<String, String> sources = new LinkedHashMap<>();
        TEXTS.forEach(
                (key, option) ->
                        add(
                                option,
                                environment.variable(variable(key)).map(List::of),
                                variable(key),
                                file -> file.text(key).stream().toList(),
                                values,
                                sources));
        LISTS.forEach(
                (key, inFile) ->
                        add(
                                "--" + key,
                                environment.variable(variable(key)).map(SettingSources::listed),
                                variable(key),
                                inFile,
                                values,
                                sources));
        add(
                LocalNetwork.KEY,
                environment.variable(LocalNetwork.VARIABLE).map(List::of),
                LocalNetwork.VARIABLE,
                file -> shownOnLan(file).stream().toList(),
                values,
                sources);
        return new GivenSettings(values, sources);
    }

    /** Returns what a file has under the plugin's name; each file has all of that, or nothing. */
    private Optional<String> shownOnLan(ConfigFile file) {
        boolean isHidden = file != own && own.plugins().containsKey(LocalNetwork.NAME);
        return isHidden
                ? Optional.empty()
                : Optional.ofNullable(
                        file.plugins()
                                .getOrDefault(LocalNetwork.NAME, Map.of())
                                .get(LocalNetwork.SHOW));
    }

    private void add(
            String option,
            Optional<List<String>> variable,
            String variableName,
            Function<ConfigFile, List<String>> inFile,
            Map<String, List<String>> values,
            Map<String, String> sources) {
        if (values.containsKey(option)) {
            return; // the option comes first
        }
        if (variable.isPresent()) {
            values.put(option, variable.get());
            sources.put(option, variableName);
        } else if (!inFile.apply(own).isEmpty()) {
            values.put(option, inFile.apply(own));
            sources.put(option, ownPath);
        } else if (!inFile.apply(system).isEmpty()) {
            values.put(option, inFile.apply(system));
            sources.put(option, environment.systemConfig().toString());
        }
    }
}
