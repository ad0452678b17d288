package peerlink.cli.local;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import peerlink.api.Printable;
import peerlink.api.thread.SocketThreads;
import peerlink.cli.program.ExitCode;
import peerlink.core.model.NodeEndedException;

/**
 * One process of the same user that has connected, and its request: one lock guards its answers and
 * its end. The thread that serves it performs the request; another one watches for the end of the
 * process.
 */
final class LocalCall implements LocalCaller {
    private static final System.Logger LOG = System.getLogger(LocalCall.class.getName());
    private static final Duration TO_ASK = Duration.ofSeconds(10);

    private final SocketChannel channel;
    private final LocalService service;
    private final BooleanSupplier isEnding;
    private final LocalChannel link;
    private final long began = System.nanoTime();
    private final BlockingQueue<Optional<String>> replies = new ArrayBlockingQueue<>(1);
    private final ReentrantLock lock = new ReentrantLock();

    // the lock guards these
    private boolean isAsked;
    private boolean isStored;
    private boolean isAnswered;
    private boolean isOnce;

    /**
     * @param isEnding tells whether requests can no longer succeed here
     */
    LocalCall(SocketChannel channel, LocalService service, BooleanSupplier isEnding) {
        this.channel = channel;
        this.service = service;
        this.isEnding = isEnding;
        this.link = new LocalChannel(channel);
    }

    /** Returns when it connected, by {@link System#nanoTime}. */
    long began() {
        return began;
    }

    boolean isAsked() {
        lock.lock();
        try {
            return isAsked;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for the request, and performs it.
     *
     * @throws IOException if the process has gone
     * @throws InterruptedException if the process has gone before its request was done
     */
    void serve() throws IOException, InterruptedException {
        CompletableFuture.delayedExecutor(TO_ASK.toMillis(), TimeUnit.MILLISECONDS)
                .execute(this::endUnlessAsked);
        byte[] first = link.line();
        if (!LocalChannel.isRequest(first)) {
            asked(true);
            service.converse(link.begun(first), channel);
            return;
        }
        LocalRequest request = link.request(first);
        asked(request.isOnce());
        try (LocalService.Place place = service.place(request)) {
            if (place.refusal().isPresent()) {
                answer(new LocalAnswer.Done(place.refusal().get()));
                return;
            }
            if (request instanceof LocalRequest.Attach attach) {
                attach(attach);
            } else {
                perform(request);
            }
        }
    }

    private void perform(LocalRequest request) throws IOException, InterruptedException {
        send(new LocalAnswer.Taken());
        Thread performer = Thread.currentThread();
        SocketThreads.start("peerlink local-watch", () -> watch(performer));
        try {
            Outcome outcome = service.requests().perform(request, this);
            answer(
                    // a request that failed because the node ends is for another process to try
                    outcome.exitCode() != ExitCode.OK
                                    && isEnding.getAsBoolean()
                                    && !isStored()
                                    && !request.isOnce()
                            ? new LocalAnswer.Left()
                            : new LocalAnswer.Done(outcome));
        } catch (NodeEndedException e) {
            answer(new LocalAnswer.Left());
        }
    }

    /** Runs a chat on the process's terminal, or tells why not. */
    private void attach(LocalRequest.Attach request) throws IOException, InterruptedException {
        try {
            Outcome outcome = service.requests().perform(request, this);
            if (outcome.exitCode() != ExitCode.OK) {
                answer(new LocalAnswer.Done(outcome));
                return;
            }
        } catch (NodeEndedException e) {
            answer(new LocalAnswer.Left());
            return;
        }
        answer(new LocalAnswer.Taken());
        service.attaching().chat(request, link.terminal());
    }

    private void asked(boolean isOnce) {
        lock.lock();
        try {
            isAsked = true;
            this.isOnce = isOnce;
        } finally {
            lock.unlock();
        }
    }

    private void endUnlessAsked() {
        lock.lock();
        try {
            if (!isAsked) {
                end();
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

    private void send(LocalAnswer answer) throws IOException {
        lock.lock();
        try {
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
        end();
    }

    /** Ends the connection. */
    void end() {
        LocalChannel.close(channel);
    }
}
