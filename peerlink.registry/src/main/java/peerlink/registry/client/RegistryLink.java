package peerlink.registry.client;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import peerlink.api.Address;
import peerlink.api.Link;
import peerlink.api.PeerId;
import peerlink.api.Printable;
import peerlink.api.ProtocolViolationException;
import peerlink.api.thread.SocketThreads;
import peerlink.registry.protocol.Answer;
import peerlink.registry.protocol.Request;

/**
 * Sends requests to a registry over one link, by any thread; a reader of its own takes answers and
 * changes.
 */
final class RegistryLink {
    private static final System.Logger LOG = System.getLogger(RegistryLink.class.getName());

    private final Link link;
    private final Consumer<Answer> onNotice;
    private final Runnable onAnswer;
    private final Consumer<IOException> onEnd;
    private final AtomicLong numbers = new AtomicLong();
    private final Map<Long, CompletableFuture<Answer>> pending = new ConcurrentHashMap<>();
    private final CompletableFuture<IOException> end = new CompletableFuture<>();
    private final LongSupplier nanos;
    private final long openedAt;
    private volatile long heardAt;
    private volatile boolean hasAnswered;

    /**
     * @param onNotice called by the reader with each notice; nothing else is read until it returns
     * @param onAnswer called by the reader once, before the first answer to a request is handed on
     * @param onEnd called once when the link is of no more use
     * @param nanos the timer by which the link measures for how long the server was heard, such as
     *     {@link System#nanoTime}
     */
    RegistryLink(
            Link link,
            Consumer<Answer> onNotice,
            Runnable onAnswer,
            Consumer<IOException> onEnd,
            LongSupplier nanos) {
        this.link = link;
        this.onNotice = onNotice;
        this.onAnswer = onAnswer;
        this.onEnd = onEnd;
        this.nanos = nanos;
        this.openedAt = nanos.getAsLong();
        this.heardAt = openedAt;
    }

    RegistryLink(Link link, Consumer<Answer> onNotice, Consumer<IOException> onEnd) {
        this(link, onNotice, () -> {}, onEnd, System::nanoTime);
    }

    void start() {
        SocketThreads.start("peerlink directory-link-reader", this::read);
    }

    /** Returns the id of the registry's key, as the link proves it. */
    PeerId registry() {
        return link.info().remote();
    }

    /** Returns this end of the link. */
    Address local() {
        return link.info().localAddress();
    }

    /** Tells whether this machine has no longer the address from which the link was opened. */
    boolean isFromLostAddress() throws IOException {
        Address local = link.info().localAddress();
        try {
            InetAddress host = InetAddress.ofLiteral(local.host());
            return !host.isAnyLocalAddress() && NetworkInterface.getByInetAddress(host) == null;
        } catch (IllegalArgumentException e) {
            // not an address of this machine's network at all
            return false;
        }
    }

    boolean isOpen() {
        return !end.isDone();
    }

    /**
     * Tells whether the server has answered a request: a server that accepts a link may do nothing
     * else.
     */
    boolean hasAnswered() {
        return hasAnswered;
    }

    /** Returns the time for which the server was heard. */
    Duration held() {
        return Duration.ofNanos(heardAt - openedAt);
    }

    /** Returns the reason for the end of the link. */
    IOException end() {
        return end.getNow(new IOException("the link is open"));
    }

    /**
     * Asks and waits for the answer.
     *
     * @throws IOException if there is none in time, after which the link is closed, or if the link
     *     ends
     */
    Answer request(Request request, Duration timeout) throws IOException {
        long id = numbers.incrementAndGet();
        var answer = new CompletableFuture<Answer>();
        pending.put(id, answer);
        try {
            // looked at after the future is filed: the thread that ends the link fails all that are
            // filed
            if (end.isDone()) {
                throw lost(end.join());
            }
            link.send(Request.encode(id, request));
            return answer.get(Math.max(1, timeout.toMillis()), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            var late =
                    new IOException(
                            timeout.toSeconds() == 0
                                    ? "the registry has not answered in time"
                                    : "the registry has not answered within %d s"
                                            .formatted(timeout.toSeconds()),
                            e);
            close(late);
            throw late;
        } catch (ExecutionException e) {
            throw lost(end.join());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("no answer in time from the registry");
        } finally {
            pending.remove(id);
        }
    }

    /**
     * Sends a request whose only answer is that it is done.
     *
     * @throws peerlink.api.RefusedException if the server declines
     * @throws IOException as {@link #request}
     */
    void requestDone(Request request, Duration timeout) throws IOException {
        switch (request(request, timeout)) {
            case Answer.Done() -> {}
            case Answer.Failure failure -> throw failure.refused();
            case Answer other -> throw other.unexpected();
        }
    }

    /**
     * Closes the link; callers that wait for an answer fail with the reason. A rule that the server
     * broke is logged.
     */
    void close(IOException reason) {
        if (end.complete(reason)) {
            if (reason instanceof ProtocolViolationException violation) {
                link.reportViolation(violation);
            }
            pending.values().forEach(answer -> answer.completeExceptionally(reason));
            link.close();
            onEnd.accept(reason);
        }
    }

    private void read() {
        try {
            while (true) {
                Answer.Numbered numbered = Answer.decode(link.receive());
                heardAt = nanos.getAsLong();
                switch (numbered.answer()) {
                    case Answer.Changes changes -> onNotice.accept(changes);
                    case Answer.Resync resync when numbered.id() == 0 -> onNotice.accept(resync);
                    case Answer.Superseded notice when numbered.id() == 0 ->
                            onNotice.accept(notice);
                    case Answer.Conflict notice when numbered.id() == 0 -> onNotice.accept(notice);
                    case Answer.Signal notice when numbered.id() == 0 -> onNotice.accept(notice);
                    case Answer.GoAway away -> {
                        close(away.refused());
                        return;
                    }
                    case Answer.Failure failure when numbered.id() == 0 -> {
                        close(failure.refused());
                        return;
                    }
                    case Answer answer -> complete(numbered.id(), answer);
                }
            }
        } catch (EOFException e) {
            close(new IOException("the registry has closed the connection", e));
        } catch (IOException e) {
            close(e);
        } catch (RuntimeException e) {
            // a fault of ours: the link ends in order instead of going silent
            LOG.log(System.Logger.Level.ERROR, "reading from the registry failed", e);
            close(new IOException("reading from the registry failed", e));
        }
    }

    private void complete(long id, Answer answer) {
        CompletableFuture<Answer> waiting = pending.get(id);
        if (waiting != null) {
            if (!hasAnswered) {
                hasAnswered = true;
                onAnswer.run();
            }
            waiting.complete(answer);
        } else {
            LOG.log(System.Logger.Level.DEBUG, "an answer to no request: {0}", id);
        }
    }

    private static IOException lost(IOException reason) {
        return new IOException(Printable.reason(reason), reason);
    }
}
