package peerlink.registry.relay;

import java.io.InterruptedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import peerlink.api.Bytes;
import peerlink.api.Circuit;
import peerlink.api.PeerId;

/** One call that waits for its answer: the called peer's connection. */
final class Call {
    private final Bytes number;
    private final PeerId called;
    private final CompletableFuture<Circuit> answer = new CompletableFuture<>();

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
     * Hands the called peer's connection over to the caller's thread.
     *
     * @return false if that waits no more; the connection stays the called peer's
     */
    boolean answer(Circuit own) {
        return answer.complete(own);
    }
}
