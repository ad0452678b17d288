package peerlink.cli.rpc;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import peerlink.api.Peer;
import peerlink.cli.node.RpcToken;
import peerlink.cli.program.Failures;
import peerlink.cli.program.Version;
import peerlink.cli.text.JsonLines;

/**
 * One client. Reads its requests one at a time, and no further while it does not take the answers.
 * The answers of what does not wait for peers come in the order of the requests.
 *
 * <p>The file is longer than most, as one lock guards the requests, the order of their answers and
 * the end of the connection.
 */
final class RpcConnection {
    /** The most answers that are due; the next request is read when one is written. */
    static final int MOST_DUE = 1024;

    /** The most bytes of answers that wait to be written before the next request is read. */
    static final long MOST_BYTES_DUE = 4 << 20;

    /** The most requests of one connection that wait for peers. */
    static final int MOST_WAITING = 16;

    private static final System.Logger LOG = System.getLogger(RpcConnection.class.getName());
    private static final int TO_SHOW_SECONDS = 10;
    private static final int MOST_AT_ONCE = 1 << 16;

    private final RpcService service;
    private final RpcMethods methods;
    private final ReadableByteChannel in;
    private final WritableByteChannel out;
    private final Optional<RpcToken> token;
    private final Semaphore waiting = new Semaphore(MOST_WAITING);
    private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();
    private final List<Thread> calls = new CopyOnWriteArrayList<>();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // the lock guards these
    private final ArrayDeque<Due> ordered = new ArrayDeque<>();
    private final ArrayDeque<Due> ready = new ArrayDeque<>();
    private int due;
    private long bytesDue;
    private boolean isInputOver;
    private boolean isOutputOver;

    private volatile boolean isAdmitted;
    private volatile @Nullable Peer lastPeer;

    // the reader's
    private final List<Subscription> beginning = new ArrayList<>();
    private boolean isLate;

    /**
     * An answer that is due.
     *
     * @param begins the subscriptions whose notifications follow it
     */
    private record Due(CompletableFuture<String> line, List<Subscription> begins) {}

    RpcConnection(
            RpcService service,
            RpcMethods methods,
            ReadableByteChannel in,
            WritableByteChannel out,
            Optional<RpcToken> token) {
        this.service = service;
        this.methods = methods;
        this.in = in;
        this.out = out;
        this.token = token;
        this.isAdmitted = token.isEmpty();
    }

    RpcService service() {
        return service;
    }

    /** Returns the peer of the last message: most bots write to one, or answer at once. */
    @Nullable Peer lastPeer() {
        return lastPeer;
    }

    void lastPeer(Peer peer) {
        lastPeer = peer;
    }

    /** Tells whether the client is in a container, say, and has come with a token. */
    boolean isForeign() {
        return token.isPresent();
    }

    /** Writes an error that no request has caused, and nothing else. */
    void refuse(RpcException error) throws IOException {
        write(answer(null, "error", error.fields()) + "\n");
    }

    void serve(byte[] begun) throws IOException, InterruptedException {
        if (isAdmitted) {
            ready();
        } else {
            CompletableFuture.delayedExecutor(TO_SHOW_SECONDS, TimeUnit.SECONDS)
                    .execute(this::endUnlessAdmitted);
        }
        Thread writer = Thread.ofVirtual().name("peerlink rpc-writer").start(this::writeAll);
        try {
            read(new RpcLines(begun, in));
        } finally {
            inputOver();
            writer.join();
            calls.forEach(Thread::interrupt);
            subscriptions.forEach(service::unsubscribe);
        }
    }

    private void endUnlessAdmitted() {
        if (!isAdmitted) {
            close();
        }
    }

    private void read(RpcLines lines) throws IOException, InterruptedException {
        try {
            while (awaitRoom()) {
                byte[] line = lines.next();
                if (line == null || !perform(RpcParser.parse(line))) {
                    return;
                }
            }
        } catch (RpcLines.TooLongException e) {
            // where the next line begins is not known
            tell(
                    answer(
                            null,
                            "error",
                            new RpcException(RpcCode.INVALID_REQUEST, Failures.message(e))
                                    .fields()));
        }
    }

    private boolean awaitRoom() throws InterruptedException {
        lock.lock();
        try {
            while ((due >= MOST_DUE || bytesDue >= MOST_BYTES_DUE) && !isOutputOver) {
                changed.await();
            }
            return !isOutputOver;
        } finally {
            lock.unlock();
        }
    }

