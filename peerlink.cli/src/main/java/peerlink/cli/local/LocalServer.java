package peerlink.cli.local;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import peerlink.api.Printable;
import peerlink.api.thread.SocketThreads;
import peerlink.cli.program.ExitCode;
import peerlink.cli.rpc.RpcService;
import peerlink.core.model.NodeEndedException;

/**
 * Performs the local requests of other processes of the same user and profile, each on a thread of
 * its own, so that none waits for another one's peer. Gives up a request whose process ends.
 *
 * <p>The file is longer than most, as one lock guards a call, its answers and its end.
 */
final class LocalServer implements AutoCloseable {
    /** The largest number of requests at the same time; further ones wait. */
    static final int MOST = 256;

    private static final System.Logger LOG = System.getLogger(LocalServer.class.getName());
    private static final Duration TO_ASK = Duration.ofSeconds(10);
    private static final Duration TO_ANSWER = Duration.ofSeconds(1);

    private final ProfileSocket socket;
    private final LocalRequests requests;
    private final RpcService rpc;
    private final Attaching attaching;
    private final Semaphore room = new Semaphore(MOST);
    private final Set<Call> calls = ConcurrentHashMap.newKeySet();
    private volatile boolean ending;

    private LocalServer(
            ProfileSocket socket, LocalRequests requests, Attaching attaching, RpcService rpc) {
        this.socket = socket;
        this.requests = requests;
        this.attaching = attaching;
        this.rpc = rpc;
    }

    /**
     * Begins to serve.
     *
     * @param directory the profile's folder
     * @param requests performs the requests
     * @param attaching runs chats on other processes' terminals
     * @param rpc serves bots
     */
    static LocalServer open(
            Path directory, LocalRequests requests, Attaching attaching, RpcService rpc)
            throws IOException {
        LocalServer server =
                new LocalServer(ProfileSocket.bind(directory), requests, attaching, rpc);
        SocketThreads.start("peerlink local-acceptor", server::accept);
        return server;
    }

