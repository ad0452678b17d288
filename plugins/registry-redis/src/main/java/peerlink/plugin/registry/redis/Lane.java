package peerlink.plugin.registry.redis;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Sends calls over one connection to the master: those that came while others were on their way go
 * together, and in one go. When the connection is lost, they are sent again to the master of that
 * moment, so a call must do no harm if it is made twice. Safe for use by several threads.
 */
final class Lane implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Lane.class.getName());

    /** The most calls that go at once. A renewal call has up to 64 renewals in it. */
    private static final int MAX_BATCH = 64;

    private static final int MAX_WAITING = 50_000;
    private static final long RETRY_MILLIS = 50;

    /**
     * The errors of a server that can't serve at the moment, but may in a while, or another one in
     * its place.
     */
    private static final List<String> PASSING =
            List.of("READONLY", "LOADING", "MASTERDOWN", "NOSCRIPT", "BUSY", "TRYAGAIN");

    private record Call(CommandArguments command, CompletableFuture<Object> answer) {}

    private final MasterConnection master;
    private final RedisSettings settings;
    private final int replicas;
    private final LinkedBlockingQueue<Call> queue = new LinkedBlockingQueue<>(MAX_WAITING);
    private final Thread thread;
    private volatile boolean isClosed;

    /** The reason and the beginning of the server's silence; null while it answers. */
    private volatile @Nullable Outage outage;

    private record Outage(long sinceNanos, String reason) {}

    /**
     * @param name the thread's name
     * @param replicas the number of replicas that must have a call's changes before it is answered
     */
    Lane(String name, Servers servers, RedisSettings settings, int replicas) {
        this.master = new MasterConnection(servers, settings, replicas);
        this.settings = settings;
        this.replicas = replicas;
        this.thread = Thread.ofVirtual().name(name).start(this::run);
    }

    /**
     * Calls the server.
     *
     * @return the reply, as Jedis reads it: {@code byte[]}, {@code Long}, {@code List} or null
     * @throws IOException if it can't be reached for too long or refuses; the call may have been
     *     made or not
     */
    @Nullable Object call(CommandArguments command) throws IOException {
        return await(enqueue(command));
    }

    /**
     * Makes calls that go one after another, in one go if they fit.
     *
     * @return their replies
     * @throws IOException as {@link #call}; some of the calls may have been made
     */
    List<@Nullable Object> callAll(List<CommandArguments> commands) throws IOException {
        var calls = new ArrayList<Call>();
        for (CommandArguments command : commands) {
            calls.add(enqueue(command));
        }
        var replies = new ArrayList<@Nullable Object>();
        for (Call call : calls) {
            replies.add(await(call));
        }
        return replies;
    }

    private Call enqueue(CommandArguments command) throws IOException {
        Outage known = outage;
        if (known != null && isOver(known)) {
            throw new IOException(known.reason);
        }
        var call = new Call(command, new CompletableFuture<>());
        if (!queue.offer(call)) {
            throw new IOException("too many calls wait for the store");
        }
        if (isClosed) {
            failAll();
        }
        return call;
    }

    private @Nullable Object await(Call call) throws IOException {
        try {
            return call.answer.get(longest().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
        } catch (TimeoutException e) {
            // it is not sent again
            call.answer.cancel(false);
            Outage now = outage;
            throw new IOException(now == null ? "the store does not answer" : now.reason, e);
        } catch (InterruptedException e) {
            call.answer.cancel(false);
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for the store");
        }
    }

    @Override
    public void close() {
        isClosed = true;
        // which also ends a wait for the server
        thread.interrupt();
        failAll();
    }

    /** Returns the longest time that a call may take in any case. */
    private Duration longest() {
        return settings.patience().plus(replicas > 0 ? settings.replicaTimeout() : Duration.ZERO);
    }

    private boolean isOver(Outage known) {
        return System.nanoTime() - known.sinceNanos > settings.patience().toNanos();
    }

    private void run() {
        var batch = new ArrayList<Call>();
        while (!isClosed) {
            try {
                if (batch.isEmpty() && outage == null) {
                    batch.add(queue.take());
                }
                queue.drainTo(batch, MAX_BATCH - batch.size());
                batch.removeIf(call -> call.answer.isDone());
                // also with nothing to send: a caller that comes after an outage hears that it is
                // over
                master.connect();
                if (isClosed) {
                    break;
                }
                if (!batch.isEmpty()) {
                    send(batch);
                }
                if (batch.isEmpty()) {
                    outage = null;
                } else {
                    pause();
                }
            } catch (IOException | JedisException e) {
                failing(e);
                pause();
            } catch (InterruptedException e) {
                // only close() interrupts
                break;
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.ERROR, "a call of the store failed", e);
                master.close();
                batch.forEach(call -> call.answer.completeExceptionally(e));
                batch.clear();
            }
        }
        master.close();
        batch.forEach(call -> call.answer.completeExceptionally(closed()));
    }

    /** Sends calls, and leaves those that are to be sent again. */
    private void send(List<Call> batch) throws IOException {
        List<Object> replies = master.exchange(batch.stream().map(Call::command).toList());
        var again = new ArrayList<Call>();
        for (int i = 0; i < batch.size(); i++) {
            Call call = batch.get(i);
            switch (replies.get(i)) {
                case JedisDataException e when isPassing(e) -> {
                    failing(e);
                    again.add(call);
                }
                case JedisException e ->
                        call.answer.completeExceptionally(new IOException(Servers.reason(e), e));
                case IOException e -> call.answer.completeExceptionally(e);
                case null -> call.answer.complete(null);
                case Object reply -> call.answer.complete(reply);
            }
        }
        batch.clear();
        batch.addAll(again);
    }

    private static boolean isPassing(JedisDataException e) {
        String message = String.valueOf(e.getMessage());
        return PASSING.stream().anyMatch(message::startsWith);
    }

    private void failing(Exception e) {
        master.close();
        Outage known = outage;
        String reason = Servers.reason(e);
        if (known == null) {
            if (!isClosed) {
                LOG.log(System.Logger.Level.DEBUG, "lost the store: {0}", reason);
            }
            outage = new Outage(System.nanoTime(), reason);
        } else {
            outage = new Outage(known.sinceNanos, reason);
        }
    }

    private void pause() {
        try {
            Thread.sleep(RETRY_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void failAll() {
        for (Call call = queue.poll(); call != null; call = queue.poll()) {
            call.answer.completeExceptionally(closed());
        }
    }

    private static IOException closed() {
        return new IOException("the store is closed");
    }
}
