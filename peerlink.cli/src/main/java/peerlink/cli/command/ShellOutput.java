package peerlink.cli.command;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import peerlink.api.Printable;
import peerlink.cli.local.RequestOutput;
import peerlink.cli.program.Environment;
import peerlink.cli.text.Line;
import peerlink.cli.text.TerminalStyle;

/**
 * Shows on the streams of this process what a plugin's command tells. A bar is redrawn on the
 * standard error if that is a terminal; it is gone before anything else appears there. Safe for
 * use by several threads.
 */
final class ShellOutput implements RequestOutput, AutoCloseable {
    private static final int BAR_COLUMNS = 20;

    /**
     * Stands before and behind the bar: the first column, nothing beyond the last one, and nothing
     * left of a longer text (DECAWM and EL of ECMA-48 terminals).
     */
    private static final String BEGIN = "\r\u001B[?7l";

    private static final String END = "\u001B[K\u001B[?7h";

    private final Environment environment;
    private final boolean json;
    private @Nullable BufferedReader answers;
    private @Nullable Boolean canRedraw;
    private boolean isBarShown;

    ShellOutput(Environment environment, boolean json) {
        this.environment = environment;
        this.json = json;
    }

    @Override
    public synchronized void line(String line) {
        takeOffBar();
        if (json) {
            environment.out().println(line);
        } else {
            TerminalStyle.print(environment, Line.plain(line));
        }
    }

    @Override
    public synchronized void aside(String line) {
        takeOffBar();
        environment.err().println(line);
    }

    @Override
    public synchronized void part(String text, double part) {
        if (canRedraw == null) {
            canRedraw = environment.prompt().canRedraw();
        }
        if (canRedraw) {
            int done = (int) (part * BAR_COLUMNS);
            String bar = "#".repeat(done) + ".".repeat(BAR_COLUMNS - done);
            environment.err().print(BEGIN + "[" + bar + "] " + text + END);
            environment.err().flush();
            isBarShown = true;
        }
    }

    private void takeOffBar() {
        if (isBarShown) {
            environment.err().print(BEGIN + END);
            environment.err().flush();
            isBarShown = false;
        }
    }

    @Override
    public boolean copiesInput(Path file) throws IOException {
        try (OutputStream copy =
                Files.newOutputStream(
                        file, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            environment.in().transferTo(copy);
        }
        return true;
    }

    @Override
    public synchronized Optional<String> ask(String question) {
        takeOffBar();
        environment.err().print(question + " ");
        environment.err().flush();
        if (answers == null) {
            answers =
                    new BufferedReader(
                            new InputStreamReader(environment.in(), environment.err().charset()));
        }
        try {
            return Optional.ofNullable(answers.readLine()).map(Printable::line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public synchronized void close() {
        takeOffBar();
    }
}
