package peerlink.cli.node;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import peerlink.api.Printable;
import peerlink.cli.program.CliException;
import peerlink.cli.text.ChatSetting;
import tools.jackson.databind.JsonNode;

/**
 * A {@code config.toml}: the user's, for one profile, or the machine's.
 *
 * @param texts the settings with one value, by key, as text that is not yet checked
 * @param listen the addresses under {@code listen}, not yet checked
 * @param announced the addresses under {@code announce}, not yet checked
 * @param plugins the settings under {@code [plugins.NAME]}, by plugin; every value as text
 * @param pluginLimits the numbers under {@code [plugin-limits]}, by key, not yet checked
 * @param notifyPeers the words of {@code notify} for single peers, by id, not yet checked
 * @param aliases the commands of the chat that the user has named, by name, not yet checked
 * @param warnings one line for each entry of the file that has no meaning
 */
public record ConfigFile(
        Map<String, String> texts,
        List<String> registries,
        List<String> relays,
        List<String> listen,
        List<String> announced,
        Map<String, Map<String, String>> plugins,
        Map<String, String> pluginLimits,
        Map<String, String> notifyPeers,
        Map<String, String> aliases,
        List<String> warnings) {

    static final ConfigFile EMPTY =
            new ConfigFile(
                    Map.of(), List.of(), List.of(), List.of(), List.of(), Map.of(), Map.of(),
                    Map.of(), Map.of(), List.of());

    /**
     * Reads the file, or returns {@link #EMPTY} if it does not exist, at the cost of one look.
     *
     * @throws CliException if it can't be read or understood
     */
    public static ConfigFile read(Path file) throws CliException {
        // a file that can't be looked at may have settings: then reading it is an error
        if (Files.notExists(file)) {
            return EMPTY;
        }
        return new Reader(file).read(Toml.read(file));
    }

    public Optional<String> text(String key) {
        return Optional.ofNullable(texts.get(key));
    }

    private static final class Reader {
        private final Path file;
        private final List<String> warnings = new ArrayList<>();

        Reader(Path file) {
            this.file = file;
        }

        ConfigFile read(JsonNode root) throws CliException {
            Map<String, String> texts = new HashMap<>();
            List<String> registries = List.of();
            List<String> relays = List.of();
            List<String> listen = List.of();
            List<String> announced = List.of();
            Map<String, Map<String, String>> plugins = Map.of();
            Map<String, String> pluginLimits = Map.of();
            Map<String, String> notifyPeers = Map.of();
            Map<String, String> aliases = Map.of();
            for (Map.Entry<String, JsonNode> entry : root.properties()) {
                String key = entry.getKey();
                JsonNode value = entry.getValue();
                switch (key) {
                    case "name",
                            "pq",
                            "visibility",
                            "requests",
                            "notify",
                            "notify-when",
                            "notify-text",
                            RegistryToken.KEY ->
                            texts.put(key, text(key, value));
                    case "direct" -> texts.put(key, truth(key, value));
                    case "outbox-days", "journal-messages", "journal-mib" ->
                            texts.put(key, number(key, value));
                    case "registry" -> registries = texts(key, value);
                    case "relay" -> relays = texts(key, value);
                    case "listen" -> listen = texts(key, value);
                    case "announce" -> announced = texts(key, value);
                    case "plugins" -> plugins = plugins(value);
                    case "plugin-limits" -> pluginLimits = numbers(key, value);
                    case "ui" -> ofUi(value, texts);
                    case "notify-peers" -> notifyPeers = words(key, value);
                    case "aliases" -> aliases = words(key, value);
                    default -> unknown(key);
                }
            }
            return new ConfigFile(
                    Map.copyOf(texts),
                    registries,
                    relays,
                    listen,
                    announced,
                    plugins,
                    pluginLimits,
                    notifyPeers,
                    aliases,
                    List.copyOf(warnings));
        }

        private void unknown(String key) {
            warnings.add(
                    "%s: unknown key '%s' is ignored (known: name, registry, registry-token-file, relay, listen, announce, direct, pq, visibility, requests, outbox-days, journal-messages, journal-mib, notify, notify-when, notify-text, notify-peers, ui, aliases, plugins, plugin-limits)"
                            .formatted(file, Printable.excerpt(key)));
        }

        private void ofUi(JsonNode table, Map<String, String> texts) throws CliException {
            for (Map.Entry<String, String> entry : words("ui", table).entrySet()) {
                String key = "ui." + entry.getKey();
                if (ChatSetting.of(key).isPresent()) {
                    texts.put(key, entry.getValue());
                } else {
                    warnings.add(
                            "%s: unknown key '%s' is ignored (known in [ui]: %s)"
                                    .formatted(
                                            file, Printable.excerpt(key), ChatSetting.keysOfUi()));
                }
            }
        }

        private Map<String, String> words(String key, JsonNode table) throws CliException {
            if (!table.isObject()) {
                throw Toml.broken(file, "'" + key + "' is not a table: write [" + key + "]");
            }
            Map<String, String> words = new LinkedHashMap<>();
            for (Map.Entry<String, JsonNode> entry : table.properties()) {
                words.put(entry.getKey(), text(key + "." + entry.getKey(), entry.getValue()));
            }
            return Map.copyOf(words);
        }

        private String text(String key, JsonNode value) throws CliException {
            if (!value.isString()) {
                throw Toml.broken(file, "'" + key + "' is not a text in quotes");
            }
            return value.asString();
        }

        private String number(String key, JsonNode value) throws CliException {
            if (!value.isIntegralNumber()) {
                throw Toml.broken(file, "'" + key + "' is not a whole number, without quotes");
            }
            return value.asString();
        }

        private Map<String, String> numbers(String key, JsonNode table) throws CliException {
            if (!table.isObject()) {
                throw Toml.broken(file, "'" + key + "' is not a table: write [" + key + "]");
            }
            Map<String, String> numbers = new LinkedHashMap<>();
            for (Map.Entry<String, JsonNode> entry : table.properties()) {
                numbers.put(entry.getKey(), number(key + "." + entry.getKey(), entry.getValue()));
            }
            return Map.copyOf(numbers);
        }

        private String truth(String key, JsonNode value) throws CliException {
            if (!value.isBoolean()) {
                throw Toml.broken(file, "'" + key + "' is not true or false, without quotes");
            }
            return value.asString();
        }

        private List<String> texts(String key, JsonNode value) throws CliException {
            if (!value.isArray()) {
                return List.of(text(key, value));
            }
            List<String> texts = new ArrayList<>();
            for (JsonNode element : value) {
                texts.add(text(key, element));
            }
            return List.copyOf(texts);
        }

        private Map<String, Map<String, String>> plugins(JsonNode tables) throws CliException {
            Map<String, Map<String, String>> plugins = new LinkedHashMap<>();
            for (Map.Entry<String, JsonNode> table : tables.properties()) {
                String key = "plugins." + table.getKey();
                if (!table.getValue().isObject()) {
                    throw Toml.broken(file, "'" + key + "' is not a table: write [" + key + "]");
                }
                Map<String, String> settings = new LinkedHashMap<>();
                for (Map.Entry<String, JsonNode> setting : table.getValue().properties()) {
                    if (!setting.getValue().isValueNode()) {
                        throw Toml.broken(
                                file, "'" + key + "." + setting.getKey() + "' is not one value");
                    }
                    settings.put(setting.getKey(), setting.getValue().asString());
                }
                plugins.put(table.getKey(), Map.copyOf(settings));
            }
            return Map.copyOf(plugins);
        }
    }
}