    /** Performs a line's requests, and tells whether to read on. */
    private boolean perform(RpcParser.Line line) throws InterruptedException {
        List<CompletableFuture<Optional<String>>> answers = new ArrayList<>();
        boolean isOrdered = true;
        boolean isWelcome = true;
        beginning.clear();
        for (RpcParser.Item item : line.items()) {
            switch (item) {
                case RpcParser.Item.Bad(var id, var error) ->
                        answers.add(
                                CompletableFuture.completedFuture(
                                        Optional.of(answer(id, "error", error.fields()))));
                case RpcParser.Item.Call call -> {
                    isLate = false;
                    answers.add(performed(call));
                    isOrdered &= !isLate;
                }
            }
            isWelcome &= isAdmitted;
        }
        CompletableFuture<String> whole =
                CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                        .thenApply(_ -> joined(line.isBatch(), answers));
        add(new Due(whole, List.copyOf(beginning)), isOrdered);
        return isWelcome;
    }

    private static String joined(
            boolean isBatch, List<CompletableFuture<Optional<String>>> answers) {
        List<String> texts = answers.stream().flatMap(answer -> answer.join().stream()).toList();
        if (texts.isEmpty()) {
            return ""; // notifications have no answer
        }
        return isBatch ? "[" + String.join(",", texts) + "]" : texts.getFirst();
    }

    private CompletableFuture<Optional<String>> performed(RpcParser.Item.Call call)
            throws InterruptedException {
        CompletableFuture<Map<String, @Nullable Object>> result;
        try {
            if (!isAdmitted && !call.method().equals("hello")) {
                throw new RpcException(
                        RpcCode.NOT_PERMITTED, "the first request here is hello, with the token");
            }
            RpcMethod method = methods.method(call.method());
            if (isForeign() && !method.isForAll()) {
                throw new RpcException(
                        RpcCode.NOT_PERMITTED,
                        "%s takes the user's own socket: its paths are this machine's"
                                .formatted(method.name()));
            }
            RpcParams params = RpcParams.of(method.params(), call.params());
            result =
                    method.waits() ? inBackground(method, params) : method.body().run(params, this);
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            result = CompletableFuture.failedFuture(e);
        }
        return result.handle(
                (fields, failure) -> {
                    if (failure != null) {
                        return failed(call, failure);
                    }
                    return call.isNotification()
                            ? Optional.empty()
                            : Optional.of(answer(call.id(), "result", fields));
                });
    }

    private static Optional<String> failed(RpcParser.Item.Call call, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null
                        ? failure.getCause()
                        : failure;
        RpcException error = RpcException.of(cause);
        if (error.code() == RpcCode.INTERNAL_ERROR) {
            LOG.log(Level.ERROR, "a request of a bot failed", cause);
        }
        return call.isNotification()
                ? Optional.empty()
                : Optional.of(answer(call.id(), "error", error.fields()));
    }

    private CompletableFuture<Map<String, @Nullable Object>> inBackground(
            RpcMethod method, RpcParams params) throws RpcException {
        if (!waiting.tryAcquire()) {
            throw new RpcException(
                    RpcCode.TOO_MUCH,
                    "%d requests wait for peers, as many as there may be".formatted(MOST_WAITING));
        }
        late();
        CompletableFuture<Map<String, @Nullable Object>> result = new CompletableFuture<>();
        Thread thread =
                Thread.ofVirtual()
                        .name("peerlink rpc-call " + method.name())
                        .unstarted(
                                () -> {
                                    try {
                                        result.complete(method.body().run(params, this).get());
                                    } catch (InterruptedException | InterruptedIOException e) {
                                        result.completeExceptionally(
                                                new RpcException(
                                                        RpcCode.ENDED, "the connection has ended"));
                                    } catch (ExecutionException e) {
                                        result.completeExceptionally(
                                                e.getCause() == null ? e : e.getCause());
                                    } catch (Throwable e) {
                                        result.completeExceptionally(e);
                                    } finally {
                                        waiting.release();
                                        calls.remove(Thread.currentThread());
                                    }
                                });
        calls.add(thread);
        thread.start();
        return result;
    }

