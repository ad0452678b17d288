package peerlink.cli.rpc;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import peerlink.api.Peer;
import peerlink.api.thread.SocketThreads;
import peerlink.cli.node.RpcToken;
import peerlink.cli.program.Failures;

/**
 * One client. Reads its requests one at a time, and no further while it does not take the answers.
 * The answers of what does not wait for peers come in the order of the requests.
 */
final class RpcConnection implements RpcCaller {
    private static final System.Logger LOG = System.getLogger(RpcConnection.class.getName());
    private static final int TO_SHOW_SECONDS = 10;

    /** The longest text whose room is used again. */
    private static final int MOST_KEPT = 1 << 18;

    private final BotNode bots;
    private final RpcMethods methods;
    private final ReadableByteChannel in;
    private final WritableByteChannel out;
    private final Optional<RpcToken> token;
    private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();
    private final LateCalls lateCalls = new LateCalls(this);
    private final AnswerQueue answers = new AnswerQueue();

    private volatile boolean isAdmitted;
    private volatile @Nullable Peer lastPeer;

    // the reader's
    private final List<Subscription> beginning = new ArrayList<>();
    private boolean isLate;
    private boolean isAwaited;

    // the writer's
    private final StringBuilder lines = new StringBuilder();

    RpcConnection(
            BotNode bots,
            RpcMethods methods,
            ReadableByteChannel in,
            WritableByteChannel out,
            Optional<RpcToken> token) {
        this.bots = bots;
        this.methods = methods;
        this.in = in;
        this.out = out;
        this.token = token;
        this.isAdmitted = token.isEmpty();
    }

    @Override
    public BotNode bots() {
        return bots;
    }

    @Override
    public @Nullable Peer lastPeer() {
        return lastPeer;
    }

    @Override
    public void lastPeer(Peer peer) {
        lastPeer = peer;
    }

    /** Tells whether the client is in a container, say, and has come with a token. */
    private boolean isForeign() {
        return token.isPresent();
    }

    /** Writes an error that no request has caused, and nothing else. */
    static void refuse(WritableByteChannel out, RpcException error) throws IOException {
        write(RpcAnswer.error(null, error) + "\n", out);
    }

    void serve(byte[] begun) throws IOException, InterruptedException {
        if (isAdmitted) {
            ready();
        } else {
            CompletableFuture.delayedExecutor(TO_SHOW_SECONDS, TimeUnit.SECONDS)
                    .execute(this::endUnlessAdmitted);
        }
        Thread writer = SocketThreads.start("peerlink rpc-writer", this::writeAll);
        try {
            read(new RpcLines(begun, in));
        } finally {
            answers.inputOver();
            // no acknowledgement can come, and an answer that waits for a peer may take a day
            subscriptions.forEach(this::unsubscribe);
            try {
                writer.join();
            } finally {
                lateCalls.end();
            }
        }
    }

    private void endUnlessAdmitted() {
        if (!isAdmitted) {
            close();
        }
    }

    private void read(RpcLines lines) throws IOException, InterruptedException {
        try {
            while (answers.awaitRoom()) {
                byte[] line = lines.next();
                if (line == null || !perform(RpcParser.parse(line))) {
                    return;
                }
            }
        } catch (RpcLines.TooLongException e) {
            // where the next line begins is not known
            tell(
                    RpcAnswer.error(
                            null, new RpcException(RpcCode.INVALID_REQUEST, Failures.message(e))));
        }
    }

    /** Performs a line's requests, and tells whether to read on. */
    private boolean perform(RpcParser.Line line) throws InterruptedException {
        List<CompletableFuture<AnswerLine>> parts = new ArrayList<>(line.items().size());
        boolean isOrdered = true;
        boolean isWelcome = true;
        beginning.clear();
        for (RpcParser.Item item : line.items()) {
            switch (item) {
                case RpcParser.Item.Bad(var id, var error) ->
                        parts.add(
                                CompletableFuture.completedFuture(
                                        AnswerLine.of(RpcAnswer.error(id, error))));
                case RpcParser.Item.Call call -> {
                    isLate = false;
                    parts.add(performed(call));
                    isOrdered &= !isLate;
                }
            }
            isWelcome &= isAdmitted;
        }
        CompletableFuture<AnswerLine> whole =
                line.isBatch()
                        ? CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new))
                                .thenApply(_ -> RpcAnswer.batch(parts))
                        : parts.getFirst();
        answers.add(new AnswerQueue.Due(whole, List.copyOf(beginning)), isOrdered);
        return isWelcome;
    }

    private CompletableFuture<AnswerLine> performed(RpcParser.Item.Call call)
            throws InterruptedException {
        CompletableFuture<Map<String, @Nullable Object>> result;
        boolean mayBeLarge = false;
        RpcParser.Item.Caller caller = call.caller();
        isAwaited = !caller.isSilent();
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
            mayBeLarge = method.waits(); // as what a command prints
            RpcParams params = RpcParams.of(method.params(), call.params());
            result =
                    method.waits()
                            ? lateCalls.run(method, params)
                            : method.body().run(params, this);
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            result = CompletableFuture.failedFuture(e);
        }
        // in the reader's time, not in that of the thread that finishes a small one later
        boolean isMadeAtOnce = mayBeLarge || result.isDone();
        return result.handle(
                (fields, failure) -> RpcAnswer.of(caller, fields, failure, isMadeAtOnce));
    }

    /** Adds a line that is no answer to a request. */
    private void tell(String line) {
        answers.add(
                new AnswerQueue.Due(
                        CompletableFuture.completedFuture(AnswerLine.of(line)), List.of()),
                true);
    }

    private void ready() {
        tell(new RpcNotification("ready", bots.greeting()).line());
    }

    @Override
    public void admit(String shown) throws RpcException {
        if (isAdmitted) {
            return;
        }
        if (!token.orElseThrow().is(shown)) {
            throw new RpcException(RpcCode.NOT_PERMITTED, "that is not the token");
        }
        isAdmitted = true;
        ready();
    }

    @Override
    public void late() {
        isLate = true;
    }

    @Override
    public boolean isAwaited() {
        return isAwaited;
    }

    @Override
    public void subscribe(Subscription subscription) {
        subscriptions.add(subscription);
        beginning.add(subscription);
    }

    @Override
    public Optional<Subscription> subscription(@Nullable String cursor) {
        return subscriptions.stream()
                .filter(one -> Objects.equals(one.cursor(), cursor))
                .findFirst();
    }

    @Override
    public void unsubscribe(Subscription subscription) {
        if (subscriptions.remove(subscription)) {
            subscription.close();
            bots.release(subscription.cursor());
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

    @Override
    public void wake() {
        answers.wake();
    }

    private void writeAll() {
        try {
            while (answers.awaitOutput(this::isToldOf)) {
                lines.setLength(0);
                if (lines.capacity() > MOST_KEPT) {
                    lines.trimToSize();
                }
                answers.take(lines);
                for (Subscription subscription : subscriptions) {
                    if (subscription.isWaiting()) {
                        subscription.next().forEach(told -> lines.append(told.line()).append('\n'));
                    }
                }
                if (!lines.isEmpty()) {
                    write(lines.toString(), out);
                }
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "a bot has gone, or its cursor", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            answers.outputOver();
            closeInput();
        }
    }

    private boolean isToldOf() {
        for (Subscription subscription : subscriptions) {
            if (subscription.isWaiting()) {
                return true;
            }
        }
        return false;
    }

    private static void write(String lines, WritableByteChannel out) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(lines.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
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
