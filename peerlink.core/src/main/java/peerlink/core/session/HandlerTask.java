package peerlink.core.session;

import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import peerlink.core.guard.CallBody;

/**
 * A message or a note for the user and the handlers.
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
         * Tells the user of it, and hands it to the handlers, which may go on when this returns.
         *
         * @param handling learns of the end of each part
         */
        void perform(Handling handling) throws InterruptedException;
    }

    /** The queue that a task comes from. */
    interface Queue {
        /** Tells whether the node has ended meanwhile, so that its next run does the work again. */
        boolean wasCutOff();

        /** Notes that all handlers are through with the task. */
        void handled(HandlerTask task);

        /** Marks a handler's code as such. */
        <T> CallBody<T> asHandler(CallBody<T> body);
    }

    /** Does the work on the calling thread. */
    void perform(Queue queue) {
        Parts parts = new Parts(queue);
        try {
            work.perform(parts);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return; // the node's next run handles it again
        } catch (Throwable e) {
            // the next message must be handled, whatever was thrown
            LOG.log(Level.ERROR, "failed to handle what a peer sent", e);
            parts.told();
        }
        parts.handled();
    }

    private final class Parts implements Handling {
        private final Queue queue;

        /** The handlers that are not through, and the work itself. */
        private final AtomicInteger handlers = new AtomicInteger(1);

        /** The handlers are one part, the user the other. */
        private final AtomicInteger open = new AtomicInteger(2);

        private final AtomicBoolean isTold = new AtomicBoolean();

        Parts(Queue queue) {
            this.queue = queue;
        }

        @Override
        public void told() {
            if (!isTold.getAndSet(true)) {
                end();
            }
        }

        @Override
        public Runnable begin() {
            handlers.incrementAndGet();
            return this::handled;
        }

        @Override
        public <T> CallBody<T> asHandler(CallBody<T> body) {
            return queue.asHandler(body);
        }

        void handled() {
            if (!queue.wasCutOff() && handlers.decrementAndGet() == 0) {
                queue.handled(HandlerTask.this);
                end();
            }
        }

        private void end() {
            if (open.decrementAndGet() == 0) {
                onFinished.run();
            }
        }
    }
}
