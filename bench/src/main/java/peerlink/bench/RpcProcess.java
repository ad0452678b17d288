package peerlink.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import peerlink.api.Address;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A process of {@code peerlink rpc} with a node of its own, and a bot in this process that answers
 * each message of the type of {@link #ASKED}.
 */
final class RpcProcess implements AutoCloseable {
    /** The beginning of a text that the bot answers. */
    static final String ASKED = "?";

    private static final int LOST_SECONDS = 60;

    /** The id of a request whose answer is awaited by itself. */
    private static final int ALONE = 1;

    /** The id of a message of {@link #oneWay}. */
    private static final int MANY = 2;

    /** The most messages that are on their way. */
    private static final int WINDOW = 900;

    private final JsonMapper mapper = new JsonMapper();
    private final Process process;
    private final Writer input;
    private final SynchronousQueue<JsonNode> results = new SynchronousQueue<>();
    private final Semaphore window = new Semaphore(WINDOW);

    private RpcProcess(Process process) {
        this.process = process;
        this.input = process.outputWriter();
        Thread.ofPlatform().name("bot").start(this::read);
    }

    static RpcProcess start(Path launcher, Path folder) throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(
                        launcher.toString(),
                        "rpc",
                        "--profile",
                        "bot",
                        "--requests",
                        "accept",
                        "--listen",
                        "127.0.0.1:0");
        builder.environment().keySet().removeIf(name -> name.startsWith("PEERLINK_"));
        builder.environment().put("PEERLINK_HOME", folder.resolve("home").toString());
        builder.environment().put("PEERLINK_LAN", "off");
        // nobody is to be found by a registry here
        builder.environment().put("PEERLINK_LOCAL_REGISTRY", "127.0.0.1:1");
        RpcProcess started =
                new RpcProcess(builder.redirectError(ProcessBuilder.Redirect.INHERIT).start());
        started.result("subscribe", "{\"cursor\":\"bench\"}");
        return started;
    }

    /** Returns the process's peer. */
    Peer peer() throws IOException, InterruptedException {
        JsonNode status = result("status", "{}");
        List<Address> addresses = new ArrayList<>();
        status.path("addresses")
                .forEach(address -> addresses.add(Address.parse(address.asString(""))));
        return new Peer(
                new PeerId(status.path("id").asString("")),
                new PeerName(status.path("name").asString("")),
                addresses);
    }

    /**
     * Sends messages for as long as told, and waits until all are acknowledged.
     *
     * @return the number of messages
     */
    long oneWay(PeerId to, String text, Duration duration)
            throws IOException, InterruptedException {
        String params =
                "{\"to\":\"%s\",\"text\":\"%s\",\"wait\":\"delivered\",\"timeoutMillis\":60000}"
                        .formatted(to, text);
        long end = System.nanoTime() + duration.toNanos();
        long sent = 0;
        while (System.nanoTime() < end) {
            if (!window.tryAcquire()) {
                synchronized (input) {
                    input.flush();
                }
                window.acquire();
            }
            write(MANY, "send", params, false);
            sent++;
        }
        synchronized (input) {
            input.flush();
        }
        window.acquire(WINDOW);
        window.release(WINDOW);
        return sent;
    }

    private JsonNode result(String method, String params) throws IOException, InterruptedException {
        write(ALONE, method, params, true);
        JsonNode result = results.poll(LOST_SECONDS, TimeUnit.SECONDS);
        if (result == null) {
            throw new IOException("no answer to " + method);
        }
        return result;
    }

    private void write(int id, String method, String params, boolean isLast) throws IOException {
        synchronized (input) {
            input.write(
                    "{\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"%s\",\"params\":%s}\n"
                            .formatted(id, method, params));
            if (isLast) {
                input.flush();
            }
        }
    }

    private void read() {
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode told = mapper.readTree(line);
                if (told.has("error")) {
                    System.err.println(line);
                }
                switch (told.path("id").asInt(0)) {
                    case ALONE ->
                            results.offer(told.path("result"), LOST_SECONDS, TimeUnit.SECONDS);
                    case MANY -> window.release();
                    default -> told(told);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void told(JsonNode told) throws IOException {
        JsonNode message = told.path("params");
        if (!told.path("method").asString("").equals("message")) {
            return;
        }
        if (message.path("text").asString("").startsWith(ASKED)) {
            write(
                    3,
                    "send",
                    "{\"to\":\"%s\",\"text\":\"!\"}".formatted(message.path("from").asString("")),
                    false);
        }
        acknowledge(message.path("number").asLong(0));
    }

    /** Acknowledges by a notification, whose answer nobody awaits. */
    private void acknowledge(long number) throws IOException {
        synchronized (input) {
            input.write(
                    "{\"jsonrpc\":\"2.0\",\"method\":\"ack\",\"params\":[\"bench\",%d]}\n"
                            .formatted(number));
            input.flush();
        }
    }

    @Override
    public void close() throws IOException {
        input.close();
        process.destroy();
    }
}
