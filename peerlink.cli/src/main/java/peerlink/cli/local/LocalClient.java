package peerlink.cli.local;

import java.io.EOFException;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import peerlink.cli.node.NodeAssembly;
import peerlink.cli.node.NodeOptions;
import peerlink.cli.program.CliException;
import peerlink.cli.program.ExitCode;
import peerlink.cli.program.Failures;
import peerlink.cli.program.Shutdown;
import peerlink.cli.text.JsonLines;
import peerlink.cli.text.OutboxRow;
import peerlink.cli.text.SentMessage;
import peerlink.core.NodeBuilder;
import peerlink.core.model.NodeEndedException;
import peerlink.core.model.ProfileInUseException;

/**
 * Has a local request performed by the process that has the profile's messages open, or by a node
 * in this process where there is none. Processes come and go, so it tries again until the time is
 * over.
 */
public final class LocalClient {
    /** The purposes of processes that stay, and that peerlink stop ends. */
    private static final Set<String> STAYING = Set.of("chat", "listen", "daemon", "rpc");

    /**
     * The time for which a node that was started for a request goes on with those of other
     * processes.
     */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final System.Logger LOG = System.getLogger(LocalClient.class.getName());
    private static final long LOOK_AGAIN_MILLIS = 20;
    private static final long TO_END_SECONDS = 6;

    private final Path directory;
    private final NodeStart start;
    private final RequestOutput output;

    /** Makes the builder of the node that performs the request in this process. */
    public interface NodeStart {
        NodeBuilder builder() throws CliException, IOException;
    }

    /** Makes the request to attach. */
    public interface AttachRequest {
        LocalRequest.Attach made() throws IOException;
    }

    /** The result of handing a request over. */
    private sealed interface HandOver {
        /** No process has taken the request. */
        record Nobody() implements HandOver {}

        record Finished(Outcome outcome) implements HandOver {}

        /** The process has left this request. */
        record Left(LocalRequest request) implements HandOver {}
    }

    /**
     * @param directory the profile's folder
     * @param start called once at most, if no other process takes the request
     * @param rows gets the messages of the outbox that the request lists
     * @param lines gets the lines that tell of the request meanwhile
     */
    public LocalClient(
            Path directory, NodeStart start, Consumer<OutboxRow> rows, Consumer<String> lines) {
        this(
                directory,
                start,
                new RequestOutput() {
                    @Override
                    public void row(OutboxRow row) {
                        rows.accept(row);
                    }

                    @Override
                    public void line(String line) {
                        lines.accept(line);
                    }
                });
    }

    /**
     * @param directory the profile's folder
     * @param start called once at most, if no other process takes the request
     * @param output shows what the request tells
     */
    public LocalClient(Path directory, NodeStart start, RequestOutput output) {
        this.directory = directory;
        this.start = start;
        this.output = output;
    }

    /**
     * Asks the process that has the profile's messages open a question.
     *
     * @param directory the profile's folder
     * @param lines gets the lines of the answer, if there is one
     * @return empty if there is no such process, or it does not answer: another node may
     */
    public static Optional<Outcome> ask(
            Path directory, LocalRequest question, Consumer<String> lines) throws CliException {
        return ask(directory, question, RequestOutput.of(lines, _ -> {}));
    }

    /**
     * Asks the process that has the profile's messages open a question.
     *
     * @param directory the profile's folder
     * @param output shows the answer, if there is one
     * @return empty if there is no such process, or it does not answer: another node may
     */
    public static Optional<Outcome> ask(Path directory, LocalRequest question, RequestOutput output)
            throws CliException {
        List<Runnable> told = new ArrayList<>();
        LocalClient client =
                new LocalClient(
                        directory,
                        () -> {
                            throw new IllegalStateException("a question starts no node here");
                        },
                        RequestOutput.of(
                                line -> told.add(() -> output.line(line)),
                                line -> told.add(() -> output.aside(line))));
        if (client.handOver(question) instanceof HandOver.Finished(var outcome)) {
            told.forEach(Runnable::run);
            return Optional.of(outcome);
        }
        return Optional.empty();
    }

