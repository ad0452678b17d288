package peerlink.cli.repl;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import peerlink.api.PeerName;
import peerlink.cli.program.ExitCode;
import peerlink.cli.terminal.Keyboard;
import peerlink.cli.text.Line;
import peerlink.cli.text.View;

/** Hands what the user types to the chat, on the thread that reads the keyboard. */
final class ChatLoop {
    private static final int INTERRUPTED = 128 + 2;

    private final PeerName self;
    private final Keyboard keyboard;
    private final View view;
    private final TypedLine typedLine;
    private final Supplier<@Nullable Repl> repl;
    private final Runnable statusChanged;
    private final AtomicInteger exitCode = new AtomicInteger(ExitCode.OK);
    private volatile boolean isStopped;
    private volatile boolean isHandedOver;

    /**
     * @param self the user's name, for the prompt before the chat has begun
     * @param repl returns the chat; null before it has begun
     * @param statusChanged called before each line; must not block
     */
    ChatLoop(
            PeerName self,
            Keyboard keyboard,
            View view,
            TypedLine typedLine,
            Supplier<@Nullable Repl> repl,
            Runnable statusChanged) {
        this.self = self;
        this.keyboard = keyboard;
        this.view = view;
        this.typedLine = typedLine;
        this.repl = repl;
        this.statusChanged = statusChanged;
    }

    /** Ends the reading soon, with an exit code. Any thread may call. */
    void stop(int code) {
        exitCode.set(code);
        isStopped = true;
        typedLine.end();
        keyboard.stop();
    }

    /** Ends the reading soon, as the chat goes on elsewhere with the line being typed. */
    void handOver(int code) {
        isHandedOver = true;
        stop(code);
    }

    /** Tells whether the chat goes on elsewhere. */
    boolean isHandedOver() {
        return isHandedOver;
    }

    /** Notes that nothing is read any more: what has stopped the reading must stop nothing else. */
    void over() {
        if (isStopped) {
            Thread.interrupted();
        }
    }

    /** Returns the exit code of the process whose terminal it is. */
    int exitCode() {
        return exitCode.get();
    }

    /** Reads until the user leaves or the reading is stopped. */
    void run() {
        boolean warned = false;
        while (true) {
            statusChanged.run();
            Repl begun = repl.get();
            if (begun != null) {
                if (begun.ended()) {
                    return;
                }
                String draft = begun.conversations().takeDraft();
                if (!draft.isEmpty()) {
                    keyboard.begin(draft);
                    typedLine.changed(draft);
                }
            }
            switch (keyboard.read(this::prompt)) {
                case Keyboard.Input.Typed(var line) -> {
                    warned = false;
                    // no line is taken before the chat has begun
                    Objects.requireNonNull(repl.get()).accept(line);
                    typedLine.tellNow(); // a line that is sent is no draft
                }
                case Keyboard.Input.Turned turned -> {
                    warned = false;
                    Objects.requireNonNull(repl.get()).open().turn(turned);
                    typedLine.tellNow(); // the next line is for another peer
                }
                case Keyboard.Input.Interrupted(var wasEmpty) -> {
                    Repl running = repl.get();
                    if (wasEmpty && running != null && running.calls().cancelled()) {
                        warned = false;
                        continue;
                    }
                    if (wasEmpty && (warned || running == null)) {
                        exitCode.set(INTERRUPTED);
                        return;
                    }
                    warned = wasEmpty;
                    if (wasEmpty) {
                        view.show(Line.dim("Ctrl-C again, Ctrl-D or /quit leaves"));
                    }
                }
                case Keyboard.Input.End(var line) -> {
                    typedLine.left(line);
                    Repl running = repl.get();
                    if (running == null) {
                        return;
                    }
                    if (!line.isEmpty() && !isHandedOver) {
                        running.conversations().draft(line);
                    }
                    if (isStopped || running.leaves()) {
                        return;
                    }
                }
            }
        }
    }

    private String prompt() {
        Repl running = repl.get();
        return running == null ? self + "> " : running.open().prompt();
    }
}
