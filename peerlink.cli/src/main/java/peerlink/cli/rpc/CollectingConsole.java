package peerlink.cli.rpc;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import peerlink.api.Console;
import peerlink.api.Printable;
import peerlink.cli.text.JsonLines;

/** Keeps what a plugin's command prints, within limits, until it is the result of a request. */
final class CollectingConsole implements Console {
    /** The most characters that are kept; a line of the answer has room for them. */
    static final int MOST = 256 * 1024;

    private final Path folder;
    private final List<Map<String, ?>> results = new ArrayList<>();
    private final List<String> lines = new ArrayList<>();
    private int size;
    private int exitCode;

    CollectingConsole(Path folder) {
        this.folder = folder;
    }

    @Override
    public synchronized void print(String text) {
        String clean = Printable.lines(text);
        if (takes(clean.length())) {
            lines.addAll(clean.lines().toList());
        }
    }

    @Override
    public synchronized void print(String text, Map<String, ?> fields) {
        if (takes(JsonLines.text(fields).length())) {
            results.add(fields);
        }
    }

    private boolean takes(int length) {
        if (size > MOST) {
            return false;
        }
        size += length;
        if (size > MOST) {
            lines.add("the rest of the output is left out");
            return false;
        }
        return true;
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
    public synchronized void exitCode(int code) {
        exitCode = code;
    }

    synchronized Map<String, @Nullable Object> result() {
        return RpcResult.map(
                "exitCode", exitCode, "results", List.copyOf(results), "lines", List.copyOf(lines));
    }
}