    static String answer(
            @Nullable Object id, String kind, @Nullable Map<String, @Nullable Object> value) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("jsonrpc", "2.0");
        fields.put("id", id);
        fields.put(kind, value);
        return JsonLines.line(fields);
    }

    /** Adds an answer that is due: in the order of the requests, or when it is done. */
    private void add(Due answer, boolean isOrdered) {
        lock.lock();
        try {
            due++;
            if (isOrdered) {
                ordered.add(answer);
            }
        } finally {
            lock.unlock();
        }
        answer.line()
                .thenAccept(
                        line -> {
                            lock.lock();
                            try {
                                bytesDue += line.length();
                                if (!isOrdered) {
                                    ready.add(answer);
                                }
                                changed.signalAll();
                            } finally {
                                lock.unlock();
                            }
                        });
    }

    /** Adds a line that is no answer to a request. */
    private void tell(String line) {
        add(new Due(CompletableFuture.completedFuture(line), List.of()), true);
    }

    private void ready() {
        tell(new RpcNotification("ready", greeting()).line());
    }

    /** Returns who serves, and in which version. */
    Map<String, @Nullable Object> greeting() {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("event", "ready");
        fields.put("version", Version.text());
        fields.put("protocol", RpcService.PROTOCOL);
        fields.put("id", service.node().self().id());
        fields.put("name", service.node().self().name());
        return fields;
    }

    /**
     * Lets the client in that shows the token.
     *
     * @throws RpcException if it is another one; the connection ends then
     */
    void admit(String shown) throws RpcException {
        if (isAdmitted) {
            return;
        }
        if (!token.orElseThrow().is(shown)) {
            throw new RpcException(RpcCode.NOT_PERMITTED, "that is not the token");
        }
        isAdmitted = true;
        ready();
    }

    boolean isAdmitted() {
        return isAdmitted;
    }

    /** Says that the answer to the request being performed may come after those to later ones. */
    void late() {
        isLate = true;
    }

    /** Adds a subscription, which begins when the request being performed is answered. */
    void subscribe(Subscription subscription) {
        subscriptions.add(subscription);
        beginning.add(subscription);
    }

    Optional<Subscription> subscription(@Nullable String cursor) {
        return subscriptions.stream()
                .filter(one -> Objects.equals(one.cursor(), cursor))
                .findFirst();
    }

    void unsubscribe(Subscription subscription) {
        if (subscriptions.remove(subscription)) {
            service.unsubscribe(subscription);
        }
    }

    /** Keeps a state for the subscribers of this connection. Never blocks for long. */
    void put(String kind, String thing, Map<String, @Nullable Object> fields) {
        boolean isWanted = false;
        for (Subscription subscription : subscriptions) {
            isWanted |= subscription.put(kind, thing, fields);
        }
        if (isWanted) {
            wake();
        }
    }

    /** Has the writer look for something to write. */
    void wake() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void inputOver() {
        lock.lock();
        try {
            isInputOver = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void writeAll() {
        try {
            while (awaitOutput()) {
                StringBuilder lines = new StringBuilder();
                answers(lines);
                for (Subscription subscription : subscriptions) {
                    if (subscription.isWaiting()) {
                        subscription.next().forEach(told -> lines.append(told.line()).append('\n'));
                    }
                }
                write(lines.toString());
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "a bot has gone, or its cursor", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            outputOver();
        }
    }

    /** Waits until something is to be written, and tells whether it will be. */
    private boolean awaitOutput() throws InterruptedException {
        lock.lock();
        try {
            while (true) {
                if (isOutputOver) {
                    return false;
                }
                if (isAnswered() || !isInputOver && isToldOf()) {
                    return true;
                }
                if (isInputOver && due == 0) {
                    return false;
                }
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean isAnswered() {
        Due first = ordered.peek();
        return !ready.isEmpty() || first != null && first.line().isDone();
    }

    private boolean isToldOf() {
        return subscriptions.stream().anyMatch(Subscription::isWaiting);
    }

    /** Takes the answers that can be written now. */
    private void answers(StringBuilder lines) {
        lock.lock();
        try {
            while (isAnswered() && lines.length() < MOST_AT_ONCE) {
                Due first = ordered.peek();
                Due answer =
                        first != null && first.line().isDone() ? ordered.remove() : ready.remove();
                String line = answer.line().join();
                answer.begins().forEach(Subscription::begin);
                due--;
                bytesDue -= line.length();
                if (!line.isEmpty()) {
                    lines.append(line).append('\n');
                }
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void write(String lines) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(lines.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }

    private void outputOver() {
        lock.lock();
        try {
            isOutputOver = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        closeInput();
    }

    /** Has the reader end, which may wait for a client that says nothing. */
    private void closeInput() {
        try {
            in.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "closing a bot's input failed", e);
        }
    }

    /** Ends the connection now. */
    void close() {
        closeInput();
        try {
            out.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "closing a bot's output failed", e);
        }
    }
}
