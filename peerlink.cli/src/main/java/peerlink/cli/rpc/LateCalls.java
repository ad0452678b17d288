package peerlink.cli.rpc;

import java.io.InterruptedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** The requests of one connection that wait for peers, each on a thread of its own. */
final class LateCalls {
    private final RpcCaller caller;
    private final Semaphore room = new Semaphore(RpcLimits.MOST_WAITING);
    private final List<Thread> calls = new CopyOnWriteArrayList<>();

    LateCalls(RpcCaller caller) {
        this.caller = caller;
    }

    /**
     * Begins to perform a request.
     *
     * @throws RpcException if as many wait as there may be
     */
    CompletableFuture<Map<String, @Nullable Object>> run(RpcMethod method, RpcParams params)
            throws RpcException {
        if (!room.tryAcquire()) {
            throw new RpcException(
                    RpcCode.TOO_MUCH,
                    "%d requests wait for peers, as many as there may be"
                            .formatted(RpcLimits.MOST_WAITING));
        }
        caller.late();
        CompletableFuture<Map<String, @Nullable Object>> result = new CompletableFuture<>();
        Thread thread =
                Thread.ofVirtual()
                        .name("peerlink rpc-call " + method.name())
                        .unstarted(() -> perform(method, params, result));
        calls.add(thread);
        thread.start();
        return result;
    }

    private void perform(
            RpcMethod method,
            RpcParams params,
            CompletableFuture<Map<String, @Nullable Object>> result) {
        try {
            result.complete(method.body().run(params, caller).get());
        } catch (InterruptedException | InterruptedIOException e) {
            result.completeExceptionally(
                    new RpcException(RpcCode.ENDED, "the connection has ended"));
        } catch (ExecutionException e) {
            result.completeExceptionally(e.getCause() == null ? e : e.getCause());
        } catch (Throwable e) {
            result.completeExceptionally(e);
        } finally {
            room.release();
            calls.remove(Thread.currentThread());
        }
    }

    /** Ends those that are not done. */
    void end() {
        calls.forEach(Thread::interrupt);
    }
}
