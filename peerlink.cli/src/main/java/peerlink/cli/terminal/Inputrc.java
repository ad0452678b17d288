package peerlink.cli.terminal;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jline.keymap.KeyMap;
import org.jline.reader.Binding;
import org.jline.reader.LineReader;
import org.jline.reader.Macro;
import org.jline.reader.Reference;
import org.jline.reader.impl.InputRC;
import peerlink.cli.program.Environment;

/**
 * Takes the keys of readline's {@code inputrc}: {@code "\C-o": kill-word} and texts for a key. Its
 * variables stay without effect, the editing mode too: this editor's are its own. So do keys for
 * functions that it lacks.
 */
final class Inputrc {
    private static final int MOST_BYTES = 64 * 1024;

    /** The keys without which nobody could send a line, or leave. */
    private static final Set<String> FIXED =
            Set.of("\r", "\n", KeyMap.ctrl('C'), KeyMap.ctrl('D'), KeyReader.PASTE);

    private Inputrc() {}

    /** Returns the user's file, which need not exist. */
    static Path file(Environment environment) {
        return environment
                .variable("INPUTRC")
                .map(Path::of)
                .orElseGet(() -> environment.userHome().resolve(".inputrc"));
    }

    /**
     * Adds the file's keys to those of the editor.
     *
     * @throws IOException if the file can't be read
     */
    static void apply(Path file, LineEditor editor) throws IOException {
        if (!Files.isRegularFile(file)) {
            return;
        }
        byte[] content;
        try (InputStream in = Files.newInputStream(file)) {
            content = in.readNBytes(MOST_BYTES);
        }
        Map<String, KeyMap<Binding>> maps = editor.getKeyMaps();
        KeyMap<Binding> keys = Objects.requireNonNull(maps.get(LineReader.MAIN));
        Map<String, KeyMap<Binding>> before = new HashMap<>(maps);
        Map<String, Object> variables = new HashMap<>(editor.getVariables());
        Map<String, Boolean> options = new HashMap<>();
        for (LineReader.Option option : LineReader.Option.values()) {
            options.put(option.name(), editor.isSet(option));
        }
        KeyMap<Binding> given = new KeyMap<>();
        maps.put(LineReader.MAIN, given);
        InputRC.configure(editor, new StringReader(new String(content, StandardCharsets.UTF_8)));
        maps.putAll(before);
        editor.setKeyMap(LineReader.MAIN);
        editor.getVariables().clear();
        editor.getVariables().putAll(variables);
        options.forEach((name, on) -> editor.option(LineReader.Option.valueOf(name), on));
        for (Map.Entry<String, Binding> entry : given.getBoundKeys().entrySet()) {
            boolean isKnown =
                    entry.getValue() instanceof Macro
                            || entry.getValue() instanceof Reference reference
                                    && editor.getWidgets().containsKey(reference.name());
            if (isKnown && !FIXED.contains(entry.getKey())) {
                keys.bind(entry.getValue(), entry.getKey());
            }
        }
    }
}
