package peerlink.core.plugin;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import peerlink.api.Printable;
import peerlink.core.profile.JsonFile;
import peerlink.core.profile.PrivateFiles;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Keeps the agreements about a profile's plugins: {@code plugins.json} in its folder, mode 0600.
 * Safe for use by several threads and processes.
 */
final class AgreementFile {
    static final String FILE_NAME = "plugins.json";

    /** The most plugins in the file. */
    private static final int MAX = 1_000;

    private static final int VERSION = 1;

    private final Path file;
    private final Path lock;
    private final JsonFile format;

    /**
     * @param profile the profile's folder
     */
    AgreementFile(Path profile) {
        this.file = profile.resolve(FILE_NAME);
        this.lock = profile.resolve("plugins.lock");
        this.format =
                new JsonFile(
                        file,
                        "file",
                        "plugins",
                        VERSION,
                        1,
                        "repair it, or move it away and agree to your plugins anew");
    }

    /**
     * Returns the agreements by the plugin's name; none if there is no file.
     *
     * @throws IOException if the file can't be read
     */
    Map<String, Agreement> read() throws IOException {
        return format.read(Map.of(), AgreementFile::parse);
    }

    /**
     * Changes the agreement about one plugin.
     *
     * @param change gets the agreement or null, and returns the new one, or null for none
     * @throws IOException if the file can't be read or written; it stays as it was
     */
    void change(String name, UnaryOperator<@Nullable Agreement> change) throws IOException {
        PrivateFiles.locked(
                lock,
                () -> {
                    Map<String, Agreement> all = new TreeMap<>(read());
                    Agreement changed = change.apply(all.get(name));
                    if (changed == null) {
                        all.remove(name);
                    } else {
                        all.put(name, changed);
                    }
                    PrivateFiles.write(file, encode(all));
                    return all;
                });
    }

    private static byte[] encode(Map<String, Agreement> all) {
        ObjectNode root = JsonMapper.shared().createObjectNode();
        root.put("version", VERSION);
        ArrayNode list = root.putArray("plugins");
        all.forEach(
                (name, agreement) -> {
                    ObjectNode entry = list.addObject();
                    entry.put("name", name);
                    entry.put("file", agreement.file());
                    entry.put("sha256", agreement.sha256());
                    entry.put("at", agreement.at().toString());
                    entry.put("enabled", agreement.enabled());
                });
        return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsBytes(root);
    }

    private static Map<String, Agreement> parse(JsonNode plugins) {
        Map<String, Agreement> all = new TreeMap<>();
        for (JsonNode node : plugins.values()) {
            String name = node.path("name").stringValue("");
            if (!PluginModules.isName(name)) {
                throw new IllegalArgumentException(
                        "not a plugin's name: '%s'".formatted(Printable.excerpt(name)));
            }
            if (all.size() == MAX) {
                throw new IllegalArgumentException("it has more than " + MAX + " plugins");
            }
            all.put(
                    name,
                    new Agreement(
                            node.path("file").stringValue(""),
                            node.path("sha256").stringValue(""),
                            Instant.parse(node.path("at").stringValue("")),
                            node.path("enabled").booleanValue(true)));
        }
        return Map.copyOf(all);
    }
}
