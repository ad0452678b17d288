package peerlink.cli.local;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import peerlink.api.thread.SocketThreads;

/**
 * Performs the local requests of other processes of the same user and profile, each on a thread of
 * its own, so that none waits for another one's peer. Gives up a request whose process ends.
 */
final class LocalServer implements AutoCloseable {
    /**
     * The largest number of connections at the same time: beside the requests, a few that have not
     * asked yet, or are told that there is no room.
     */
    static final int MOST = LocalService.MOST + 16;

    private static final System.Logger LOG = System.getLogger(LocalServer.class.getName());
    private static final Duration TO_ANSWER = Duration.ofSeconds(1);

    private final ProfileSocket socket;
    private final LocalService service;
    private final Semaphore doors = new Semaphore(MOST);
    private final Set<LocalCall> calls = ConcurrentHashMap.newKeySet();
    private volatile boolean isEnding;

    private LocalServer(ProfileSocket socket, LocalService service) {
        this.socket = socket;
        this.service = service;
    }

    /**
     * Begins to serve.
     *
     * @param directory the profile's folder
     */
    static LocalServer open(Path directory, LocalService service) throws IOException {
        LocalServer server = new LocalServer(ProfileSocket.bind(directory), service);
        SocketThreads.start("peerlink local-acceptor", server::accept);
        return server;
    }

    private void accept() {
        try {
            while (true) {
                if (!doors.tryAcquire()) {
                    endOneThatAskedNothing();
                    doors.acquire();
                }
                SocketChannel accepted = socket.accept();
                SocketThreads.start("peerlink local-request", () -> serve(accepted));
            }
        } catch (ClosedChannelException e) {
            doors.release(); // the end
        } catch (IOException e) {
            LOG.log(Level.WARNING, "no more requests of other processes are taken", e);
            doors.release();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Makes room: connections that ask for nothing keep none that does from its answer. */
    private void endOneThatAskedNothing() {
        calls.stream()
                .filter(call -> !call.isAsked())
                .min(Comparator.comparingLong(LocalCall::began))
                .ifPresent(LocalCall::end);
    }

    private void serve(SocketChannel channel) {
        LocalCall call = new LocalCall(channel, service, () -> isEnding);
        calls.add(call);
        try (channel) {
            call.serve();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "a request's process has gone", e);
        } catch (InterruptedException e) {
            LOG.log(Level.DEBUG, "a request's process ended before it was done");
        } finally {
            calls.remove(call);
            doors.release();
        }
    }

    /**
     * Takes no more requests, and waits a limited time for those that it has. To be called once,
     * while this process still has the profile's messages open: the next process makes a socket of
     * its own.
     */
    void finish(Duration time) {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "closing a socket failed", e);
        }
        awaitNone(time);
        isEnding = true;
    }

    /**
     * Lets the remaining requests have their answers. To be called after {@link #finish}, when the
     * node has ended.
     */
    @Override
    public void close() {
        awaitNone(TO_ANSWER);
        calls.forEach(LocalCall::leave);
    }

    private void awaitNone(Duration time) {
        try {
            if (doors.tryAcquire(MOST, time.toMillis(), TimeUnit.MILLISECONDS)) {
                doors.release(MOST);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
