package peerlink.core.session;

import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * A message or a note for the handlers of a peer.
 *
 * @param size the size of the message, in bytes
 * @param isNote whether the task belongs to no message
 * @param onFinished called when the handlers and the user have had it; not if the node ends before
 */
record HandlerTask(Work work, int size, boolean isNote, Runnable onFinished) {
    private static final System.Logger LOG = System.getLogger(HandlerTask.class.getName());

    /** The work of a task. */
    interface Work {
        /**
         * Does the work, and tells the user of it.
         *
         * @param onTold called by the work once the user was told, or is not to be told
         */
        void perform(Runnable onTold) throws InterruptedException;
    }

    /**
     * Does the work on the calling thread.
     *
     * @param wasCutOff tells whether the node has ended meanwhile, so that its next run does the
     *     work again
     */
    void perform(BooleanSupplier wasCutOff) {
        // the handlers are one part, the user the other
        AtomicInteger parts = new AtomicInteger(2);
        Runnable part =
                () -> {
                    if (parts.decrementAndGet() == 0) {
                        onFinished.run();
                    }
                };
        try {
            work.perform(part);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return; // the node's next run handles it again
        } catch (Throwable e) {
            // whatever was thrown, the next message must be handled
            LOG.log(Level.ERROR, "failed to handle what a peer sent", e);
            part.run();
        }
        if (!wasCutOff.getAsBoolean()) {
            part.run();
        }
    }
}
