package peerlink.cli.repl;

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
 */
final class OutgoingLines implements AutoCloseable {
    /** The time for which a pending line stays below all others, where its mark can change. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /**
     * The longest wait at the end for lines that are not stored yet, as a peer's many others are
     * before them.
     */
    private static final Duration FAREWELL = Duration.ofSeconds(2);

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
        Typed typed = new Typed(conversation, text, true);
        open.add(typed);
        Lane lane = lanes.computeIfAbsent(conversation.peer().id(), Lane::to);
        lane.unsent().add(typed);
        lane.sender().execute(() -> send(typed, lane));
    }

    /** Shows a message that was sent elsewhere, and its delivery. Returns at once. */
    void follow(Conversation conversation, Delivery delivery) {
        Message message = delivery.message();
        if (message.isText()) {
            Typed line = new Typed(conversation, message.text(), false);
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
            Delivery delivery = typed.conversation.sendText(typed.look.text());
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
        private final View.@Nullable Live live;
        private volatile OutgoingLook look;
        private volatile boolean isStored;
        private volatile boolean isLate;

        /** The reason why the line waits; empty if none is shown. */
        private volatile String because = "";

        Typed(Conversation conversation, String text, boolean isTypedHere) {
            this.conversation = conversation;
            this.look = new OutgoingLook(time.get(), self, conversation.peer().name(), text);
            if (!view.isEchoing()) {
                this.live = view.live(look.plain());
                return;
            }
            this.live = null;
            if (!isTypedHere) {
                view.post(look.plain());
            }
        }

        private void change() {
            if (live != null) {
                live.change(look.pending(isStored, because));
            }
        }

        void follow(Delivery delivery) {
            delivery.stored().thenRun(this::stored);
            delivery.acknowledged().whenComplete((_, failure) -> settle(cause(failure)));
        }

        void renamed() {
            PeerName now = conversation.peer().name();
            if (!now.equals(look.peer())) {
                look = look.to(now);
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
                                    view.post(look.waits(reason));
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
            look = look.to(conversation.peer().name());
            if (failure == null) {
                explained.remove(conversation.peer().id());
                if (live != null) {
                    live.settle(look.delivered(), look.deliveredBelow());
                } else if (isLate) {
                    view.post(look.deliveredBelow());
                }
            } else if (isStored && failure instanceof NodeEndedException) {
                leave(); // the line is pending, and stays so
            } else if (live != null) {
                live.settle(look.failed(isStored, failure), look.failedBelow(isStored, failure));
            } else {
                view.post(look.failedBelow(isStored, failure));
            }
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
