package peerlink.cli.repl;

import static peerlink.cli.text.Line.Tone.DIM;
import static peerlink.cli.text.Line.Tone.OWN;
import static peerlink.cli.text.Line.Tone.PLAIN;
import static peerlink.cli.text.Line.Tone.WARNING;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import peerlink.api.Conversation;
import peerlink.api.Delivery;
import peerlink.api.Message;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.api.Printable;
import peerlink.api.UntrustedPeerException;
import peerlink.cli.program.Failures;
import peerlink.cli.text.EventLines;
import peerlink.cli.text.Glyphs;
import peerlink.cli.text.Line;
import peerlink.cli.text.View;
import peerlink.cli.text.WaitReason;
import peerlink.core.model.NodeEndedException;

/**
 * Sends the lines that the user types, and shows their delivery. Each line is on the screen at
 * once, without a mark until it is stored, then as pending, and at last as delivered or failed. The
 * mark is on the line itself, while that is among the last ones. The lines to each peer have a
 * thread of their own, so that a peer which takes no more delays no other's.
 *
 * <p>A terminal that shows typed lines itself can't change them. There a line stands as it was
 * typed, and only what is not as expected is told below: that it waits, was delivered late, or not
 * at all.
 *
 * <p>The file is longer than most, as the states of a line and their looks belong together.
 */
final class OutgoingLines implements AutoCloseable {
    /** The time for which a pending line stays below all others, where its mark can change. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /**
     * The longest wait at the end for lines that are not stored yet, as a peer's many others are
     * before them.
     */
    private static final Duration FAREWELL = Duration.ofSeconds(2);

    private static final String WAITING = Glyphs.PENDING + " waiting for ";

    private final PeerName self;
    private final View view;
    private final Supplier<String> time;

    /** Returns the reason why there is no link with a peer; empty if there is one. */
    private final Function<Peer, Optional<String>> reasons;

    private final Duration untilReason;
    private final BiConsumer<Delivery, Peer> sent;

    /** The peers of which the user knows why they are out of reach. */
    private final Set<PeerId> explained = ConcurrentHashMap.newKeySet();

    /** The lines that may still change. */
    private final Set<Typed> open = ConcurrentHashMap.newKeySet();

    private final Executor afterPatience =
            CompletableFuture.delayedExecutor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    private final Map<PeerId, Lane> lanes = new ConcurrentHashMap<>();

    /** The lines to one peer, and the thread that sends them. */
    private record Lane(ExecutorService sender, Queue<Typed> unsent) {
        static Lane to(PeerId peer) {
            return new Lane(
                    Executors.newSingleThreadExecutor(
                            Thread.ofVirtual().name("peerlink chat-sender " + peer).factory()),
                    new ConcurrentLinkedQueue<>());
        }
    }

    /**
     * @param time returns the time as it stands before a message, with a blank behind it, or empty
     * @param reasons returns the reason why there is no link with a peer; must not block
     * @param sent gets each message that is sent; must not block
     */
    OutgoingLines(
            PeerName self,
            View view,
            Supplier<String> time,
            Function<Peer, Optional<String>> reasons,
            BiConsumer<Delivery, Peer> sent) {
        this(self, view, time, reasons, sent, WaitReason.AFTER);
    }

    OutgoingLines(
            PeerName self,
            View view,
            Supplier<String> time,
            Function<Peer, Optional<String>> reasons,
            BiConsumer<Delivery, Peer> sent,
            Duration untilReason) {
        this.self = self;
        this.view = view;
        this.time = time;
        this.reasons = reasons;
        this.sent = sent;
        this.untilReason = untilReason;
    }

    /** Sends a message, and shows it. Returns at once. */
    void send(Conversation conversation, String text) {
        Typed typed = new Typed(conversation, text, time.get(), true);
        open.add(typed);
        Lane lane = lanes.computeIfAbsent(conversation.peer().id(), Lane::to);
        lane.unsent().add(typed);
        lane.sender().execute(() -> send(typed, lane));
    }

    /** Shows a message that was sent elsewhere, and its delivery. Returns at once. */
    void follow(Conversation conversation, Delivery delivery) {
        Message message = delivery.message();
        if (message.isText()) {
            Typed line = new Typed(conversation, message.text(), time.get(), false);
            open.add(line);
            line.follow(delivery);
        }
    }

    /**
     * Shows the peers of the lines that may still change under their present names. Any thread may
     * call.
     */
    void renamed() {
        open.forEach(Typed::renamed);
    }

    private void send(Typed typed, Lane lane) {
        try {
            Delivery delivery = typed.conversation.sendText(typed.text);
            sent.accept(delivery, typed.conversation.peer());
            typed.follow(delivery);
        } catch (IOException | RuntimeException e) {
            typed.settle(e);
        } finally {
            lane.unsent().remove(typed);
        }
    }

