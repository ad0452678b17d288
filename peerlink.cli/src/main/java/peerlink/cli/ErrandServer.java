package peerlink.cli;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import peerlink.core.Node;
import peerlink.core.NodeEndedException;

/**
 * Does the errands of other processes of the same user and profile, each on a thread of its own: none waits for another one's
 * peer. An errand whose process ends is given up.
 */
final class ErrandServer implements AutoCloseable {
    /** How many errands are done at the same time; further ones wait. */
    static final int MOST = 256;

    private static final System.Logger LOG = System.getLogger(ErrandServer.class.getName());
    private static final Duration TO_ASK = Duration.ofSeconds(10);
    private static final Duration TO_ANSWER = Duration.ofSeconds(1);

    private final ProfileSocket socket;
    private final Errands errands;
    private final Semaphore room = new Semaphore(MOST);
    private volatile boolean ending;

    private ErrandServer(ProfileSocket socket, Errands errands) {
        this.socket = socket;
        this.errands = errands;
    }

    /**
     * Begins to serve.
     *
     * @param directory the profile's
     */
    static ErrandServer open(Path directory, Node node) throws IOException {
        ErrandServer server = new ErrandServer(ProfileSocket.bind(directory), new Errands(node));
        Thread.ofVirtual().name("errands").start(server::accept);
        return server;
    }

    private void accept() {
        try {
            while (true) {
                room.acquire();
                SocketChannel accepted = socket.accept();
                Thread.ofVirtual().name("errand").start(() -> serve(accepted));
            }
        } catch (ClosedChannelException e) {
            room.release(); // the end
        } catch (IOException e) {
            LOG.log(Level.WARNING, "no more errands of other processes are taken", e);
            room.release();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void serve(SocketChannel channel) {
        try (channel) {
            ErrandLink link = new ErrandLink(channel);
            Errand errand = asked(channel, link);
            link.send(new Reply.Taken());
            link.send(reply(errand, link));
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "an errand's process has gone", e);
        } catch (InterruptedException e) {
            LOG.log(Level.DEBUG, "an errand's process ended before it was done");
        } finally {
            room.release();
        }
    }

    private static Errand asked(SocketChannel channel, ErrandLink link) throws IOException {
        AtomicBoolean isAsked = new AtomicBoolean();
        CompletableFuture.delayedExecutor(TO_ASK.toMillis(), TimeUnit.MILLISECONDS)
                .execute(
                        () -> {
                            if (!isAsked.get()) {
                                close(channel);
                            }
                        });
        Errand errand = link.errand();
        isAsked.set(true);
        return errand;
    }

    private Reply reply(Errand errand, ErrandLink link) throws InterruptedException {
        Thread performer = Thread.currentThread();
        AtomicBoolean isDone = new AtomicBoolean();
        Thread.ofVirtual()
                .name("errand-watch")
                .start(
                        () -> {
                            awaitEnd(link);
                            if (!isDone.get()) {
                                performer.interrupt();
                            }
                        });
        AtomicBoolean isStored = new AtomicBoolean();
        try {
            Outcome outcome =
                    errands.perform(
                            errand,
                            told -> {
                                isStored.compareAndSet(false, told instanceof Reply.Stored);
                                tell(link, told);
                            });
            // what failed because the node ends is for another process to try
            return outcome.exitCode() != ExitCode.OK && ending && !isStored.get()
                    ? new Reply.Left()
                    : new Reply.Done(outcome);
        } catch (NodeEndedException e) {
            return new Reply.Left();
        } finally {
            isDone.set(true);
        }
    }

    private static void awaitEnd(ErrandLink link) {
        try {
            link.awaitEnd();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "an errand's process has gone", e);
        }
    }

    private static void tell(ErrandLink link, Reply reply) {
        try {
            link.send(reply);
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "an errand's process has gone", e); // so it is given up
        }
    }

    private static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "closing a socket failed", e);
        }
    }

    /** Takes no more errands, and waits for those that it has to be done, for a time. */
    void finish(Duration time) {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "closing a socket failed", e);
        }
        awaitNone(time);
        ending = true;
    }

    /** Lets those that are left have their answers. To be called when the node has ended. */
    @Override
    public void close() {
        finish(TO_ANSWER);
    }

    private void awaitNone(Duration time) {
        try {
            if (room.tryAcquire(MOST, time.toMillis(), TimeUnit.MILLISECONDS)) {
                room.release(MOST);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
