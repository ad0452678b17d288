package peerlink.cli.rpc;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Makes the results of methods, whose fields have an order. */
final class RpcResult {
    private RpcResult() {}

    /**
     * Returns a result that is there.
     *
     * @param fields names and values by turns
     */
    static CompletableFuture<Map<String, @Nullable Object>> done(Object... fields) {
        return CompletableFuture.completedFuture(map(fields));
    }

    /**
     * Returns an object.
     *
     * @param fields names and values by turns
     */
    static Map<String, @Nullable Object> map(Object... fields) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (int i = 0; i < fields.length; i += 2) {
            map.put((String) fields[i], fields[i + 1]);
        }
        return map;
    }
}
