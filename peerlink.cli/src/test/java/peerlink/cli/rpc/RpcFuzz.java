package peerlink.cli.rpc;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import peerlink.api.contract.Seeds;

/**
 * Checks the rules that hold for a line of JSON-RPC, whatever it is: for {@code bench/fuzz}, and
 * for {@code RpcParserTest}.
 */
public final class RpcFuzz {
    private RpcFuzz() {}

    /** Returns lines of each kind. */
    public static List<byte[]> seeds() {
        return Stream.of(
                        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"send\",\"params\":{\"to\":\"bob\",\"text\":\"h\\u00e9\"}}",
                        "{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"method\":\"ack\",\"params\":[\"c\",7]}",
                        "{\"jsonrpc\":\"2.0\",\"method\":\"subscribe\",\"params\":{\"cursor\":\"c\",\"after\":3,\"events\":[\"message\"]}}",
                        "[{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"contacts\"},1]")
                .map(line -> line.getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    /** Writes the seeds into the folder that the argument names. */
    public static void main(String[] arguments) throws IOException {
        Seeds.write(Path.of(arguments[0]), seeds());
    }

    /**
     * Checks that a line is read without an exception, and that its parameters fit their method or
     * are refused.
     */
    public static void fuzzerTestOneInput(byte[] line) {
        RpcParser.Line parsed = RpcParser.parse(line);
        if (parsed.items().isEmpty() || parsed.items().size() > RpcParser.MOST_IN_BATCH) {
            throw new AssertionError(parsed.items().size() + " requests");
        }
        for (RpcParser.Item item : parsed.items()) {
            if (item instanceof RpcParser.Item.Call call) {
                RpcAnswer.line(call.caller().id(), "result", null);
                for (RpcMethod method : new RpcMethods().all()) {
                    fits(method, call);
                }
            }
        }
    }

    private static void fits(RpcMethod method, RpcParser.Item.Call call) {
        try {
            RpcParams params = RpcParams.of(method.params(), call.params());
            for (RpcParam param : method.params()) {
                switch (param.type()) {
                    case TEXT -> params.text(param.name());
                    case NUMBER -> params.number(param.name());
                    case FLAG -> params.flag(param.name());
                    case TEXTS -> params.texts(param.name());
                }
            }
        } catch (RpcException e) {
            if (e.code() != RpcCode.INVALID_PARAMS) {
                throw new AssertionError("another code for parameters: " + e.code(), e);
            }
        }
    }
}
