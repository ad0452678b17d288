package peerlink.testkit;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
    private int exitCode;

    ShellCall(Path folder) {
        this.folder = folder;
    }

    /** Returns the lines that the command has printed, those of its results among them. */
    public synchronized List<String> printed() {
        return List.copyOf(printed);
    }

    /** Returns the results for programs, in their order. */
    public synchronized List<Map<String, ?>> fields() {
        return List.copyOf(fields);
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
            public void exitCode(int code) {
                Console.super.exitCode(code);
                synchronized (ShellCall.this) {
                    exitCode = code;
                }
            }
        };
    }
}
