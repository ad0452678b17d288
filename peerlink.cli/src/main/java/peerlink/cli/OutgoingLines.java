package peerlink.cli;

import static peerlink.cli.Line.Tone.DIM;
import static peerlink.cli.Line.Tone.OWN;
import static peerlink.cli.Line.Tone.PLAIN;
import static peerlink.cli.Line.Tone.WARNING;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import peerlink.api.Conversation;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.api.Printable;
import peerlink.api.UntrustedPeerException;

/**
 * The lines on their way out. Each peer's go in order on a thread of its own, and are shown on another one, so that a peer
 * who can't be reached delays nobody else's. Each is shown once its fate is known, or as pending after a moment, and its
 * fate later.
 */
final class OutgoingLines implements AutoCloseable {
    /** How long a message may take before it is shown as pending: less than people notice. */
    private static final Duration MOMENT = Duration.ofMillis(500);

    /** How long the end waits for what was typed just before it. */
    private static final Duration FAREWELL = Duration.ofSeconds(2);

    private final PeerName self;
    private final View view;
    private final Supplier<String> time;
    private final Map<PeerId, Lane> lanes = new ConcurrentHashMap<>();

    /** What goes to one peer. */
    private record Lane(ExecutorService sender, ExecutorService shower, Queue<Typed> unsent) {
        static Lane to(PeerId peer) {
            return new Lane(
                    Executors.newSingleThreadExecutor(
                            Thread.ofVirtual().name("send-to-" + peer).factory()),
                    Executors.newSingleThreadExecutor(
                            Thread.ofVirtual().name("show-to-" + peer).factory()),
                    new ConcurrentLinkedQueue<>());
        }
    }

    /** One line, and what becomes of it. */
    private record Typed(
            Conversation conversation,
            String text,
            Line line,
            long typedAt,
            CompletableFuture<@Nullable Void> fate) {
        PeerName peer() {
            return conversation.peer().name();
        }

        void settle(@Nullable Throwable failure) {
            if (failure == null) {
                fate.complete(null);
            } else {
                fate.completeExceptionally(failure);
            }
        }
    }

    /** The end came before the line could be sent. */
    private static final class NotSentException extends Exception {
        private static final long serialVersionUID = 1L;
    }

    /**
     * @param time the time of day, as it stands before a message
     */
    OutgoingLines(PeerName self, View view, Supplier<String> time) {
        this.self = self;
        this.view = view;
        this.time = time;
    }

    /** Sends a message, and shows it. Returns at once. */
    void send(Conversation conversation, String text) {
        Typed typed =
                new Typed(
                        conversation,
                        text,
                        line(conversation, text),
                        System.nanoTime(),
                        new CompletableFuture<>());
        Lane lane = lanes.computeIfAbsent(conversation.peer().id(), Lane::to);
        lane.unsent().add(typed);
        lane.sender().execute(() -> send(typed, lane));
        lane.shower().execute(() -> show(typed));
    }

    private static void send(Typed typed, Lane lane) {
        try {
            typed.conversation()
                    .sendText(typed.text())
                    .acknowledged()
                    .whenComplete((_, failure) -> typed.settle(failure));
        } catch (IOException | RuntimeException e) {
            typed.settle(e);
        } finally {
            lane.unsent().remove(typed);
        }
    }

    private Line line(Conversation conversation, String text) {
        return Line.dim(time.get() + " ")
                .and(OWN, self + Glyphs.ARROW + conversation.peer().name())
                .and(PLAIN, ": " + EventLines.indented(text));
    }

    private void show(Typed typed) {
        Line line = typed.line();
        // from when it was typed: several that wait together turn pending together
        long left = MOMENT.toNanos() - (System.nanoTime() - typed.typedAt());
        try {
            typed.fate().get(Math.max(0, left), TimeUnit.NANOSECONDS);
            view.show(line.and(DIM, " " + Glyphs.DELIVERED));
        } catch (TimeoutException e) {
            view.show(line.and(DIM, " " + Glyphs.PENDING));
            // told by a thread of the node's, which must not wait for the screen
            typed.fate().whenComplete((_, failure) -> view.post(later(typed, failure)));
        } catch (ExecutionException e) {
            view.show(line.and(WARNING, " " + Glyphs.FAILED));
            view.show(failed(typed, e.getCause()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Line later(Typed typed, @Nullable Throwable failure) {
        return failure == null
                ? Line.dim(
                        "%s delivered to %s: %s"
                                .formatted(
                                        Glyphs.DELIVERED,
                                        typed.peer(),
                                        Printable.excerpt(typed.text())))
                : failed(typed, failure);
    }

    private static Line failed(Typed typed, @Nullable Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null
                        ? failure.getCause()
                        : failure;
        if (cause instanceof NotSentException) {
            return Line.warning(
                    "%s not sent to %s: %s"
                            .formatted(
                                    Glyphs.FAILED, typed.peer(), Printable.excerpt(typed.text())));
        }
        Line line =
                Line.warning(
                        "%s not delivered to %s: %s"
                                .formatted(Glyphs.FAILED, typed.peer(), Failures.message(cause)));
        return cause instanceof UntrustedPeerException
                ? line.and(DIM, "  /contacts shows how far each key is trusted")
                : line;
    }

    /**
     * Stops sending: waits two seconds for what was typed, and shows what could not be sent by then. What is on its way may
     * still be acknowledged, and is shown so.
     */
    @Override
    public void close() {
        long end = System.nanoTime() + FAREWELL.toNanos();
        lanes.values().forEach(lane -> lane.sender().shutdown());
        lanes.values().forEach(lane -> await(lane.sender(), end));
        for (Lane lane : lanes.values()) {
            lane.unsent().forEach(typed -> typed.settle(new NotSentException()));
            lane.sender().shutdownNow();
            lane.shower().shutdown();
        }
        // all are shown now, or within a moment as pending
        long shown = System.nanoTime() + 2 * MOMENT.toNanos();
        lanes.values().forEach(lane -> await(lane.shower(), shown));
        lanes.values().forEach(lane -> lane.shower().shutdownNow());
    }

    private static void await(ExecutorService executor, long end) {
        try {
            executor.awaitTermination(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
