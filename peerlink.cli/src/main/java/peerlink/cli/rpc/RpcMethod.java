package peerlink.cli.rpc;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A method, with all that the description says of it.
 *
 * @param waits whether it may take long: it runs on a thread of its own then, and its answer comes
 *     when it is done; the answers of all others come in the order of their requests
 * @param isForAll whether a connection with a token may call it, which comes from a container
 * @param result the schema of the result
 */
record RpcMethod(
        String name,
        String summary,
        boolean waits,
        boolean isForAll,
        List<RpcParam> params,
        Map<String, Object> result,
        Body body) {
    RpcMethod {
        params = List.copyOf(params);
    }

    /** Performs a request. */
    interface Body {
        /**
         * Performs a request, and returns its result, or what will have it.
         *
         * @throws Exception for {@link RpcException#of}
         */
        CompletableFuture<Map<String, @Nullable Object>> run(RpcParams params, RpcCaller caller)
                throws Exception;
    }
}
