package peerlink.cli.attach;

import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import peerlink.cli.local.HostedNode;

/**
 * The node of this process's chat. It starts on a thread of its own, so that the user types
 * meanwhile. Used by the thread that reads the keyboard.
 */
final class StartingNode implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(StartingNode.class.getName());

    /** The longest wait for a start that the user has broken off. */
    private static final long TO_END_SECONDS = 3;

    private final FutureTask<Hosted> start;
    private final Thread starter;

    // this guards these
    private boolean isFailed;
    private boolean isLeft;

    /** A node with the chats at it. */
    record Hosted(HostedNode node, AttachedChats chats) {}

    private StartingNode(Callable<Hosted> start, Runnable failed) {
        this.start =
                new FutureTask<>(
                        () -> {
                            try {
                                return start.call();
                            } catch (Exception | Error e) {
                                fail(failed);
                                throw e;
                            }
                        });
        this.starter =
                Thread.ofPlatform().daemon().name("peerlink chat-starter").unstarted(this.start);
    }

    /**
     * Begins the start.
     *
     * @param failed called on the thread of the start if it fails while the chat goes on; must not
     *     block
     */
    static StartingNode start(Callable<Hosted> start, Runnable failed) {
        StartingNode starting = new StartingNode(start, failed);
        starting.starter.start();
        return starting;
    }

    /** Tells of a failure, unless the chat is over: its thread must not be interrupted then. */
    private synchronized void fail(Runnable failed) {
        if (!isLeft) {
            isFailed = true;
            failed.run();
        }
    }

    /** Notes that the chat is over, and tells whether a failure was told of before. */
    private synchronized boolean leave() {
        isLeft = true;
        return isFailed;
    }

    /**
     * Returns the node once the chat is over; nothing if the user has left before it was there.
     *
     * @throws Exception the failure of the start, which has ended the chat
     */
    Optional<Hosted> begun() throws Exception {
        boolean hasFailed = leave();
        if (hasFailed) {
            Thread.interrupted(); // the failure's, if the user has left at the same moment
        } else {
            starter.interrupt(); // means nothing to a start that is over
        }
        try {
            return Optional.of(start.get(TO_END_SECONDS, TimeUnit.SECONDS));
        } catch (ExecutionException e) {
            if (hasFailed) {
                throw e.getCause() instanceof Exception cause ? cause : e;
            }
            LOG.log(Level.DEBUG, "a start was broken off", e);
        } catch (TimeoutException e) {
            start.cancel(false); // nobody waits for it a second time
            LOG.log(Level.DEBUG, "a start goes on, and ends with the process", e);
        }
        return Optional.empty();
    }

    /** Ends the node, unless it has ended, or breaks its start off. */
    @Override
    public void close() {
        if (start.isCancelled()) {
            return;
        }
        try {
            begun().ifPresent(hosted -> hosted.node().close());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            LOG.log(Level.DEBUG, "a start was broken off", e);
        }
    }
}
