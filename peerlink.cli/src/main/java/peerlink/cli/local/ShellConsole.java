package peerlink.cli.local;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import peerlink.api.Console;
import peerlink.cli.program.ExitCode;
import peerlink.cli.text.JsonLines;

/** Shows the output of a plugin's command to the shell's command that has called it. */
final class ShellConsole implements Console, AutoCloseable {
    /** The most characters of one answer: a line of the channel must have room for it. */
    private static final int MOST = 1 << 16;

    private final LocalRequest.Run run;
    private final LocalCaller caller;
    private final Path directory;
    private final AtomicInteger exitCode = new AtomicInteger(ExitCode.OK);

    /** Held while a question is asked: there is one terminal. */
    private final ReentrantLock asking = new ReentrantLock();

    /** Guarded by {@link #asking}. */
    private @Nullable CallerInput input;

    /**
     * @param directory the profile's folder
     */
    ShellConsole(LocalRequest.Run run, LocalCaller caller, Path directory) {
        this.directory = directory;
        this.run = run;
        this.caller = caller;
    }

    @Override
    public void print(String text) {
        for (String line : text.split("\n", -1)) {
            for (int from = 0; from == 0 || from < line.length(); from += MOST) {
                String part = line.substring(from, Math.min(line.length(), from + MOST));
                caller.tell(run.json() ? new LocalAnswer.Aside(part) : new LocalAnswer.Text(part));
            }
        }
    }

    @Override
    public void print(String text, Map<String, ?> fields) {
        if (run.json()) {
            caller.tell(new LocalAnswer.Text(JsonLines.line(fields)));
        } else {
            print(text);
        }
    }

    @Override
    public boolean isInteractive() {
        return false;
    }

    @Override
    public Path folder() {
        return run.folder();
    }

    @Override
    public Optional<String> ask(String question) throws InterruptedException {
        if (!run.isAnswered()) {
            return Optional.empty();
        }
        asking.lockInterruptibly();
        try {
            return caller.ask(question);
        } finally {
            asking.unlock();
        }
    }

    @Override
    public void progress(String text, double part, Map<String, ?> fields) {
        if (run.json()) {
            print(text, fields);
        } else {
            caller.tell(new LocalAnswer.Part(text, part));
        }
    }

    @Override
    public Optional<Path> input() throws IOException, InterruptedException {
        asking.lockInterruptibly();
        try {
            if (input != null) {
                throw new IllegalStateException("the standard input was read before");
            }
            CallerInput made = CallerInput.in(directory);
            input = made;
            return caller.copiesInput(made.file()) ? Optional.of(made.file()) : Optional.empty();
        } finally {
            asking.unlock();
        }
    }

    /** Removes the input of the caller, if it was copied. */
    @Override
    public void close() throws IOException {
        asking.lock();
        try {
            if (input != null) {
                input.close();
            }
        } finally {
            asking.unlock();
        }
    }

    @Override
    public void exitCode(int code) {
        exitCode.set(code);
    }

    int exitCode() {
        return exitCode.get();
    }
}
