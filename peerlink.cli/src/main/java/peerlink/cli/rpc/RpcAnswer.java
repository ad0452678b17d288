package peerlink.cli.rpc;

import java.lang.System.Logger.Level;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import peerlink.cli.text.JsonLines;

/** Makes the answers to requests: lines without their end. */
final class RpcAnswer {
    private static final System.Logger LOG = System.getLogger(RpcAnswer.class.getName());

    /** More than an answer that is made when it is written has. */
    private static final int BRIEF = 512;

    private RpcAnswer() {}

    /**
     * The answer to one request.
     *
     * @param length what it counts for until it is written, in characters
     * @param text makes it; empty if there is none
     */
    record Part(int length, Supplier<Optional<String>> text) {
        static Part of(String text) {
            return new Part(text.length(), () -> Optional.of(text));
        }

        AnswerLine line() {
            return new AnswerLine(length, () -> text.get().orElse(""));
        }
    }

    /**
     * Returns the answer to a request with a result or a failure.
     *
     * @param isMadeAtOnce whether its text is made now; otherwise when it is written
     */
    static Part part(
            RpcParser.Item.Call call,
            @Nullable Map<String, @Nullable Object> result,
            @Nullable Throwable failure,
            boolean isMadeAtOnce) {
        if (!isMadeAtOnce) {
            return new Part(BRIEF, () -> of(call, result, failure));
        }
        Optional<String> text = of(call, result, failure);
        return new Part(text.map(String::length).orElse(0), () -> text);
    }

    private static Optional<String> of(
            RpcParser.Item.Call call,
            @Nullable Map<String, @Nullable Object> result,
            @Nullable Throwable failure) {
        try {
            return made(call, result, failure);
        } catch (RuntimeException e) {
            return made(call, null, e); // a result that can't be written keeps no other one back
        }
    }

    /** Returns the answer to a request with a result or a failure; empty for a notification. */
    private static Optional<String> made(
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

    /** Returns the answer to a batch from those to its requests, which are done. */
    static AnswerLine batch(List<CompletableFuture<Part>> parts) {
        List<Part> done = parts.stream().map(CompletableFuture::join).toList();
        return new AnswerLine(
                done.stream().mapToInt(Part::length).sum(),
                () -> {
                    List<String> texts =
                            done.stream().flatMap(part -> part.text().get().stream()).toList();
                    // notifications have no answer
                    return texts.isEmpty() ? "" : "[" + String.join(",", texts) + "]";
                });
    }
}
