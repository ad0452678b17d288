package peerlink.core.session;

import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * A message or a note that is for the handlers of a peer.
 *
 * @param size of the message, in bytes
 * @param isNote whether no message brings it
 * @param onFinished called when the handlers and the user have had it; not if the node ends before
 */
record HandlerTask(Work work, int size, boolean isNote, Runnable onFinished) {
    private static final System.Logger LOG = System.getLogger(HandlerTask.class.getName());

    /** Says what is done. */
    interface Work {
        /**
         * Does it, and has the user told of it.
         *
         * @param onTold to be called once the user was told, or is not to be
         */
        void perform(Runnable onTold) throws InterruptedException;
    }

    /**
     * Does it, on the thread that calls.
     *
     * @param wasCutOff tells whether the node has ended meanwhile: then the next one does it again
     */
    void perform(BooleanSupplier wasCutOff) {
        // the handlers are the one part, the user who is told is the other one
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
            return; // the next node handles it again
        } catch (Throwable e) {
            // whatever it is: the next message must be handled all the same
            LOG.log(Level.ERROR, "failed to handle what a peer sent", e);
            part.run();
        }
        if (!wasCutOff.getAsBoolean()) {
            part.run();
        }
    }
}
