package peerlink.core.session;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Opens a link once for several threads: one of them makes it, the others wait for it. */
final class OpenAttempt {
    private final CompletableFuture<MessageLink> link = new CompletableFuture<>();

    /** Returns an attempt that has succeeded. */
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
