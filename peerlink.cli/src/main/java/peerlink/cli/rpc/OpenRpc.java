package peerlink.cli.rpc;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import peerlink.cli.program.Version;
import tools.jackson.databind.json.JsonMapper;

/**
 * Describes the methods as <a href="https://spec.open-rpc.org">OpenRPC</a> 1.3.2 does. The
 * notifications, for which that has no word, are in {@code x-notifications}.
 */
final class OpenRpc {
    private OpenRpc() {}

    /** Returns the document on several lines. */
    static String text(List<RpcMethod> methods) {
        return JsonMapper.shared()
                .writerWithDefaultPrettyPrinter()
                .writeValueAsString(document(methods));
    }

    static Map<String, @Nullable Object> document(List<RpcMethod> methods) {
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("openrpc", "1.3.2");
        document.put(
                "info",
                RpcResult.map(
                        "title",
                        "PeerLink",
                        "version",
                        Version.text(),
                        "description",
                        "JSON-RPC 2.0, one object a line, on the profile's socket or by peerlink rpc; protocol "
                                + RpcLimits.PROTOCOL));
        document.put("methods", methods.stream().map(OpenRpc::method).toList());
        document.put(
                "x-notifications",
                RpcSchemas.notifications().entrySet().stream()
                        .map(one -> RpcResult.map("name", one.getKey(), "params", one.getValue()))
                        .toList());
        document.put("x-limits", limits());
        return document;
    }

    private static Map<String, @Nullable Object> method(RpcMethod method) {
        List<Map<String, @Nullable Object>> params = new ArrayList<>();
        method.params().stream()
                .map(
                        param ->
                                RpcResult.map(
                                        "name", param.name(),
                                        "description", param.meaning(),
                                        "required", param.isRequired(),
                                        "schema", param.schema()))
                .forEach(params::add);
        return RpcResult.map(
                "name", method.name(),
                "summary", method.summary(),
                "paramStructure", "either",
                "params", params,
                "result", RpcResult.map("name", "result", "schema", method.result()),
                "errors", errors(),
                "x-waits", method.waits(),
                "x-with-token", method.isForAll());
    }

    private static List<Map<String, @Nullable Object>> errors() {
        List<Map<String, @Nullable Object>> errors = new ArrayList<>();
        for (RpcCode code : RpcCode.values()) {
            if (code.number() > -32600) {
                errors.add(RpcResult.map("code", code.number(), "message", code.meaning()));
            }
        }
        return errors;
    }

    private static Map<String, @Nullable Object> limits() {
        return RpcResult.map(
                "lineBytes", RpcParser.MOST_BYTES,
                "depth", RpcParser.MOST_DEPTH,
                "batch", RpcParser.MOST_IN_BATCH,
                "connections", RpcLimits.MOST_CONNECTIONS,
                "subscriptions", RpcLimits.MOST_SUBSCRIPTIONS,
                "answersDue", RpcLimits.MOST_DUE,
                "requestsThatWait", RpcLimits.MOST_WAITING);
    }
}