    private void accept() {
        try {
            while (true) {
                if (!room.tryAcquire()) {
                    endOneThatAskedNothing();
                    room.acquire();
                }
                SocketChannel accepted = socket.accept();
                SocketThreads.start("peerlink local-request", () -> serve(accepted));
            }
        } catch (ClosedChannelException e) {
            room.release(); // the end
        } catch (IOException e) {
            LOG.log(Level.WARNING, "no more requests of other processes are taken", e);
            room.release();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Makes room: connections that ask for nothing keep none that does from its answer. */
    private void endOneThatAskedNothing() {
        calls.stream()
                .filter(call -> !call.isAsked())
                .min(Comparator.comparingLong(call -> call.began))
                .ifPresent(call -> close(call.channel));
    }

    private void serve(SocketChannel channel) {
        Call call = new Call(channel);
        calls.add(call);
        try (channel) {
            call.serve();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "a request's process has gone", e);
        } catch (InterruptedException e) {
            LOG.log(Level.DEBUG, "a request's process ended before it was done");
        } finally {
            calls.remove(call);
            room.release();
        }
    }

    /** One process that has connected, and its request. */
    private final class Call implements LocalCaller {
        private final SocketChannel channel;
        private final LocalChannel link;
        private final long began = System.nanoTime();
        private final BlockingQueue<Optional<String>> replies = new ArrayBlockingQueue<>(1);
        private final ReentrantLock lock = new ReentrantLock();

        // the lock guards these
        private boolean isAsked;
        private boolean isStored;
        private boolean isAnswered;
        private boolean isOnce;

        Call(SocketChannel channel) {
            this.channel = channel;
            this.link = new LocalChannel(channel);
        }

        void serve() throws IOException, InterruptedException {
            CompletableFuture.delayedExecutor(TO_ASK.toMillis(), TimeUnit.MILLISECONDS)
                    .execute(this::endUnlessAsked);
            byte[] first = link.line();
            if (!LocalChannel.isRequest(first)) {
                converse(first);
                return;
            }
            LocalRequest request = link.request(first);
            if (request instanceof LocalRequest.Attach attach) {
                attach(attach);
                return;
            }
            send(new LocalAnswer.Taken());
            onlyOnce(request.isOnce());
            Thread performer = Thread.currentThread();
            SocketThreads.start("peerlink local-watch", () -> watch(performer));
            try {
                Outcome outcome = requests.perform(request, this);
                answer(
                        // a request that failed because the node ends is for another process to try
                        outcome.exitCode() != ExitCode.OK
                                        && ending
                                        && !isStored()
                                        && !request.isOnce()
                                ? new LocalAnswer.Left()
                                : new LocalAnswer.Done(outcome));
            } catch (NodeEndedException e) {
                answer(new LocalAnswer.Left());
            }
        }

        /** Serves a bot for as long as it is connected. */
        private void converse(byte[] first) throws IOException, InterruptedException {
            lock.lock();
            try {
                isAsked = true;
                isOnce = true;
            } finally {
                lock.unlock();
            }
            byte[] rest = link.rest();
            byte[] begun = new byte[first.length + 1 + rest.length];
            System.arraycopy(first, 0, begun, 0, first.length);
            begun[first.length] = '\n';
            System.arraycopy(rest, 0, begun, first.length + 1, rest.length);
            rpc.serve(begun, channel, channel, Optional.empty());
        }

        /** Runs a chat on the process's terminal, or tells why not. */
        private void attach(LocalRequest.Attach request) throws IOException, InterruptedException {
            onlyOnce(true);
            try {
                Outcome outcome = requests.perform(request, this);
                if (outcome.exitCode() != ExitCode.OK) {
                    answer(new LocalAnswer.Done(outcome));
                    return;
                }
            } catch (NodeEndedException e) {
                answer(new LocalAnswer.Left());
                return;
            }
            answer(new LocalAnswer.Taken());
            attaching.chat(request, link.terminal());
        }

        private boolean isAsked() {
            lock.lock();
            try {
                return isAsked;
            } finally {
                lock.unlock();
            }
        }

        private void endUnlessAsked() {
            lock.lock();
            try {
                if (!isAsked) {
                    close(channel);
                }
            } finally {
                lock.unlock();
            }
        }

        /** Gives the request up when its process ends. */
        private void watch(Thread performer) {
            try {
                while (true) {
                    // one that was not asked for, or is too late, is left out
                    replies.offer(link.reply());
                }
            } catch (IOException e) {
                LOG.log(Level.DEBUG, "a request's process has gone", e);
            }
            lock.lock();
            try {
                if (!isAnswered) {
                    performer.interrupt();
                }
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void tell(LocalAnswer answer) {
            try {
                send(answer);
            } catch (IOException e) {
                LOG.log(Level.DEBUG, "a request's process has gone", e); // it is being given up
            }
        }

        @Override
        public Optional<String> ask(String question) throws InterruptedException {
            replies.clear();
            tell(new LocalAnswer.Question(question));
            return replies.take();
        }

        @Override
        public boolean copiesInput(Path file) throws IOException, InterruptedException {
            replies.clear();
            tell(new LocalAnswer.InputWanted(file));
            Optional<String> fault = replies.take();
            if (fault.isPresent() && !fault.get().isEmpty()) {
                throw new IOException(Printable.line(fault.get()));
            }
            return fault.isPresent();
        }

        private void onlyOnce(boolean isOnce) {
            lock.lock();
            try {
                this.isOnce = isOnce;
            } finally {
                lock.unlock();
            }
        }

        private void send(LocalAnswer answer) throws IOException {
            lock.lock();
            try {
                isAsked = true;
                isStored |= answer instanceof LocalAnswer.Stored;
                if (!isAnswered) {
                    link.send(answer);
                }
            } finally {
                lock.unlock();
            }
        }

        private void answer(LocalAnswer last) throws IOException {
            lock.lock();
            try {
                send(last);
                isAnswered = true;
            } finally {
                lock.unlock();
            }
        }

        private boolean isStored() {
            lock.lock();
            try {
                return isStored;
            } finally {
                lock.unlock();
            }
        }

        /** Leaves the request to other processes, since it can no longer succeed here. */
        void leave() {
            try {
                lock.lock();
                try {
                    // else its process ends with the error that the fate is not known
                    if (isAsked && !isOnce) {
                        answer(new LocalAnswer.Left());
                    }
                } finally {
                    lock.unlock();
                }
            } catch (IOException e) {
                LOG.log(Level.DEBUG, "a request's process has gone", e);
            }
            close(channel);
        }
    }

    static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "closing a socket failed", e);
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
        ending = true;
    }

    /**
     * Lets the remaining requests have their answers. To be called after {@link #finish}, when the
     * node has ended.
     */
    @Override
    public void close() {
        awaitNone(TO_ANSWER);
        calls.forEach(Call::leave);
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