    /**
     * Has the process that has the profile's node run a chat on this process's terminal.
     *
     * @param directory the profile's folder
     * @param request makes the request, if there is such a process
     * @return the link that carries the terminal's bytes; empty if there is no such process, or it
     *     is about to end
     * @throws CliException if that process refuses it
     */
    public static Optional<TerminalLink> attach(Path directory, AttachRequest request)
            throws CliException {
        LocalConnection connection;
        try {
            connection = LocalConnection.open(directory);
        } catch (IOException | UnsupportedOperationException e) {
            return Optional.empty();
        }
        try (connection) {
            connection.requests().send(request.made());
            switch (connection.answer()) {
                case LocalAnswer.Taken() -> {
                    return Optional.of(connection.terminal());
                }
                case LocalAnswer.Done(var outcome) ->
                        throw new CliException(
                                outcome.exitCode(), outcome.message(), outcome.hint());
                default -> {
                    // that process ends, or only sends something
                }
            }
        } catch (IOException e) {
            connection.requireAnswering();
            LOG.log(Level.DEBUG, "the process with the node has gone", e);
        }
        return Optional.empty();
    }

    /** Tells whether a process has the profile's messages open and serves others. */
    public static boolean isServed(Path directory) {
        try (LocalConnection _ = LocalConnection.open(directory)) {
            return true;
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        } catch (CliException e) {
            return true; // it does not answer, which whoever asks it something is told
        }
    }

