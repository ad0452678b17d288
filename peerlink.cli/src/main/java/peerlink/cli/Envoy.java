package peerlink.cli;

import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import peerlink.core.NodeBuilder;
import peerlink.core.NodeEndedException;
import peerlink.core.ProfileInUseException;

/**
 * Has an errand done: by the process that has the profile's messages open, or here where there is none. Processes come and go: it
 * tries until the time is over.
 */
final class Envoy {
    /** How long a node that was started for an errand goes on with those of others. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final long LOOK_AGAIN_MILLIS = 20;
    private static final long TO_END_SECONDS = 6;

    private final Path directory;
    private final NodeStart start;
    private final Consumer<OutboxRow> rows;

    /** Makes the node to do it here. */
    interface NodeStart {
        NodeBuilder builder() throws CliException, IOException;
    }

    /** How it went to hand an errand over. */
    private sealed interface HandOver {
        /** Nobody was there to take it. */
        record Nobody() implements HandOver {}

        record Finished(Outcome outcome) implements HandOver {}

        /** This is left to do. */
        record Left(Errand errand) implements HandOver {}
    }

    /**
     * @param directory the profile's
     * @param start called once at most, when there is nobody else
     * @param rows told the messages of the outbox that the errand lists
     */
    Envoy(Path directory, NodeStart start, Consumer<OutboxRow> rows) {
        this.directory = directory;
        this.start = start;
        this.rows = rows;
    }

    /**
     * Does it.
     *
     * @param time how long to try
     */
    Outcome run(Errand errand, Duration time)
            throws CliException, IOException, InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        Errand left = errand;
        NodeBuilder builder = null;
        while (true) {
            switch (handOver(left.within(left(end)))) {
                case HandOver.Finished(var outcome) -> {
                    return outcome;
                }
                case HandOver.Left(var rest) -> left = rest;
                case HandOver.Nobody() -> {
                    // here, then
                }
            }
            if (builder == null) {
                builder = start.builder();
            }
            try {
                return perform(builder, left.within(left(end)));
            } catch (ProfileInUseException e) {
                if (System.nanoTime() > end) {
                    throw inUse(e, errand.given());
                }
                TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
            }
        }
    }

    private static Duration left(long end) {
        return Duration.ofNanos(Math.max(0, end - System.nanoTime()));
    }

    /** Says why a profile can't be used, and what works beside the process that uses it. */
    static CliException inUse(ProfileInUseException cause, NodeOptions given) {
        return new CliException(
                ExitCode.ERROR,
                Failures.message(cause),
                given.call("outbox")
                        + " works beside it, as does send"
                        + cause.process().stream()
                                .mapToObj("; to end it: kill %d"::formatted)
                                .findAny()
                                .orElse(""));
    }

    private HandOver handOver(Errand errand) throws CliException {
        SocketChannel channel;
        try {
            channel = ProfileSocket.connect(directory);
        } catch (IOException | UnsupportedOperationException e) {
            return new HandOver
                    .Nobody(); // if there is somebody all the same, the profile's lock tells
        }
        String stored = null;
        boolean isTaken = false;
        try (channel) {
            ErrandLink link = new ErrandLink(channel);
            link.send(errand);
            while (true) {
                switch (link.reply()) {
                    case Reply.Taken() -> isTaken = true;
                    case Reply.Stored(var messageId) -> stored = messageId;
                    case Reply.Row(var row) -> rows.accept(row);
                    case Reply.Done(var outcome) -> {
                        return new HandOver.Finished(outcome);
                    }
                    case Reply.Left() -> {
                        return left(errand, stored);
                    }
                }
            }
        } catch (IOException e) {
            if (stored != null) {
                return left(errand, stored);
            }
            if (!isTaken) {
                return new HandOver.Nobody();
            }
            throw new CliException(
                    ExitCode.ERROR,
                    e instanceof EOFException
                            ? "the process that was to do it was ended: whether it has is not known"
                            : Failures.message(e),
                    errand.given().call("outbox"));
        }
    }

    private static HandOver left(Errand errand, @Nullable String stored) {
        if (stored == null) {
            return new HandOver.Left(errand);
        }
        return errand instanceof Errand.Send send && send.queue()
                ? new HandOver.Finished(Outcome.done("queued for " + send.peer()))
                : new HandOver.Left(errand.stored(stored));
    }

    private Outcome perform(NodeBuilder builder, Errand errand)
            throws CliException, IOException, InterruptedException {
        Thread self = Thread.currentThread();
        CountDownLatch ended = new CountDownLatch(1);
        try (Holder holder = Holder.of(builder.start(), directory, PATIENCE)) {
            // Ctrl-C takes back what is under way
            Shutdown.closing(
                    "peerlink local-shutdown",
                    () -> {
                        self.interrupt();
                        ended.await(TO_END_SECONDS, TimeUnit.SECONDS);
                    });
            return new Errands(holder.node())
                    .perform(
                            errand,
                            told -> {
                                if (told instanceof Reply.Row(var row)) {
                                    rows.accept(row);
                                }
                            });
        } catch (NodeEndedException e) {
            throw new IllegalStateException("the node is this process's own", e);
        } finally {
            ended.countDown();
        }
    }
}
