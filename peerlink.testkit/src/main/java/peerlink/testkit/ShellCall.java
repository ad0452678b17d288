package peerlink.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import peerlink.api.Bytes;
import peerlink.api.Console;
import peerlink.api.Printable;

/**
 * The results of a command that was called from a shell. Safe for use by several threads.
 *
 * @see TestPeer#called
 */
public final class ShellCall {
    private final Path folder;
    private final List<String> printed = new ArrayList<>();
    private final List<Map<String, ?>> fields = new ArrayList<>();
    private final List<String> progress = new ArrayList<>();
    private final @Nullable Bytes input;
    private int exitCode;

    ShellCall(Path folder, @Nullable Bytes input) {
        this.folder = folder;
        this.input = input;
    }

    /** Returns the lines that the command has printed, those of its results among them. */
    public synchronized List<String> printed() {
        return List.copyOf(printed);
    }

    /** Returns the results for programs, in their order. */
    public synchronized List<Map<String, ?>> fields() {
        return List.copyOf(fields);
    }

    /** Returns the lines that told how far the command had come. */
    public synchronized List<String> progress() {
        return List.copyOf(progress);
    }

    public synchronized int exitCode() {
        return exitCode;
    }

    Console console() {
        return new Console() {
            @Override
            public void print(String text) {
                synchronized (ShellCall.this) {
                    Printable.lines(text).lines().forEach(printed::add);
                }
            }

            @Override
            public void print(String text, Map<String, ?> result) {
                synchronized (ShellCall.this) {
                    fields.add(new LinkedHashMap<>(result));
                }
                print(text);
            }

            @Override
            public boolean isInteractive() {
                return false;
            }

            @Override
            public Path folder() {
                return folder;
            }

            @Override
            public void progress(String text, double part, Map<String, ?> told) {
                synchronized (ShellCall.this) {
                    progress.add(text);
                    fields.add(new LinkedHashMap<>(told));
                }
            }

            @Override
            public Optional<Path> input() throws IOException {
                if (input == null) {
                    return Optional.empty();
                }
                Path copy = Files.createTempFile(folder, "input-", "");
                return Optional.of(Files.write(copy, input.toByteArray()));
            }

            @Override
            public void exitCode(int code) {
                Console.super.exitCode(code);
                synchronized (ShellCall.this) {
                    exitCode = code;
                }
            }
        };
    }
}
