package peerlink.cli.terminal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import peerlink.api.Bytes;
import peerlink.cli.program.Environment;

/**
 * Has the user edit a text in the program that {@code VISUAL} or {@code EDITOR} names, else in
 * {@code vi}. The text is in a file of the owner alone, in the profile, and only as long as the
 * program runs.
 */
final class ExternalEditor {
    private static final int MOST_BYTES = 1 << 20;

    private final String command;

    ExternalEditor(Environment environment) {
        this.command =
                environment
                        .variable("VISUAL")
                        .or(() -> environment.variable("EDITOR"))
                        .orElse("vi");
    }

    /**
     * Runs the program on this process's terminal, and returns when it has ended.
     *
     * @param folder the folder for the file
     * @return the text as it is then, without line feeds at its end
     * @throws IOException if the program fails, or leaves no text
     */
    String edit(String text, Path folder) throws IOException {
        Path file = Files.createTempFile(folder, "draft", ".txt"); // the owner's, by Java's promise
        try {
            Files.writeString(file, text.isEmpty() ? "" : text + "\n");
            // a shell, as the variable may have options; the path is an argument
            int status =
                    waitFor(
                            new ProcessBuilder(
                                            "/bin/sh",
                                            "-c",
                                            command + " \"$1\"",
                                            "sh",
                                            file.toString())
                                    .inheritIO()
                                    .start());
            if (status != 0) {
                throw new IOException(
                        "the editor '%s' has ended with status %d".formatted(command, status));
            }
            return read(file);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    /** Waits for the end, also if Ctrl-C comes: it is the editor's. */
    private static int waitFor(Process editor) {
        while (true) {
            try {
                return editor.waitFor();
            } catch (InterruptedException e) {
                // the interrupt was meant for the program in the foreground
            }
        }
    }

    private static String read(Path file) throws IOException {
        byte[] content;
        try (InputStream in = Files.newInputStream(file)) {
            content = in.readNBytes(MOST_BYTES + 1);
        }
        if (content.length > MOST_BYTES) {
            throw new IOException("the edited text is longer than 1 MiB");
        }
        try {
            return Bytes.wrap(content).decodeUtf8().replace("\r\n", "\n").replaceFirst("\n+$", "");
        } catch (CharacterCodingException e) {
            throw new IOException("the edited text is not UTF-8", e);
        }
    }
}
