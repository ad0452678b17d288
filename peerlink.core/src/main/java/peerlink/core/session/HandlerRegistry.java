package peerlink.core.session;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import peerlink.api.Conversation;
import peerlink.api.Message;
import peerlink.api.MessageHandler;
import peerlink.api.Printable;
import peerlink.api.Registration;

/**
 * Holds the message handlers of a node, in the order of their registration. An exception in one
 * harms no other.
 */
public final class HandlerRegistry {
    /**
     * A handler and its owner.
     *
     * @param owner the plugin's name, or the class of a handler that came with the node
     */
    record Owned(String owner, MessageHandler handler) {}

    private interface Call {
        void make() throws Exception;
    }

    private final CopyOnWriteArrayList<Owned> handlers = new CopyOnWriteArrayList<>();
    private final BiConsumer<String, String> onFailure;
    private volatile boolean ending;

    /**
     * @param onFailure gets the owner and the reason when a handler throws
     */
    public HandlerRegistry(BiConsumer<String, String> onFailure) {
        this.onFailure = onFailure;
    }

    public Registration add(String owner, MessageHandler handler) {
        Owned entry = new Owned(owner, handler);
        handlers.add(entry);
        return () -> handlers.removeIf(other -> other == entry);
    }

    /** Lets interrupts through from now on, so that the handlers end. */
    void end() {
        ending = true;
    }

    boolean isEmpty() {
        return handlers.isEmpty();
    }

    /** Returns the handlers that want to see the message. */
    List<Owned> accepting(Message message) {
        return handlers.isEmpty()
                ? List.of()
                : handlers.stream().filter(entry -> accepts(entry, message)).toList();
    }

    void handle(List<Owned> accepting, Message message, Conversation conversation) {
        for (Owned entry : accepting) {
            guarded(entry, () -> entry.handler().handle(message, conversation));
        }
    }

    void delivered(Message message, Conversation conversation) {
        for (Owned entry : accepting(message)) {
            guarded(entry, () -> entry.handler().delivered(message, conversation));
        }
    }

    private boolean accepts(Owned entry, Message message) {
        boolean[] result = {false};
        guarded(entry, () -> result[0] = entry.handler().accepts(message));
        return result[0];
    }

    private void guarded(Owned entry, Call call) {
        try {
            call.make();
        } catch (InterruptedException e) {
            if (ending) {
                Thread.currentThread().interrupt();
            } else {
                onFailure.accept(entry.owner(), Printable.reason(e));
            }
        } catch (Throwable e) {
            // one catch point for everything that a plugin's code throws, errors of the JVM
            // included
            onFailure.accept(entry.owner(), Printable.reason(e));
        } finally {
            keepInterruptFromOthers();
        }
    }

    /**
     * Clears the interrupt that a handler has left, which would close the file that the next one
     * writes.
     */
    private void keepInterruptFromOthers() {
        if (Thread.interrupted() && ending) {
            Thread.currentThread().interrupt();
        }
    }
}
