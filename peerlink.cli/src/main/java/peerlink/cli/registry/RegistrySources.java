package peerlink.cli.registry;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import peerlink.api.Printable;
import peerlink.cli.node.ConfigFile;
import peerlink.cli.program.CliException;
import peerlink.cli.program.Environment;
import peerlink.registry.relay.RelayLimit;
import peerlink.registry.server.RegistryLimit;

/**
 * Finds the settings of a registry: an option comes before the file, the file before the default.
 * No setting of a profile holds for a registry, whose {@code listen} is the chat's, except
 * {@code pq}. The machine asks that of every link, so its variable comes before the file and the
 * machine's file after it.
 */
final class RegistrySources {
    /** The keys of a registry, in the order in which an operator thinks of them. */
    static final Set<String> REGISTRY =
            keys(
                    List.of(
                            "listen",
                            "data",
                            "store",
                            "admin",
                            "admin-name",
                            "allow",
                            "visibility",
                            "relay",
                            "relay-allow",
                            "probe",
                            "signals",
                            "pq",
                            "log"),
                    Arrays.stream(RegistryLimit.values()).map(RegistryArguments::key),
                    Arrays.stream(RelayLimit.values()).map(RegistryArguments::key));

    /** The keys of a relay alone. */
    static final Set<String> RELAY =
            keys(
                    List.of("listen", "data", "admin", "admin-name", "allow", "pq", "log"),
                    Arrays.stream(RelayLimit.values()).map(RelayArguments::key),
                    Stream.empty());

    private static final String VARIABLE = "PEERLINK_PQ";
    private static final String OPTION = "option";
    private static final String USUAL = "usual";

    private final Set<String> keys;
    private final Environment environment;
    private final Map<String, List<String>> options;
    private final @Nullable Path fileName;
    private final RegistryFile file;
    private final ConfigFile machine;
    private final Map<String, Used> used = new LinkedHashMap<>();

    /** The values in use for a key, and their source. */
    private record Used(List<String> values, String source) {}

    /**
     * @param keys the keys that the command has
     * @param command the word of the command, for messages
     * @param given the values of its options, by key
     * @param config the file, if the operator named one
     * @param usualConfig the default file, which need not exist
     * @throws CliException if a file can't be read
     */
    RegistrySources(
            Set<String> keys,
            String command,
            Map<String, List<String>> given,
            @Nullable Path config,
            Path usualConfig,
            Environment environment)
            throws CliException {
        this.keys = keys;
        this.environment = environment;
        this.options = given;
        Path name = config == null ? usualConfig : config;
        boolean isRead = config != null || !Files.notExists(usualConfig);
        this.fileName = isRead ? name.toAbsolutePath().normalize() : null;
        this.file =
                fileName == null ? RegistryFile.EMPTY : RegistryFile.read(fileName, command, keys);
        this.machine = ConfigFile.read(environment.systemConfig());
    }

    private static Set<String> keys(
            List<String> first, Stream<String> limits, Stream<String> more) {
        return Stream.concat(first.stream(), Stream.concat(limits, more))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** Returns the errors about keys of the file that the command does not know. */
    List<CliException> problems() {
        return file.problems();
    }

    /** Returns the values of a key, at least one unless {@code usual} is empty. */
    List<String> values(String key, List<String> usual) {
        Used value = find(key, usual);
        used.put(key, value);
        return value.values();
    }

    /** Tells whether the operator set the value. */
    boolean isAsked(String key) {
        return !source(key).equals(USUAL);
    }

    /** Returns the place of the value for the end of a message, if that is a file or an option. */
    String inWords(String key) {
        return switch (source(key)) {
            case OPTION -> " (--" + key + ")";
            case USUAL, VARIABLE -> "";
            case String source -> " (" + key + " in " + source + ")";
        };
    }

    /** Returns a path, which is relative to the file if it stands there. */
    Path path(String key, String text) {
        Path folder = fileName == null ? null : fileName.getParent();
        return (folder != null && source(key).equals(String.valueOf(fileName))
                        ? folder.resolve(text)
                        : Path.of(text))
                .toAbsolutePath()
                .normalize();
    }

    /**
     * Returns the lines of a configuration file with the values in use, and their sources in
     * comments.
     *
     * @param meanings by key, the meaning of a value that doesn't show it
     */
    List<String> lines(Map<String, String> meanings) {
        List<String> lines = new ArrayList<>();
        for (String key : keys) {
            Used value = used.get(key);
            lines.add(
                    value == null || value.values().isEmpty()
                            ? "# " + key + " is not set"
                            : "%s = %s   # %s%s"
                                    .formatted(
                                            key,
                                            toml(key, value),
                                            value.source(),
                                            meanings.containsKey(key)
                                                    ? ", which is " + meanings.get(key)
                                                    : ""));
        }
        return lines;
    }

    /**
     * Returns the values in use, each with its key and source, as the fields of an object.
     *
     * @param meanings by key, the meaning of a value that doesn't show it
     */
    List<Map<String, @Nullable Object>> fields(Map<String, String> meanings) {
        List<Map<String, @Nullable Object>> all = new ArrayList<>();
        for (String key : keys) {
            Used value = used.get(key);
            Map<String, @Nullable Object> fields = new LinkedHashMap<>();
            fields.put("key", key);
            fields.put(
                    "value",
                    value == null || value.values().isEmpty() ? null : forPrograms(key, value));
            fields.put("source", value == null ? USUAL : value.source());
            if (meanings.containsKey(key)) {
                fields.put("meaning", meanings.get(key));
            }
            all.add(fields);
        }
        return all;
    }

    private Used find(String key, List<String> usual) {
        List<String> option = options.get(key);
        if (option != null) {
            return new Used(option, OPTION);
        }
        boolean isTheMachines = key.equals("pq");
        Optional<String> variable = environment.variable(VARIABLE);
        if (isTheMachines && variable.isPresent()) {
            return new Used(List.of(variable.get()), VARIABLE);
        }
        List<String> inFile = file.values().get(key);
        if (inFile != null && !inFile.isEmpty()) {
            return new Used(inFile, String.valueOf(fileName));
        }
        Optional<String> machines = machine.text(key);
        if (isTheMachines && machines.isPresent()) {
            return new Used(List.of(machines.get()), environment.systemConfig().toString());
        }
        return new Used(usual, USUAL);
    }

    private String source(String key) {
        Used value = used.get(key);
        return value == null ? USUAL : value.source();
    }

    private static String toml(String key, Used value) {
        return switch (forPrograms(key, value)) {
            case List<?> texts ->
                    texts.stream()
                            .map(text -> quoted(text.toString()))
                            .collect(Collectors.joining(", ", "[", "]"));
            case String text -> quoted(text);
            case Object number -> number.toString();
        };
    }

    /** Returns a number, a list of texts, or a text. */
    private static Object forPrograms(String key, Used value) {
        String first = value.values().getFirst();
        if (key.startsWith("max-") || key.startsWith("relay-max-")) {
            return Long.parseLong(first);
        }
        return switch (key) {
            case "store" -> RegistryStores.shown(first);
            case "admin-name" -> value.values();
            default -> first;
        };
    }

    private static String quoted(String text) {
        return '"' + Printable.line(text).replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
