package peerlink.bench.chaos;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A bot of a peer, which reads behind a cursor over the profile's socket and acknowledges each
 * message. It is cut off again and again: as by a kill, it may have read what it has not
 * acknowledged. It remembers all that it has read.
 *
 * <p>Safe for use by several threads.
 */
final class ChaosBot implements AutoCloseable {
    /** One message in so many is the last one of a run. */
    private static final int KILLED_ONE_IN = 200;

    private static final int LOOK_AGAIN_MILLIS = 100;

    private final Path socket;
    private final Random random;
    private final Thread thread;
    private final JsonMapper mapper = new JsonMapper();
    private final List<Shown> read = new ArrayList<>();
    private int run;
    private boolean hasCursor;
    private volatile boolean isClosed;
    private volatile @Nullable SocketChannel channel;

    /**
     * @param profile the folder of the peer's profile
     */
    ChaosBot(String name, Path profile, long seed) {
        socket = profile.resolve("node.sock");
        random = new Random(seed);
        thread = Thread.ofPlatform().name("bot-" + name).start(this::live);
    }

    /** Tells whether the bot has its cursor, and so is to get all that is accepted from now on. */
    synchronized boolean hasCursor() {
        return hasCursor;
    }

    /** Returns all messages so far, in order. */
    synchronized List<Shown> read() {
        return List.copyOf(read);
    }

    /** Returns the runs, all of which were cut off. */
    synchronized Set<Integer> runs() {
        return IntStream.rangeClosed(0, run).boxed().collect(Collectors.toSet());
    }

    private void live() {
        while (!isClosed) {
            try (SocketChannel opened = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
                channel = opened;
                serve(opened);
            } catch (IOException e) {
                // the peer is down, or has gone
            } finally {
                synchronized (this) {
                    run++;
                }
            }
            try {
                Thread.sleep(LOOK_AGAIN_MILLIS);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void serve(SocketChannel opened) throws IOException {
        BufferedReader lines =
                new BufferedReader(Channels.newReader(opened, StandardCharsets.UTF_8));
        call(opened, 1, "subscribe", "[\"chaos\"]");
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            JsonNode told = mapper.readTree(line);
            if (told.path("id").asInt(0) == 1 && told.has("result")) {
                synchronized (this) {
                    hasCursor = true;
                }
            }
            if (told.has("error")) {
                return; // the connection before is not known to be gone yet, or the node ends
            }
            if (told.path("method").asString("").equals("message")) {
                JsonNode message = told.path("params");
                synchronized (this) {
                    read.add(
                            new Shown(
                                    message.path("messageId").asString(),
                                    message.path("text").asString(),
                                    message.path("redelivered").asBoolean(false),
                                    run));
                }
                if (random.nextInt(KILLED_ONE_IN) == 0) {
                    return; // before its acknowledgement
                }
                call(
                        opened,
                        2,
                        "ack",
                        "[\"chaos\",%d]".formatted(message.path("number").asLong(0)));
            }
        }
    }

    private static void call(SocketChannel opened, int id, String method, String params)
            throws IOException {
        ByteBuffer line =
                ByteBuffer.wrap(
                        "{\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"%s\",\"params\":%s}\n"
                                .formatted(id, method, params)
                                .getBytes(StandardCharsets.UTF_8));
        while (line.hasRemaining()) {
            opened.write(line);
        }
    }

    @Override
    public void close() {
        isClosed = true;
        thread.interrupt();
        SocketChannel opened = channel;
        if (opened != null) {
            try {
                opened.close();
            } catch (IOException e) {
                // it is gone, as it should
            }
        }
    }
}
