package peerlink.cli.exec;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import peerlink.api.Peer;
import peerlink.cli.text.MessagePrinter;
import peerlink.core.model.ContactRequest;
import peerlink.core.model.NodeEvent;
import peerlink.core.model.NodeEvent.MessageArrived;

/**
 * Gives each message to the user's program, and tries again where that fails. A message that the
 * program never takes is set aside. Everything but messages goes to another printer.
 */
public final class ProgramDelivery implements MessagePrinter, AutoCloseable {
    /** The waits between tries, each four times the one before. */
    private static final List<Duration> PAUSES =
            List.of(
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(4),
                    Duration.ofSeconds(16),
                    Duration.ofSeconds(64));

    private final MessageProgram program;
    private final SetAside setAside;
    private final MessagePrinter others;
    private final InstantSource clock;
    private final PrintStream err;
    private final String listing;
    private final List<Duration> pauses;
    private final CountDownLatch closed = new CountDownLatch(1);

    /**
     * @param others prints all but messages
     * @param err gets the lines for people about programs that fail
     * @param listing the command that lists what is set aside
     */
    public ProgramDelivery(
            MessageProgram program,
            SetAside setAside,
            MessagePrinter others,
            InstantSource clock,
            PrintStream err,
            String listing) {
        this(program, setAside, others, clock, err, listing, PAUSES);
    }

    ProgramDelivery(
            MessageProgram program,
            SetAside setAside,
            MessagePrinter others,
            InstantSource clock,
            PrintStream err,
            String listing,
            List<Duration> pauses) {
        this.program = program;
        this.setAside = setAside;
        this.others = others;
        this.clock = clock;
        this.err = err;
        this.listing = listing;
        this.pauses = pauses;
    }

    @Override
    public void ready(Peer self, String listen, String registry, List<String> skipped) {
        others.ready(self, listen, registry, skipped);
    }

    /**
     * Waits until the program has taken the message, or the message is set aside.
     *
     * @throws UncheckedIOException if neither is so: the message must not count as told
     */
    @Override
    public void print(MessageArrived arrived) {
        MessageForProgram message = MessageForProgram.of(arrived);
        try {
            for (int attempt = 1; ; attempt++) {
                Optional<String> failure = program.run(message, attempt);
                if (failure.isEmpty()) {
                    return;
                }
                if (program.isClosed()) {
                    throw new IOException("the program was ended");
                }
                if (attempt > pauses.size()) {
                    setAside.add(message, clock.instant(), failure.get());
                    err.println(
                            "the program did not take a message of %s in %d tries (%s); it is set aside: %s"
                                    .formatted(message.name(), attempt, failure.get(), listing));
                    return;
                }
                Duration pause = pauses.get(attempt - 1);
                err.println(
                        "the program did not take a message of %s (%s); trying again in %d s"
                                .formatted(message.name(), failure.get(), pause.toSeconds()));
                if (closed.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                    throw new IOException("the program was ended");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted before the program was done", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void print(ContactRequest request) {
        others.print(request);
    }

    @Override
    public boolean isFor(NodeEvent event) {
        return others.isFor(event);
    }

    @Override
    public void print(NodeEvent event) {
        others.print(event);
    }

    /** Ends the program that runs. Its message, and those that come, are not told. */
    @Override
    public void close() {
        closed.countDown();
        program.close();
    }
}
