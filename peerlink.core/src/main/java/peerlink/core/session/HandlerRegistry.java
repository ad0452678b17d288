package peerlink.core.session;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import peerlink.api.Arrival;
import peerlink.api.Conversation;
import peerlink.api.Message;
import peerlink.api.MessageHandler;
import peerlink.api.Registration;
import peerlink.core.guard.CallFailedException;
import peerlink.core.guard.CallFailedException.Kind;
import peerlink.core.guard.CallLimits;
import peerlink.core.guard.GuardedCalls;

/**
 * Holds the message handlers of a node, in the order of their registration. One that throws, blocks
 * or spins harms no other, and delays no message. Safe for use by several threads.
 */
public final class HandlerRegistry {
    private final CopyOnWriteArrayList<OwnedHandler> handlers = new CopyOnWriteArrayList<>();
    private final BiConsumer<String, String> onFailure;
    private volatile boolean ending;

    /**
     * @param onFailure gets the owner and the reason when a handler throws or is too slow
     */
    public HandlerRegistry(BiConsumer<String, String> onFailure) {
        this.onFailure = onFailure;
    }

    /**
     * Adds a handler of the program that the node runs in. It has threads of its own, and is
     * removed if it is too slow too often.
     *
     * @param owner the name of the handler's class
     */
    public Registration add(String owner, MessageHandler handler, CallLimits limits) {
        Registration[] added = new Registration[1];
        GuardedCalls calls =
                new GuardedCalls(
                        owner,
                        handler.getClass().getClassLoader(),
                        limits,
                        new GuardedCalls.Faults() {
                            @Override
                            public void overdue(String reason) {
                                onFailure.accept(owner, reason);
                            }

                            @Override
                            public void setAside(String reason) {
                                onFailure.accept(owner, reason);
                                added[0].close();
                            }
                        });
        Registration registration = add(owner, handler, calls);
        added[0] =
                () -> {
                    registration.close();
                    calls.close();
                };
        return added[0];
    }

    /**
     * Adds a handler.
     *
     * @param owner the plugin's name
     * @param calls makes the calls, and tells of those that take too long
     */
    public Registration add(String owner, MessageHandler handler, GuardedCalls calls) {
        OwnedHandler entry = new OwnedHandler(handler, calls, failure -> failed(owner, failure));
        handlers.add(entry);
        return () -> {
            handlers.removeIf(other -> other == entry);
            entry.close();
        };
    }

    /** Lets interrupts pass from now on, so that the handlers end. */
    void end() {
        ending = true;
    }

    /** Interrupts the handlers that run. */
    void interrupt() {
        handlers.forEach(OwnedHandler::interrupt);
    }

    boolean isEmpty() {
        return handlers.isEmpty();
    }

    /**
     * Hands a message to all handlers. Never waits for one.
     *
     * @param handling learns when each is through
     * @param onAnswered called once: with {@code true} as soon as a handler wants the message, with
     *     {@code false} when all have declined it
     */
    void handle(
            Message message,
            Arrival arrival,
            Conversation conversation,
            Handling handling,
            Consumer<Boolean> onAnswered) {
        List<OwnedHandler> all = List.copyOf(handlers);
        if (all.isEmpty()) {
            onAnswered.accept(false);
        }
        AtomicInteger asked = new AtomicInteger(all.size());
        AtomicBoolean answered = new AtomicBoolean();
        Consumer<Boolean> onAnswer =
                yes -> {
                    boolean isLast = asked.decrementAndGet() == 0;
                    if ((yes || isLast) && !answered.getAndSet(true)) {
                        onAnswered.accept(yes);
                    }
                };
        String about = "a message from " + conversation.peer().name();
        for (OwnedHandler entry : all) {
            MessageHandler handler = entry.handler();
            entry.add(
                    message.from(),
                    new HandlerLane.Job(
                            about,
                            handling.asHandler(() -> handler.accepts(message)),
                            handling.asHandler(
                                    () -> {
                                        handler.handle(message, arrival, conversation);
                                        return true;
                                    }),
                            onAnswer,
                            handling.begin()));
        }
    }

    /** Tells all handlers that a message of ours was delivered. Never waits for one. */
    void delivered(Message message, Conversation conversation, Handling handling) {
        String about = "the delivery of a message to " + conversation.peer().name();
        for (OwnedHandler entry : handlers) {
            MessageHandler handler = entry.handler();
            entry.add(
                    message.to(),
                    new HandlerLane.Job(
                            about,
                            handling.asHandler(() -> handler.accepts(message)),
                            handling.asHandler(
                                    () -> {
                                        handler.delivered(message, conversation);
                                        return true;
                                    }),
                            _ -> {},
                            handling.begin()));
        }
    }

    private void failed(String owner, CallFailedException failure) {
        boolean isEnd = failure.kind() == Kind.INTERRUPTED && ending;
        // those who made an overdue call have heard of it already
        if (!isEnd && failure.kind() != Kind.OVERDUE) {
            onFailure.accept(owner, String.valueOf(failure.getMessage()));
        }
    }
}
