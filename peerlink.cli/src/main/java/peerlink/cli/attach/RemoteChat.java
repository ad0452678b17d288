package peerlink.cli.attach;

import java.io.IOError;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import peerlink.api.Registration;
import peerlink.cli.local.AttachedScreen;
import peerlink.cli.local.LocalRequest;
import peerlink.cli.local.TerminalFrame;
import peerlink.cli.local.TerminalLink;
import peerlink.cli.node.NodeOptions;
import peerlink.cli.program.CliException;
import peerlink.cli.program.Environment;
import peerlink.cli.program.ExitCode;
import peerlink.cli.program.Failures;
import peerlink.cli.program.Typed;
import peerlink.cli.repl.ChatPlace;
import peerlink.cli.repl.ChatSession;
import peerlink.cli.repl.TypedLine;
import peerlink.cli.terminal.RemoteTerminal;
import peerlink.cli.text.LocalZone;
import peerlink.cli.text.NodeStatus;

/**
 * One chat on the terminal of another process, and the threads between the two.
 *
 * <p>The file is longer than most, as the parts of a chat on another terminal begin and end in one
 * order.
 */
final class RemoteChat {
    private static final System.Logger LOG = System.getLogger(RemoteChat.class.getName());

    /** The pause between two drafts: a crash of this process costs the user no more typing. */
    private static final Duration DRAFT_PAUSE = Duration.ofMillis(200);

    /** The end of the keys. */
    private static final byte[] NO_MORE = new byte[0];

    private final AttachedChats all;
    private final LocalRequest.Attach attach;
    private final TerminalLink link;
    private final Instant since = Instant.now();
    private final BlockingQueue<byte[]> keys = new LinkedBlockingQueue<>();
    private final CountDownLatch over = new CountDownLatch(1);

    /** Held while a draft is sent. */
    private final ReentrantLock drafting = new ReentrantLock();

    private volatile boolean isEnding;
    private volatile boolean isLeft;
    private volatile @Nullable ChatSession session;

    RemoteChat(AttachedChats all, LocalRequest.Attach attach, TerminalLink link) {
        this.all = all;
        this.attach = attach;
        this.link = link;
    }

    NodeStatus.Chat described() {
        return new NodeStatus.Chat(attach.screen().process(), since);
    }

    /** Runs the chat on the thread that calls, and ends the link. */
    void run() throws IOException {
        AttachedScreen screen = attach.screen();
        TerminalFrame.Ended last;
        try {
            link.send(
                    new TerminalFrame.Begun(
                            ProcessHandle.current().pid(), all.purpose(), all.options().ofNode()));
            RemoteTerminal terminal =
                    new RemoteTerminal(
                            screen.type(),
                            screen.encoding(),
                            screen.columns(),
                            screen.rows(),
                            new RemoteTerminal.Screen() {
                                @Override
                                public void write(byte[] bytes, int from, int length)
                                        throws IOException {
                                    unhurt(() -> link.sendData(bytes, from, length));
                                }

                                @Override
                                public void awaitWritten() throws IOException {
                                    link.awaitWritten();
                                }
                            });
            last = chat(terminal);
        } finally {
            over.countDown();
        }
        unhurt(() -> end(last));
    }

    private void end(TerminalFrame.Ended last) throws IOException {
        try {
            if (!isLeft) {
                ChatSession ended = session;
                if (last.goesOn() && ended != null) {
                    all.awaitEnded();
                    sendDraft(ended);
                }
                link.send(last);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            link.close();
        }
    }

    private interface Sending {
        void run() throws IOException;
    }

    /**
     * Sends on another thread, and waits for it. An interrupt of the chat's thread ends a command
     * or the wait for keys; in a write it would close the socket, and the terminal would not learn
     * why the chat ended.
     */
    private static void unhurt(Sending sending) throws IOException {
        try {
            CompletableFuture.runAsync(
                            () -> {
                                try {
                                    sending.run();
                                } catch (IOException e) {
                                    throw new UncheckedIOException(e);
                                }
                            },
                            task -> Thread.ofVirtual().name("peerlink attached-writer").start(task))
                    .join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof UncheckedIOException failed) {
                throw new IOException("the terminal has gone", failed);
            }
            throw e;
        }
    }

    private TerminalFrame.Ended chat(RemoteTerminal terminal) throws IOException {
        int exitCode;
        ChatPlace place;
        try {
            place = place();
        } catch (CliException e) {
            return new TerminalFrame.Ended(e.exitCode(), false, Failures.message(e), e.hint());
        }
        ChatSession begun = ChatSession.on(terminal, place, this::left);
        try (begun) {
            session = begun;
            begun.typedLine().tell(DRAFT_PAUSE, "peerlink attached-draft", _ -> tryDraft(begun));
            Thread.ofVirtual().name("peerlink attached-keys").start(() -> handIn(terminal, begun));
            Thread.ofVirtual().name("peerlink attached-reader").start(() -> read(terminal, begun));
            if (isEnding) {
                end(begun);
            }
            Registration seat =
                    all.fan().add("attached " + attach.screen().process(), begun.screen());
            try (seat) {
                begun.begin(all.node(), all.fan(), all.memory(), List.of());
                exitCode = begun.run();
            }
        } catch (IOError e) {
            throw new IOException("the terminal has gone", e); // JLine's way to say so
        } catch (RuntimeException e) {
            // else the terminal would attach again, and fail again
            LOG.log(Level.ERROR, "a chat on another terminal failed", e);
            return new TerminalFrame.Ended(
                    ExitCode.ERROR,
                    false,
                    "the chat on this terminal failed: " + Failures.message(e),
                    "");
        } catch (CliException e) {
            return new TerminalFrame.Ended(e.exitCode(), false, Failures.message(e), e.hint());
        } finally {
            keys.add(NO_MORE);
        }
        if (!isEnding) {
            return new TerminalFrame.Ended(exitCode, false, "", "");
        }
        return all.goesOn()
                ? new TerminalFrame.Ended(exitCode, true, "", "")
                : new TerminalFrame.Ended(
                        ExitCode.ERROR, false, all.farewell(), attach.given().callOnline(""));
    }

