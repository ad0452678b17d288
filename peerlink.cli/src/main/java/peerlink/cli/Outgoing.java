package peerlink.cli;

import static peerlink.cli.Line.Tone.DIM;
import static peerlink.cli.Line.Tone.OWN;
import static peerlink.cli.Line.Tone.PLAIN;
import static peerlink.cli.Line.Tone.WARNING;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
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
 * The messages on their way out. Each peer's go in order on a thread of its own, so that one who can't be reached delays
 * nobody else's. Each is shown once its fate is known, or as pending after a moment, and its fate later.
 */
final class Outgoing implements AutoCloseable {
    /** How long a message may take before it is shown as pending: less than people notice. */
    private static final Duration MOMENT = Duration.ofMillis(500);

    private final PeerName self;
    private final View view;
    private final Supplier<String> time;
    private final Map<PeerId, ExecutorService> senders = new ConcurrentHashMap<>();
    private final ExecutorService shower =
            Executors.newSingleThreadExecutor(Thread.ofVirtual().name("own-messages").factory());

    /**
     * @param time the time of day, as it stands before a message
     */
    Outgoing(PeerName self, View view, Supplier<String> time) {
        this.self = self;
        this.view = view;
        this.time = time;
    }

    /** Sends a message, and shows it. Returns at once. */
    void send(Conversation conversation, String text) {
        CompletableFuture<@Nullable Void> fate = new CompletableFuture<>();
        sender(conversation.peer().id())
                .execute(
                        () -> {
                            try {
                                conversation
                                        .sendText(text)
                                        .acknowledged()
                                        .whenComplete((_, failure) -> settle(fate, failure));
                            } catch (IOException | RuntimeException e) {
                                fate.completeExceptionally(e);
                            }
                        });
        Line line = line(conversation, text);
        shower.execute(() -> show(line, conversation, text, fate));
    }

    private ExecutorService sender(PeerId peer) {
        return senders.computeIfAbsent(
                peer,
                id ->
                        Executors.newSingleThreadExecutor(
                                Thread.ofVirtual().name("send-to-" + id).factory()));
    }

    private static void settle(
            CompletableFuture<@Nullable Void> fate, @Nullable Throwable failure) {
        if (failure == null) {
            fate.complete(null);
        } else {
            fate.completeExceptionally(failure);
        }
    }

    private Line line(Conversation conversation, String text) {
        return Line.dim(time.get() + " ")
                .and(OWN, self + Glyphs.ARROW + conversation.peer().name())
                .and(PLAIN, ": " + EventLines.indented(text));
    }

    private void show(
            Line line, Conversation conversation, String text, CompletableFuture<?> fate) {
        try {
            fate.get(MOMENT.toMillis(), TimeUnit.MILLISECONDS);
            view.show(line.and(DIM, " " + Glyphs.DELIVERED));
        } catch (TimeoutException e) {
            view.show(line.and(DIM, " " + Glyphs.PENDING));
            fate.whenComplete((_, failure) -> view.show(later(conversation, text, failure)));
        } catch (ExecutionException e) {
            view.show(line.and(WARNING, " " + Glyphs.FAILED));
            view.show(failed(conversation, e.getCause()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Line later(Conversation conversation, String text, @Nullable Throwable failure) {
        return failure == null
                ? Line.dim(
                        "%s delivered to %s: %s"
                                .formatted(
                                        Glyphs.DELIVERED,
                                        conversation.peer().name(),
                                        Printable.excerpt(text)))
                : failed(conversation, failure);
    }

    private static Line failed(Conversation conversation, @Nullable Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null
                        ? failure.getCause()
                        : failure;
        PeerName peer = conversation.peer().name();
        Line line =
                Line.warning(
                        "%s not delivered to %s: %s"
                                .formatted(Glyphs.FAILED, peer, Failures.message(cause)));
        return cause instanceof UntrustedPeerException
                ? line.and(DIM, "  /trust " + peer + " if you know that the key is right")
                : line;
    }

    /** Stops sending; what is on its way may still be acknowledged. */
    @Override
    public void close() {
        senders.values().forEach(ExecutorService::shutdownNow);
        shower.shutdownNow();
    }
}
