package peerlink.cli.rpc;

import java.lang.System.Logger.Level;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import peerlink.cli.text.JsonLines;

/** Makes the answers to requests: lines without their end. */
final class RpcAnswer {
    private static final System.Logger LOG = System.getLogger(RpcAnswer.class.getName());

    /** More than an answer that is made when it is written has. */
    private static final int BRIEF = 512;

    private RpcAnswer() {}

    /**
     * Returns the answer to a request with a result or a failure. It holds nothing else of the
     * request, as hundreds may wait for their peers.
     *
     * @param isMadeAtOnce whether its text is made now; otherwise when it is written
     */
    static AnswerLine of(
            RpcParser.Item.Caller caller,
            @Nullable Map<String, @Nullable Object> result,
            @Nullable Throwable failure,
            boolean isMadeAtOnce) {
        if (!isMadeAtOnce) {
            return new AnswerLine(BRIEF, () -> text(caller, result, failure));
        }
        return AnswerLine.of(text(caller, result, failure));
    }

    private static String text(
            RpcParser.Item.Caller caller,
            @Nullable Map<String, @Nullable Object> result,
            @Nullable Throwable failure) {
        try {
            return made(caller, result, failure);
        } catch (RuntimeException e) {
            return made(caller, null, e); // a result that can't be written keeps no other one back
        }
    }

    /** Returns the answer to a request with a result or a failure; empty for a notification. */
    private static String made(
            RpcParser.Item.Caller caller,
            @Nullable Map<String, @Nullable Object> result,
            @Nullable Throwable failure) {
        if (failure == null) {
            return caller.isSilent() ? "" : line(caller.id(), "result", result);
        }
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null
                        ? failure.getCause()
                        : failure;
        RpcException error = RpcException.of(cause);
        if (error.code() == RpcCode.INTERNAL_ERROR) {
            LOG.log(Level.ERROR, "a request of a bot failed", cause);
        }
        return caller.isSilent() ? "" : error(caller.id(), error);
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
    static AnswerLine batch(List<CompletableFuture<AnswerLine>> parts) {
        List<AnswerLine> done = parts.stream().map(CompletableFuture::join).toList();
        return new AnswerLine(
                done.stream().mapToInt(AnswerLine::length).sum(),
                () -> {
                    List<String> texts =
                            done.stream()
                                    .map(part -> part.text().get())
                                    .filter(text -> !text.isEmpty())
                                    .toList();
                    // notifications have no answer
                    return texts.isEmpty() ? "" : "[" + String.join(",", texts) + "]";
                });
    }
}
