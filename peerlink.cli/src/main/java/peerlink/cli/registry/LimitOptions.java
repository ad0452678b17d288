package peerlink.cli.registry;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.ISetter;
import picocli.CommandLine.Model.OptionSpec;

/** The options of a command for limits, one for each, and the values that the operator gave. */
final class LimitOptions {
    private final Map<String, String> given = new LinkedHashMap<>();

    /** Adds an option for a limit. */
    void add(CommandSpec command, String key, String meaning, int usual) {
        command.addOption(
                OptionSpec.builder("--" + key)
                        .paramLabel("N")
                        .type(String.class)
                        .description(meaning + " (default: " + usual + ")")
                        .setter(new LimitSetter(key))
                        .build());
    }

    /** Returns the values, not yet checked, by key. */
    Map<String, String> given() {
        return given;
    }

    /** Notes the value of an option, if the operator gave one. */
    static void put(Map<String, List<String>> given, String key, @Nullable Object value) {
        if (value != null) {
            given.put(key, List.of(value.toString()));
        }
    }

    /** Keeps the value of one limit. Picocli gives null before it reads a command line. */
    private final class LimitSetter implements ISetter {
        private final String key;

        LimitSetter(String key) {
            this.key = key;
        }

        @Override
        public <T> @Nullable T set(@Nullable T value) {
            if (value == null) {
                given.remove(key);
            } else {
                given.put(key, value.toString());
            }
            return null;
        }
    }
}