    /**
     * Performs the request and returns its outcome.
     *
     * @param time the time for which it tries
     */
    public Outcome run(LocalRequest request, Duration time)
            throws CliException, IOException, InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        LocalRequest left = request;
        NodeBuilder builder = null;
        while (true) {
            switch (handOver(left.within(left(end)))) {
                case HandOver.Finished(var outcome) -> {
                    return outcome;
                }
                case HandOver.Left(var rest) -> left = rest;
                case HandOver.Nobody() -> {
                    // in this process, then
                }
            }
            if (builder == null) {
                builder = start.builder();
            }
            try {
                return perform(builder, left.within(left(end)));
            } catch (ProfileInUseException e) {
                if (System.nanoTime() > end) {
                    throw inUse(e, request.given());
                }
                TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
            }
        }
    }

    private static Duration left(long end) {
        return Duration.ofNanos(Math.max(0, end - System.nanoTime()));
    }

    /**
     * Returns the error about a profile in use. The message names what works beside the process
     * that uses it, the hint what ends that.
     */
    public static CliException inUse(ProfileInUseException cause, NodeOptions given) {
        return new CliException(
                ExitCode.ERROR,
                "%s; beside it, %s works".formatted(Failures.message(cause), given.call("outbox")),
                ending(cause, given));
    }

    /** Returns the command that ends the process that uses the profile. */
    private static String ending(ProfileInUseException cause, NodeOptions given) {
        if (cause.process().isEmpty()) {
            return "";
        }
        return STAYING.contains(cause.purpose())
                ? given.call("stop")
                : "kill " + cause.process().getAsLong();
    }

    private HandOver handOver(LocalRequest request) throws CliException {
        LocalConnection connection;
        try {
            connection = LocalConnection.open(directory);
        } catch (IOException | UnsupportedOperationException e) {
            return new HandOver.Nobody(); // if one has it open, its lock tells
        }
        String stored = null;
        boolean isTaken = false;
        try (connection) {
            LocalChannel link = connection.requests();
            link.send(request);
            while (true) {
                switch (connection.answer()) {
                    case LocalAnswer.Taken() -> isTaken = true;
                    case LocalAnswer.Stored(var messageId) -> stored = messageId;
                    case LocalAnswer.Row(var row) -> output.row(row);
                    case LocalAnswer.Text(var line) -> output.line(line);
                    case LocalAnswer.Aside(var line) -> output.aside(line);
                    case LocalAnswer.Part(var text, var part) -> output.part(text, part);
                    case LocalAnswer.InputWanted(var file) -> link.sendReply(copied(file));
                    case LocalAnswer.Question(var text) -> link.sendReply(output.ask(text));
                    case LocalAnswer.Done(var outcome) -> {
                        return new HandOver.Finished(outcome);
                    }
                    case LocalAnswer.Left() -> {
                        return left(request, stored);
                    }
                }
            }
        } catch (IOException e) {
            // what is awaited is stored, whoever takes the request
            if (connection.isGivenUp() && (isTaken || request instanceof LocalRequest.Await)) {
                throw unanswered(connection.process(), request, stored);
            }
            if (stored != null) {
                return left(request, stored);
            }
            connection.requireAnswering();
            if (!isTaken || request.isQuestion()) {
                return new HandOver.Nobody();
            }
            throw new CliException(
                    ExitCode.ERROR,
                    e instanceof EOFException
                            ? "the process that was to do it was ended: whether it has is not known"
                            : Failures.message(e),
                    request.isOnce() ? "" : request.given().call("outbox"));
        }
    }

    /**
     * Returns the error that the process has begun with a request, and does not answer any more. It
     * says what is known of the message.
     */
    private static CliException unanswered(
            NodeProcess process, LocalRequest request, @Nullable String stored) {
        CliException silent = process.doesNotAnswer();
        String fate =
                switch (request) {
                    case LocalRequest.Send send when stored != null && send.queue() ->
                            "; the message %s is stored, and goes out when it goes on"
                                    .formatted(stored);
                    case LocalRequest.Send _ when stored != null ->
                            "; the message %s is stored, may have gone out, and is taken back when it goes on"
                                    .formatted(stored);
                    case LocalRequest.Send _ -> "; whether the message is stored is not known";
                    case LocalRequest.Await await ->
                            "; the message %s is stored, and may have gone out"
                                    .formatted(await.messageId());
                    default -> request.isQuestion() ? "" : "; whether it was done is not known";
                };
        return new CliException(silent.exitCode(), Failures.message(silent) + fate, silent.hint());
    }

    /** Copies the input. Returns the reply: none without input, or the fault, or an empty text. */
    private Optional<String> copied(Path file) {
        try {
            return output.copiesInput(file) ? Optional.of("") : Optional.empty();
        } catch (IOException e) {
            return Optional.of(Failures.message(e));
        }
    }

    private HandOver left(LocalRequest request, @Nullable String stored) {
        if (stored == null) {
            return new HandOver.Left(request);
        }
        if (!(request instanceof LocalRequest.Send send && send.queue())) {
            return new HandOver.Left(request.stored(stored));
        }
        if (send.json()) {
            output.line(JsonLines.line(new SentMessage(stored, send.peer(), "", false).fields()));
        }
        return new HandOver.Finished(Outcome.done("queued for " + send.peer()));
    }

    /** This process itself. */
    private record Own(RequestOutput output) implements LocalCaller {
        @Override
        public void tell(LocalAnswer answer) {
            switch (answer) {
                case LocalAnswer.Row(var row) -> output.row(row);
                case LocalAnswer.Text(var line) -> output.line(line);
                case LocalAnswer.Aside(var line) -> output.aside(line);
                case LocalAnswer.Part(var text, var part) -> output.part(text, part);
                default -> {
                    // for other processes
                }
            }
        }

        @Override
        public Optional<String> ask(String question) {
            return output.ask(question);
        }

        @Override
        public boolean copiesInput(Path file) throws IOException {
            return output.copiesInput(file);
        }
    }

    private Outcome perform(NodeBuilder builder, LocalRequest request)
            throws CliException, IOException, InterruptedException {
        Thread self = Thread.currentThread();
        CountDownLatch ended = new CountDownLatch(1);
        try (HostedNode hosted =
                HostedNode.of(
                        NodeAssembly.start(builder, request.given()),
                        directory,
                        PATIENCE,
                        request.given())) {
            // Ctrl-C takes back the message under way
            Shutdown.closing(
                    "peerlink local-shutdown",
                    () -> {
                        self.interrupt();
                        ended.await(TO_END_SECONDS, TimeUnit.SECONDS);
                    });
            return new LocalRequests(directory, hosted.node(), request.given(), Hosting.briefly())
                    .perform(request, new Own(output));
        } catch (NodeEndedException e) {
            throw new IllegalStateException("the node is this process's own", e);
        } finally {
            ended.countDown();
        }
    }
}