    private static @Nullable Throwable cause(@Nullable Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null
                ? failure.getCause()
                : failure;
    }

    /**
     * One line and the state of its delivery. The node's threads call it, which must not wait for
     * the screen.
     */
    private final class Typed {
        private final Conversation conversation;
        private final String text;
        private final String typedAt;
        private final View.@Nullable Live live;
        private volatile PeerName shown;
        private volatile boolean isStored;
        private volatile boolean isLate;

        /** The reason why the line waits; empty if none is shown. */
        private volatile String because = "";

        Typed(Conversation conversation, String text, String typedAt, boolean isTypedHere) {
            this.conversation = conversation;
            this.text = text;
            this.typedAt = typedAt;
            this.shown = conversation.peer().name();
            if (!view.isEchoing()) {
                this.live = view.live(line());
                return;
            }
            this.live = null;
            if (!isTypedHere) {
                view.post(line());
            }
        }

        private Line line() {
            return Line.dim(typedAt)
                    .and(OWN, EventLines.direction(self, shown))
                    .and(PLAIN, ":" + EventLines.said(text));
        }

        private void change() {
            if (live != null) {
                live.change(pending());
            }
        }

        private Line pending() {
            Line line = isStored ? line().and(DIM, " " + Glyphs.PENDING) : line();
            return because.isEmpty() ? line : line.and(DIM, "\n      " + because);
        }

        void follow(Delivery delivery) {
            delivery.stored().thenRun(this::stored);
            delivery.acknowledged().whenComplete((_, failure) -> settle(cause(failure)));
        }

        void renamed() {
            PeerName now = conversation.peer().name();
            if (!now.equals(shown)) {
                shown = now;
                change();
            }
        }

        void stored() {
            isStored = true;
            change();
            CompletableFuture.delayedExecutor(untilReason.toMillis(), TimeUnit.MILLISECONDS)
                    .execute(this::explain);
            afterPatience.execute(this::leave);
        }

        /** Shows why the line waits, unless an earlier one to the same peer shows it. */
        private void explain() {
            if (!open.contains(this)) {
                return;
            }
            isLate = true;
            Peer peer = conversation.peer();
            reasons.apply(peer)
                    .filter(_ -> explained.add(peer.id()))
                    .ifPresent(
                            reason -> {
                                because = reason;
                                change();
                                if (live == null) {
                                    view.post(Line.dim(fate(WAITING) + ": " + reason));
                                }
                            });
        }

        private void leave() {
            open.remove(this);
            if (live != null) {
                live.leave();
            }
        }

        void settle(@Nullable Throwable failure) {
            open.remove(this);
            shown = conversation.peer().name();
            Line line = line();
            if (failure == null) {
                explained.remove(conversation.peer().id());
                Line after = Line.dim(fate(Glyphs.DELIVERED + " delivered to ") + excerpt());
                if (live != null) {
                    live.settle(line.and(DIM, " " + Glyphs.DELIVERED), after);
                } else if (isLate) {
                    view.post(after);
                }
            } else if (isStored && failure instanceof NodeEndedException) {
                leave(); // the line is pending, and stays so
            } else {
                Line reason = reason(failure);
                Line after =
                        Line.warning(fate(Glyphs.FAILED + " not delivered to ") + excerpt())
                                .and(WARNING, " (")
                                .and(reason)
                                .and(WARNING, ")");
                if (live == null) {
                    view.post(after);
                    return;
                }
                live.settle(
                        Line.below(List.of(line.and(WARNING, " " + Glyphs.FAILED), before(reason))),
                        after);
            }
        }

        private Line before(Line reason) {
            return Line.warning(
                            fate(
                                    isStored
                                            ? Glyphs.FAILED + " not delivered to "
                                            : Glyphs.FAILED + " not sent to "))
                    .and(WARNING, ": ")
                    .and(reason);
        }

        private Line reason(Throwable failure) {
            Line reason = Line.warning(Failures.message(failure));
            if (failure instanceof UntrustedPeerException) {
                return reason.and(DIM, "  /contacts shows how far each key is trusted");
            }
            return isStored ? reason : reason.and(DIM, "  the Up key brings the line back");
        }

        private String fate(String what) {
            return what + shown;
        }

        private String excerpt() {
            return ": " + Printable.preview(text);
        }
    }

    /**
     * Waits two seconds for lines that are not stored yet, and shows the ones that can't be sent
     * any more.
     */
    @Override
    public void close() {
        long end = System.nanoTime() + FAREWELL.toNanos();
        lanes.values().forEach(lane -> lane.sender().shutdown());
        for (Lane lane : lanes.values()) {
            try {
                lane.sender().awaitTermination(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            // copied: an interrupted sender takes its line off the list
            List<Typed> unsent = List.copyOf(lane.unsent());
            lane.sender().shutdownNow();
            unsent.forEach(typed -> typed.settle(new IOException("the chat has ended")));
        }
    }
}
