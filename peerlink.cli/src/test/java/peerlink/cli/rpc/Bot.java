package peerlink.cli.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import peerlink.cli.node.RpcToken;
import peerlink.cli.text.NodeStatus;
import peerlink.core.Node;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A client of a service in this process, over pipes. */
final class Bot implements AutoCloseable {
    final CompletableFuture<Void> served = new CompletableFuture<>();
    private final Pipe toService = Pipe.open();
    private final Pipe toBot = Pipe.open();
    private final BufferedReader lines =
            new BufferedReader(Channels.newReader(toBot.source(), StandardCharsets.UTF_8));

    private Bot(RpcService service, Optional<RpcToken> token) throws IOException {
        Thread.ofVirtual()
                .start(
                        () -> {
                            try (var out = toBot.sink()) {
                                service.serve(new byte[0], toService.source(), out, token);
                                served.complete(null);
                            } catch (Throwable e) {
                                served.completeExceptionally(e);
                            }
                        });
    }

    /** Describes a node, as its process does. */
    static NodeStatus status(Node node) throws IOException {
        return NodeStatus.of(
                node, "daemon", Instant.EPOCH, List.of(new NodeStatus.Chat(1, Instant.EPOCH)), 2);
    }

    /** Connects, and has read {@code ready}. */
    static Bot of(RpcService service) throws IOException {
        Bot bot = new Bot(service, Optional.empty());
        assertEquals("ready", bot.next().path("method").asString());
        return bot;
    }

    static Bot guest(RpcService service, RpcToken token) throws IOException {
        return new Bot(service, Optional.of(token));
    }

    /** Connects, and has read nothing. */
    static Bot unread(RpcService service) throws IOException {
        return new Bot(service, Optional.empty());
    }

    void write(String line) throws IOException {
        writePart(line + "\n");
    }

    void writePart(String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            toService.sink().write(bytes);
        }
    }

    void call(int id, String method, String params) throws IOException {
        write(request(id, method, params));
    }

    static String request(int id, String method, String params) {
        return "{\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"%s\",\"params\":%s}"
                .formatted(id, method, params);
    }

    /** Calls and returns the answer, if nothing else comes before it. */
    JsonNode answer(String method, String params) throws IOException {
        call(77, method, params);
        JsonNode answer = next();
        assertEquals(77, answer.path("id").asInt(-1), answer::toString);
        return answer;
    }

    JsonNode result(String method, String params) throws IOException {
        JsonNode answer = answer(method, params);
        return Optional.ofNullable(answer.get("result"))
                .orElseThrow(() -> new AssertionError(answer.toString()));
    }

    int error(String method, String params) throws IOException {
        return answer(method, params).path("error").path("code").asInt(0);
    }

    /** Returns the next line; null at the end. */
    @Nullable String line() throws IOException {
        return lines.readLine();
    }

    JsonNode next() throws IOException {
        String line = line();
        if (line == null) {
            throw new AssertionError("the service has ended the connection");
        }
        return JsonMapper.shared().readTree(line);
    }

    void endInput() throws IOException {
        toService.sink().close();
    }

    /** Waits until the service knows that the bot is gone. */
    void awaitEnd() throws InterruptedException {
        while (!served.isDone()) {
            Thread.onSpinWait();
        }
    }

    void awaitServed() throws Exception {
        served.get(30, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws IOException {
        toService.sink().close();
        toBot.source().close();
    }
}
