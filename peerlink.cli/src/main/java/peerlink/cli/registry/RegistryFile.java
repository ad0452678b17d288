package peerlink.cli.registry;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import peerlink.api.Printable;
import peerlink.cli.node.Toml;
import peerlink.cli.program.CliException;
import peerlink.cli.program.ExitCode;
import peerlink.cli.program.NearestName;
import peerlink.cli.program.ProgramName;
import tools.jackson.databind.JsonNode;

/**
 * The configuration file of a registry. Unlike a profile's, it may hold nothing unknown: a misspelt
 * limit is no limit.
 *
 * @param values the texts and numbers of each key, not yet checked
 * @param problems the errors about keys that no registry knows
 */
record RegistryFile(Map<String, List<String>> values, List<CliException> problems) {
    static final RegistryFile EMPTY = new RegistryFile(Map.of(), List.of());

    /**
     * Reads the file.
     *
     * @param command the word of the command whose file it is, such as {@code registry}
     * @param known the keys that it has
     * @throws CliException if it can't be read or is no TOML
     */
    static RegistryFile read(Path file, String command, Set<String> known) throws CliException {
        Map<String, List<String>> values = new LinkedHashMap<>();
        List<CliException> problems = new ArrayList<>();
        for (Map.Entry<String, JsonNode> entry : Toml.read(file).properties()) {
            String key = entry.getKey();
            try {
                if (!known.contains(key)) {
                    throw unknown(file, key, command, known);
                }
                values.put(key, texts(file, key, entry.getValue()));
            } catch (CliException e) {
                problems.add(e);
            }
        }
        return new RegistryFile(values, List.copyOf(problems));
    }

    private static List<String> texts(Path file, String key, JsonNode value) throws CliException {
        if (value.isString() || value.isIntegralNumber()) {
            return List.of(value.asString());
        }
        if (key.equals("admin-name") && value.isArray()) {
            List<String> texts = new ArrayList<>();
            for (JsonNode element : value) {
                texts.addAll(texts(file, key + " ", element));
            }
            return List.copyOf(texts);
        }
        throw new CliException(
                ExitCode.USAGE,
                "%s: '%s' is neither a text in quotes nor a whole number"
                        .formatted(file, key.strip()),
                "");
    }

    private static CliException unknown(Path file, String key, String command, Set<String> known) {
        String all = ProgramName.call(command + " --help");
        return new CliException(
                ExitCode.USAGE,
                "%s: unknown key '%s'".formatted(file, Printable.excerpt(key)),
                NearestName.of(key, known)
                        .map(nearest -> "perhaps " + nearest + "; all, as options:\n" + all)
                        .orElse(all));
    }
}
