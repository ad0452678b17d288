package peerlink.cli.rpc;

import java.lang.System.Logger.Level;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import peerlink.cli.text.JsonLines;

/** Makes the answers to requests: lines without their end. */
final class RpcAnswer {
    private static final System.Logger LOG = System.getLogger(RpcAnswer.class.getName());

    private RpcAnswer() {}

    /** Returns the answer to a request with a result or a failure; empty for a notification. */
    static Optional<String> of(
            RpcParser.Item.Call call,
            @Nullable Map<String, @Nullable Object> result,
            @Nullable Throwable failure) {
        if (failure == null) {
            return call.isNotification()
                    ? Optional.empty()
                    : Optional.of(line(call.id(), "result", result));
        }
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null
                        ? failure.getCause()
                        : failure;
        RpcException error = RpcException.of(cause);
        if (error.code() == RpcCode.INTERNAL_ERROR) {
            LOG.log(Level.ERROR, "a request of a bot failed", cause);
        }
        return call.isNotification() ? Optional.empty() : Optional.of(error(call.id(), error));
    }

    /** Returns an error; its id is null if the request's is not known. */
    static String error(@Nullable Object id, RpcException error) {
        return line(id, "error", error.fields());
    }

    static String line(
            @Nullable Object id, String kind, @Nullable Map<String, @Nullable Object> value) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("jsonrpc", "2.0");
        fields.put("id", id);
        fields.put(kind, value);
        return JsonLines.line(fields);
    }

    /** Returns the answer to a line from those to its requests, which are done. */
    static String joined(boolean isBatch, List<CompletableFuture<Optional<String>>> answers) {
        List<String> texts = answers.stream().flatMap(answer -> answer.join().stream()).toList();
        if (texts.isEmpty()) {
            return ""; // notifications have no answer
        }
        return isBatch ? "[" + String.join(",", texts) + "]" : texts.getFirst();
    }
}
