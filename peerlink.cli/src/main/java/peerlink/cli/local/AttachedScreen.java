package peerlink.cli.local;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import peerlink.cli.node.ChatConfig;
import tools.jackson.databind.JsonNode;

/**
 * Describes a terminal, and the surroundings of its user, to the process that runs the chat there.
 *
 * @param process the terminal's process
 * @param type the terminal's kind, as in the variable {@code TERM}
 * @param charset the name of its encoding
 * @param columns the width; 0 if it is not known
 * @param rows the height; 0 if it is not known
 * @param folder the folder in which the user is, absolute
 * @param userHome the folder that {@code ~} stands for
 * @param variables those of {@link #VARIABLES} that are set
 */
public record AttachedScreen(
        long process,
        String type,
        String charset,
        int columns,
        int rows,
        Path folder,
        Path userHome,
        Map<String, String> variables) {
    /** The variables by which a user chooses how the chat looks. */
    public static final List<String> VARIABLES =
            Stream.concat(
                            Stream.of("TERM", "NO_COLOR", "COLORTERM", "COLUMNS", "LINES", "TZ"),
                            ChatConfig.variables().stream())
                    .toList();

    private static final int MOST_VALUE = 4096;

    /** A program looks the type up by this name. */
    private static final Pattern TYPE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.+_-]{0,63}");

    public AttachedScreen {
        if (!TYPE.matcher(type).matches()) {
            throw new IllegalArgumentException("not a terminal's type");
        }
        if (!folder.isAbsolute()) {
            throw new IllegalArgumentException("not an absolute path: " + folder);
        }
        new TerminalFrame.Resized(columns, rows);
        variables = Map.copyOf(variables);
        variables.forEach(
                (name, value) -> {
                    if (!VARIABLES.contains(name) || value.length() > MOST_VALUE) {
                        throw new IllegalArgumentException("not a variable of a terminal");
                    }
                });
    }

    /** Returns the encoding, or ASCII if this process does not know it. */
    public Charset encoding() {
        try {
            return Charset.forName(charset);
        } catch (IllegalArgumentException e) {
            return StandardCharsets.US_ASCII;
        }
    }

    Map<String, @Nullable Object> fields() {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("process", process);
        fields.put("type", type);
        fields.put("charset", charset);
        fields.put("columns", columns);
        fields.put("rows", rows);
        fields.put("folder", folder.toString());
        fields.put("userHome", userHome.toString());
        fields.put("variables", variables);
        return fields;
    }

    static AttachedScreen parse(JsonNode fields) {
        Map<String, String> variables = new LinkedHashMap<>();
        for (String name : VARIABLES) {
            Optional<String> value = fields.path("variables").path(name).asStringOpt();
            value.ifPresent(text -> variables.put(name, text));
        }
        return new AttachedScreen(
                fields.path("process").asLong(0),
                fields.path("type").asString(""),
                fields.path("charset").asString(""),
                fields.path("columns").asInt(0),
                fields.path("rows").asInt(0),
                Path.of(fields.path("folder").asString("")),
                Path.of(fields.path("userHome").asString("")),
                variables);
    }
}