    private ChatPlace place() throws CliException {
        AttachedScreen screen = attach.screen();
        NodeOptions options = all.options().forHintsTo(attach.given());
        options.invites = attach.given().invites;
        Environment environment =
                new Environment(
                        InputStream.nullInputStream(),
                        new PrintStream(OutputStream.nullOutputStream()),
                        new PrintStream(OutputStream.nullOutputStream()),
                        true,
                        _ -> Optional.empty(),
                        screen.variables(),
                        screen.userHome(),
                        "",
                        screen.userHome(),
                        new Typed(List.of()));
        return new ChatPlace(
                environment,
                all.node().self().name(),
                all.configs().of(environment),
                options,
                attach.peer(),
                null,
                screen.process(),
                screen.folder(),
                zone(screen),
                "attached to process %d (%s)"
                        .formatted(ProcessHandle.current().pid(), all.purpose()),
                attach.draft(),
                attach.shownUntil(),
                false);
    }

    private static Supplier<ZoneId> zone(AttachedScreen screen) {
        String named = screen.variables().getOrDefault("TZ", "");
        try {
            ZoneId zone = ZoneId.of(named.startsWith(":") ? named.substring(1) : named);
            return () -> zone;
        } catch (DateTimeException e) {
            return LocalZone::now; // no zone is named, or in a form of POSIX alone
        }
    }

    private void tryDraft(ChatSession chat) {
        try {
            sendDraft(chat);
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "a terminal has gone", e);
        }
    }

    /**
     * Sends the line as it is now. It is looked at under the lock, so that no older one follows the
     * last one: the terminal would take a line that was sent for one that was not.
     */
    private void sendDraft(ChatSession chat) throws IOException {
        drafting.lock();
        try {
            TypedLine.State typed = chat.typedLine().now();
            link.send(
                    new TerminalFrame.Draft(
                            typed.text(), typed.peer().map(peer -> peer.id().text()).orElse("")));
        } finally {
            drafting.unlock();
        }
    }

    /** Hands the keys in, which waits while a command of the chat runs. */
    private void handIn(RemoteTerminal terminal, ChatSession chat) {
        try {
            for (byte[] some = keys.take(); some.length > 0; some = keys.take()) {
                terminal.typed(some);
                link.written(some.length);
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "a terminal has gone", e);
            chat.stop(ChatSession.TERMINATED);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void read(RemoteTerminal terminal, ChatSession chat) {
        try {
            while (true) {
                switch (link.receive()) {
                    case TerminalFrame.Data(var bytes) -> {
                        if (bytes.length > 0) {
                            keys.add(bytes);
                        }
                    }
                    case TerminalFrame.Resized(var columns, var rows) ->
                            terminal.resized(columns, rows);
                    case TerminalFrame.Signalled(var signal) -> {
                        switch (signal) {
                            case INT -> terminal.interrupted();
                            case CONT -> terminal.continued();
                            case TERM -> chat.stop(ChatSession.TERMINATED);
                        }
                    }
                    default -> throw new IOException("a frame that a terminal does not send");
                }
            }
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.DEBUG, "a terminal has gone", e);
            close();
            chat.stop(ChatSession.TERMINATED);
        }
    }

    /** Ends the chat since the terminal takes nothing. */
    private void left() {
        isLeft = true;
        Thread.ofVirtual()
                .name("peerlink attached-closer")
                .start(
                        () -> {
                            try {
                                link.send(
                                        new TerminalFrame.Ended(
                                                ExitCode.ERROR,
                                                false,
                                                "the chat on this terminal was ended, since it took"
                                                        + " nothing for too long",
                                                attach.given().callOnline("")));
                            } catch (IOException e) {
                                LOG.log(Level.DEBUG, "a terminal has gone", e);
                            }
                            ChatSession running = session;
                            if (running != null) {
                                running.stop(ExitCode.ERROR);
                            }
                            close();
                        });
    }

    /** Ends the chat soon, since the node ends. */
    void end() {
        isEnding = true;
        ChatSession running = session;
        if (running != null) {
            end(running);
        }
    }

    private void end(ChatSession running) {
        if (all.goesOn()) {
            running.handOver(ExitCode.ERROR);
        } else {
            running.stop(ExitCode.ERROR);
        }
    }

    /** Waits until the chat is over, and then ends the link if it is not. */
    void awaitEnd(long nanos) throws InterruptedException {
        if (!over.await(Math.max(0, nanos), TimeUnit.NANOSECONDS)) {
            close();
        }
    }

    private void close() {
        try {
            link.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "closing a link failed", e);
        }
    }
}
