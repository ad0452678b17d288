package peerlink.cli.attach;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import peerlink.api.Printable;
import peerlink.api.Registration;
import peerlink.cli.local.NodeProcess;
import peerlink.cli.local.TerminalFrame;
import peerlink.cli.local.TerminalLink;
import peerlink.cli.local.TerminalSignal;
import peerlink.cli.program.CliException;
import peerlink.cli.repl.ChatSession;
import peerlink.cli.terminal.OwnTerminal;

/**
 * Passes the bytes, signals and sizes of this process's terminal to the process that runs the chat,
 * and shows what comes from there.
 */
final class AttachedTerminal {
    private static final System.Logger LOG = System.getLogger(AttachedTerminal.class.getName());

    /** The longest wait for the chat's process after a signal that ends this one. */
    private static final long TO_END_MILLIS = 2_000;

    private static final byte[] ENTER = {'\r'};

    private final OwnTerminal own;
    private final TerminalLink link;
    private final EndSignals signals;
    private final AtomicReference<String> unsent = new AtomicReference<>("");
    private final CountDownLatch over = new CountDownLatch(1);

    /** True if the user has typed something, and nothing was shown since. */
    private volatile boolean isUnanswered;

    private volatile @Nullable CliException stopped;
    private volatile boolean isOver;

    /** Describes the end of a chat. */
    sealed interface End {
        /** The user has left, or has been told why the chat ended. */
        record Left(int exitCode) implements End {}

        /**
         * The process with the node has ended, and the chat may go on.
         *
         * @param host the process; null if it was gone at once
         * @param draft what the user has typed so far
         * @param shownUntil the time of the last change that it has made to the screen
         */
        record HostGone(
                TerminalFrame.@Nullable Begun host, TerminalFrame.Draft draft, Instant shownUntil)
                implements End {}
    }

    AttachedTerminal(OwnTerminal own, TerminalLink link, EndSignals signals) {
        this.own = own;
        this.link = link;
        this.signals = signals;
    }

    /**
     * Passes on until the chat ends.
     *
     * @param draft what the user has typed so far
     * @param isEntered whether Enter was pressed behind it
     * @throws CliException if the chat has ended with an error
     */
    End run(TerminalFrame.Draft draft, boolean isEntered)
            throws CliException, IOException, InterruptedException {
        own.passKeys();
        own.onResize(() -> send(new TerminalFrame.Resized(own.columns(), own.rows())));
        own.onInterrupt(() -> send(new TerminalFrame.Signalled(TerminalSignal.INT)));
        own.onContinue(
                () -> {
                    own.passKeys();
                    send(new TerminalFrame.Signalled(TerminalSignal.CONT));
                });
        if (isEntered) {
            pass(ENTER);
        }
        Thread keys = Thread.ofVirtual().name("peerlink terminal-keys").start(this::passKeys);
        End end;
        Registration ending = signals.to(this::endSoon);
        try (ending) {
            end = shown(draft);
        } finally {
            isOver = true;
            over.countDown();
            link.close();
            keys.interrupt();
            keys.join();
            own.ignoreSignals();
        }
        own.restore(end instanceof End.HostGone);
        return end instanceof End.HostGone(var host, var last, var until)
                ? new End.HostGone(
                        host,
                        new TerminalFrame.Draft(last.text() + unsent.get(), last.peer()),
                        until)
                : end;
    }

    private End shown(TerminalFrame.Draft draft) throws CliException, IOException {
        TerminalFrame.@Nullable Begun host = null;
        TerminalFrame.Draft last = draft;
        Instant shownUntil = Instant.EPOCH;
        while (true) {
            TerminalFrame frame;
            try {
                frame = link.receive();
            } catch (IOException e) {
                CliException why = stopped;
                if (why != null) {
                    own.restore(true);
                    throw why;
                }
                LOG.log(Level.DEBUG, "the process that ran the chat has gone", e);
                return new End.HostGone(host, last, shownUntil);
            }
            isUnanswered = false;
            switch (frame) {
                case TerminalFrame.Begun begun -> {
                    host = begun;
                    Thread.ofVirtual()
                            .name("peerlink terminal-watch")
                            .start(() -> watch(begun.process()));
                }
                case TerminalFrame.Data(var bytes) -> {
                    own.write(bytes);
                    shownUntil = Instant.now();
                    confirm(bytes.length);
                }
                case TerminalFrame.Draft now -> last = now;
                case TerminalFrame.Ended ended -> {
                    if (ended.goesOn()) {
                        return new End.HostGone(host, last, shownUntil);
                    }
                    if (!ended.message().isEmpty()) {
                        own.restore(true);
                        throw new CliException(ended.exitCode(), ended.message(), ended.hint());
                    }
                    return new End.Left(ended.exitCode());
                }
                default -> throw new IOException("a frame that only a terminal sends");
            }
        }
    }

    /**
     * Gives the user the terminal back if the chat's process is stopped, as by Ctrl-Z, and takes no
     * keys. Without keys it waits, as that process may go on.
     */
    private void watch(long process) {
        NodeProcess host = new NodeProcess(OptionalLong.of(process));
        try {
            while (host.awaitStopped(over)) {
                if (isUnanswered) {
                    stopped = host.doesNotAnswer();
                    link.close();
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "closing a link failed", e);
        }
    }

    private void confirm(int bytes) {
        try {
            link.written(bytes);
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "the process that ran the chat has gone", e); // reading tells
        }
    }

    private void passKeys() {
        try {
            while (!isOver) {
                byte[] some = own.keys();
                if (some.length > 0) {
                    pass(some);
                }
            }
        } catch (InterruptedIOException e) {
            LOG.log(Level.DEBUG, "the chat is over");
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "the terminal has gone", e);
            send(new TerminalFrame.Signalled(TerminalSignal.TERM));
        }
    }

    private void pass(byte[] some) {
        isUnanswered = true;
        try {
            link.sendData(some, 0, some.length);
        } catch (IOException e) {
            // the chat that goes on begins with it
            String text = new String(some, own.encoding());
            if (Printable.line(text).equals(text)) {
                unsent.set(text);
            }
        }
    }

    private void send(TerminalFrame frame) {
        try {
            link.send(frame);
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "the process that ran the chat has gone", e);
        }
    }

    /** Lets the chat end in order after a signal, or ends without it. */
    private void endSoon() {
        send(new TerminalFrame.Signalled(TerminalSignal.TERM));
        CompletableFuture.delayedExecutor(TO_END_MILLIS, TimeUnit.MILLISECONDS)
                .execute(
                        () -> {
                            if (!isOver) {
                                own.restore(true);
                                Runtime.getRuntime().halt(ChatSession.TERMINATED);
                            }
                        });
    }

    /** Returns the options of the node that has ended, by name. */
    static Map<String, List<String>> settings(TerminalFrame.@Nullable Begun host) {
        return host == null ? Map.of() : host.settings();
    }
}
