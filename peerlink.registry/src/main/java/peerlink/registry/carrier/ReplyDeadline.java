package peerlink.registry.carrier;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import peerlink.api.Link;
import peerlink.registry.protocol.RelayFrame;

/** Asks a relay for something, with a limit: only closing the link wakes a thread that receives. */
final class ReplyDeadline {
    private ReplyDeadline() {}

    /**
     * Sends a request and waits for its answer.
     *
     * @throws IOException if the link fails, or no answer comes in time; the link is closed then
     */
    static RelayFrame ask(Link link, RelayFrame request, Duration limit) throws IOException {
        CountDownLatch answered = new CountDownLatch(1);
        CompletableFuture<Boolean> late = new CompletableFuture<>();
        Thread.ofVirtual()
                .name("peerlink relay-deadline")
                .start(
                        () -> {
                            late.complete(!isOver(answered, limit));
                            if (late.join()) {
                                link.close();
                            }
                        });
        try {
            link.send(RelayFrame.encode(request));
            return RelayFrame.decode(link.receive(RelayFrame.MAX_FRAME));
        } catch (IOException e) {
            if (late.getNow(false)) {
                throw new IOException("no answer within " + limit.toSeconds() + " s", e);
            }
            throw e;
        } finally {
            answered.countDown();
        }
    }

    private static boolean isOver(CountDownLatch answered, Duration limit) {
        try {
            return answered.await(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts this thread", e);
        }
    }
}
