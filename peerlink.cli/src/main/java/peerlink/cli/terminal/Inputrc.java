package peerlink.cli.terminal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import org.jline.keymap.KeyMap;
import org.jline.reader.Binding;
import org.jline.reader.LineReader;
import org.jline.reader.Macro;
import org.jline.reader.Reference;
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
        KeyMap<Binding> keys = Objects.requireNonNull(editor.getKeyMaps().get(LineReader.MAIN));
        String text = new String(content, StandardCharsets.UTF_8);
        InputrcFile.keys(text, editor.getTerminal().getType())
                .forEach(
                        (key, meaning) -> {
                            if (!FIXED.contains(key)) {
                                bind(keys, key, meaning, editor);
                            }
                        });
    }

    private static void bind(
            KeyMap<Binding> keys, String key, InputrcFile.Bound meaning, LineEditor editor) {
        switch (meaning) {
            case InputrcFile.Bound.Keys(var others) -> keys.bind(new Macro(others), key);
            case InputrcFile.Bound.Function(var name) -> {
                if (editor.getWidgets().containsKey(name)) {
                    keys.bind(new Reference(name), key);
                }
            }
        }
    }
}
