package peerlink.core.session;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** An attempt to open a link, for which several threads may wait. One of them makes it. */
final class OpenAttempt {
    private final CompletableFuture<MessageLink> link = new CompletableFuture<>();

    /** Returns one that has succeeded. */
    static OpenAttempt of(MessageLink opened) {
        OpenAttempt attempt = new OpenAttempt();
        attempt.succeeded(opened);
        return attempt;
    }

    void succeeded(MessageLink opened) {
        link.complete(opened);
    }

    void failed(Throwable failure) {
        link.completeExceptionally(failure);
    }

    /** Waits for the link that another thread opens. */
    MessageLink await() throws IOException {
        try {
            return link.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case IOException failure -> throw failure;
                case RuntimeException failure -> throw failure;
                case null, default -> throw new IOException(e);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted before a link was open");
        }
    }
}
