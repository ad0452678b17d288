package peerlink.cli.rpc;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import peerlink.cli.text.JsonLines;

/** Something that a client is told without having asked at that moment. */
record RpcNotification(String method, Map<String, @Nullable Object> params) {
    String line() {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("jsonrpc", "2.0");
        fields.put("method", method);
        fields.put("params", params);
        return JsonLines.line(fields);
    }
}
