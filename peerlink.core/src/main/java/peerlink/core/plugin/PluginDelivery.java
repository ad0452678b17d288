package peerlink.core.plugin;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import peerlink.api.Delivery;
import peerlink.api.Message;

/**
 * Follows a message for one plugin as long as that has not ended. The node holds a message for days
 * if its peer is away, and with it all that waits for it: so the plugin's code waits for stages of
 * its own, which are cut off.
 */
final class PluginDelivery implements Delivery {
    private final Delivery delivery;
    private final PluginLife life;
    private final HeldLinks held;

    // guarded by this; made when the plugin asks, as most ask for one of them at most
    private @Nullable CompletionStage<Void> stored;
    private @Nullable CompletionStage<Void> acknowledged;

    /** A stage that the plugin waits for, and its end. */
    private record Waiting(CompletableFuture<Void> own, Runnable letGo) {}

    /**
     * @param held cuts the stages off when the plugin ends
     */
    PluginDelivery(Delivery delivery, PluginLife life, HeldLinks held) {
        this.delivery = delivery;
        this.life = life;
        this.held = held;
    }

    private static CompletionStage<Void> own(CompletionStage<Void> stage, HeldLinks held) {
        CompletableFuture<Void> own = new CompletableFuture<>();
        // the node's stage leads to this cell alone, which is empty once the plugin has ended
        AtomicReference<@Nullable Waiting> cell = new AtomicReference<>();
        AutoCloseable end = () -> cell.set(null);
        cell.set(new Waiting(own, () -> held.letGo(end)));
        held.keep(end);
        stage.whenComplete(
                (value, failure) -> {
                    Waiting waiting = cell.getAndSet(null);
                    if (waiting != null) {
                        waiting.letGo().run();
                        follow(waiting.own(), value, failure);
                    }
                });
        return own.minimalCompletionStage();
    }

    private static void follow(
            CompletableFuture<Void> own, Void value, @Nullable Throwable failure) {
        if (failure == null) {
            own.complete(value);
        } else {
            own.completeExceptionally(failure);
        }
    }

    @Override
    public Message message() {
        return delivery.message();
    }

    @Override
    public synchronized CompletionStage<Void> stored() {
        if (stored == null) {
            stored = own(delivery.stored(), held);
        }
        return stored;
    }

    @Override
    public synchronized CompletionStage<Void> acknowledged() {
        if (acknowledged == null) {
            acknowledged = own(delivery.acknowledged(), held);
        }
        return acknowledged;
    }

    @Override
    public void await(Duration timeout) throws IOException, InterruptedException {
        life.requireLife();
        delivery.await(timeout);
    }
}
