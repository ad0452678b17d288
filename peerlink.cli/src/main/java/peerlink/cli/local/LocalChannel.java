package peerlink.cli.local;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import peerlink.cli.text.JsonLines;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Carries local requests and answers over a socket: one JSON object a line, each with the version
 * of this format. One thread reads, and one at a time writes.
 */
final class LocalChannel {
    /** Grows when an older side would misunderstand. */
    static final int VERSION = 1;

    /**
     * The longest line, in bytes: the longest text with each of its bytes escaped, and the other
     * fields.
     */
    static final int MOST_BYTES = 1 << 19;

    private static final System.Logger LOG = System.getLogger(LocalChannel.class.getName());
    private static final JsonMapper JSON = JsonMapper.shared();

    private final SocketChannel channel;
    private final ByteBuffer input = ByteBuffer.allocate(8192).flip();

    LocalChannel(SocketChannel channel) {
        this.channel = channel;
    }

    void send(LocalRequest request) throws IOException {
        write(request.fields());
    }

    void send(LocalAnswer answer) throws IOException {
        write(answer.fields());
    }

    /** Sends the user's answer to a question; empty if there is nobody to answer. */
    void sendReply(Optional<String> reply) throws IOException {
        write(reply.isPresent() ? Map.of("text", reply.get()) : Map.of());
    }

    /**
     * Waits for the answer to a question.
     *
     * @throws EOFException if the other side has closed
     */
    Optional<String> reply() throws IOException {
        return read().path("text").asStringOpt();
    }

    /**
     * Waits for a request.
     *
     * @throws IOException if none arrives that this version understands
     */
    LocalRequest request() throws IOException {
        return request(line());
    }

    /** Reads a request from a line. */
    LocalRequest request(byte[] line) throws IOException {
        JsonNode fields = read(line);
        try {
            return LocalRequest.parse(fields);
        } catch (IllegalArgumentException e) {
            throw new IOException("not a request: " + e.getMessage(), e);
        }
    }

    /**
     * Waits for an answer.
     *
     * @throws EOFException if the other side has closed
     * @throws IOException if this version does not understand the answer
     */
    LocalAnswer answer() throws IOException {
        JsonNode fields = read();
        try {
            return LocalAnswer.parse(fields);
        } catch (IllegalArgumentException e) {
            throw new IOException("not an answer: " + e.getMessage(), e);
        }
    }

    /** Closes a socket that nobody needs any more. */
    static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "closing a socket failed", e);
        }
    }

    /** Carries a terminal's bytes from now on, and no more requests or answers. */
    TerminalLink terminal() {
        return new TerminalLink(channel, input);
    }

    private void write(Map<String, @Nullable Object> fields) throws IOException {
        Map<String, @Nullable Object> all = new LinkedHashMap<>();
        all.put("v", VERSION);
        all.putAll(fields);
        ByteBuffer line =
                ByteBuffer.wrap((JsonLines.text(all) + "\n").getBytes(StandardCharsets.UTF_8));
        while (line.hasRemaining()) {
            channel.write(line);
        }
    }

    /**
     * Tells whether the first line of a connection is a local request, with a version, and no line
     * of JSON-RPC.
     */
    static boolean isRequest(byte[] line) {
        try {
            JsonNode fields = JSON.readTree(line);
            return fields.has("v") && !fields.has("jsonrpc");
        } catch (JacksonException e) {
            return false;
        }
    }

    /** Returns a line that was read, and what was read from the socket beyond it. */
    byte[] begun(byte[] line) {
        int length = input.remaining();
        byte[] begun = Arrays.copyOf(line, line.length + 1 + length);
        begun[line.length] = '\n';
        input.get(begun, line.length + 1, length);
        return begun;
    }

    private JsonNode read() throws IOException {
        return read(line());
    }

    private static JsonNode read(byte[] line) throws IOException {
        JsonNode fields;
        try {
            fields = JSON.readTree(line);
        } catch (JacksonException e) {
            throw new IOException("not a line of JSON", e);
        }
        int version = fields.path("v").asInt(0);
        if (version != VERSION) {
            throw new IOException(
                    "the other process is of another version of peerlink: its format is %d, not %d"
                            .formatted(version, VERSION));
        }
        return fields;
    }

    /** Waits for a line. */
    byte[] line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (true) {
            while (input.hasRemaining()) {
                byte next = input.get();
                if (next == '\n') {
                    return line.toByteArray();
                }
                if (line.size() == MOST_BYTES) {
                    throw new IOException("a line longer than " + MOST_BYTES + " bytes");
                }
                line.write(next);
            }
            input.clear();
            int length = channel.read(input);
            input.flip();
            if (length < 0) {
                throw new EOFException("the other process has ended");
            }
        }
    }
}
