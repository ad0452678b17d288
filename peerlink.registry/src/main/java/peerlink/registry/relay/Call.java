package peerlink.registry.relay;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import peerlink.api.Bytes;
import peerlink.api.Circuit;
import peerlink.api.PeerId;

/**
 * One call that waits for its answer: the caller's thread waits for the called peer's connection,
 * and that one's thread then waits for the two to be joined.
 */
final class Call {
    private final Bytes number;
    private final PeerId called;
    private final CompletableFuture<Circuit> answer = new CompletableFuture<>();
    private final CompletableFuture<@Nullable Splice> joined = new CompletableFuture<>();

    /**
     * @param called the peer that may answer
     */
    Call(Bytes number, PeerId called) {
        this.number = number;
        this.called = called;
    }

    Bytes number() {
        return number;
    }

    PeerId called() {
        return called;
    }

    /**
     * Waits for the called peer's connection.
     *
     * @throws RelayRefusal if the peer declines, or the time is over
     */
    Circuit await(long millis) throws RelayRefusal, InterruptedIOException {
        try {
            return answer.get(millis, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            RelayRefusal late =
                    new RelayRefusal(
                            RelayCode.NO_ANSWER, "the peer has a place here and does not answer");
            if (answer.completeExceptionally(late)) {
                throw late;
            }
            return await(millis);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RelayRefusal refusal) {
                throw refusal;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while a call waited");
        }
    }

    /** Ends the call unless it was answered: the peer has too many. */
    void decline() {
        answer.completeExceptionally(
                new RelayRefusal(RelayCode.BUSY, "the peer takes no more circuits now", 5_000));
    }

    /**
     * Hands the called peer's connection over, and waits until it is joined to the caller's.
     *
     * @throws IOException if the caller waits no more
     */
    Splice answer(Circuit own) throws IOException {
        if (!answer.complete(own)) {
            throw new IOException("the caller waits no more");
        }
        Splice splice = joined.join();
        if (splice == null) {
            throw new IOException("the caller has left");
        }
        return splice;
    }

    /**
     * Lets the called peer's thread go on.
     *
     * @param splice null if the caller has left
     */
    void join(@Nullable Splice splice) {
        joined.complete(splice);
    }
}
