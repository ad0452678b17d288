package peerlink.core;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import peerlink.api.Delivery;
import peerlink.api.Message;
import peerlink.api.PeerUnavailableException;
import peerlink.api.RefusedException;

/** A message of our own on one link. */
final class Outgoing implements Delivery {
    private final Message message;
    private final CompletableFuture<Void> acknowledged = new CompletableFuture<>();

    Outgoing(Message message) {
        this.message = message;
    }

    @Override
    public Message message() {
        return message;
    }

    @Override
    public CompletionStage<Void> acknowledged() {
        return acknowledged.minimalCompletionStage();
    }

    @Override
    public void await(Duration timeout) throws IOException, InterruptedException {
        try {
            acknowledged.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new PeerUnavailableException(
                    "the message was not acknowledged within %.0f s"
                            .formatted(timeout.toMillis() / 1000.0),
                    e);
        } catch (ExecutionException e) {
            throw switch (e.getCause()) {
                case RefusedException refused -> refused;
                case null -> new IOException(e);
                case Throwable cause -> new IOException(Failures.reason(cause), cause);
            };
        }
    }

    void complete() {
        acknowledged.complete(null);
    }

    void fail(IOException reason) {
        acknowledged.completeExceptionally(reason);
    }
}
