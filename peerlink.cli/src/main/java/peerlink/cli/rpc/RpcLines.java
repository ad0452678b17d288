package peerlink.cli.rpc;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads lines from a channel, and takes no more memory than {@link RpcParser#MOST_BYTES}. */
final class RpcLines {
    private final ReadableByteChannel channel;
    private final ByteBuffer input;

    /** Says that a line is too long. What follows it can't be told from it. */
    static final class TooLongException extends IOException {
        private static final long serialVersionUID = 1;

        TooLongException() {
            super("a line longer than %d bytes".formatted(RpcParser.MOST_BYTES));
        }
    }

    /**
     * @param begun what was read from the channel before
     */
    RpcLines(byte[] begun, ReadableByteChannel channel) {
        this.channel = channel;
        this.input = ByteBuffer.allocate(Math.max(begun.length, 1 << 16)).put(begun).flip();
    }

    /** Waits for a line, and returns it without its end; null at the end of the input. */
    byte @Nullable [] next() throws IOException {
        int whole = endOfLine();
        if (whole < input.limit()) { // as most are, and no longer than the buffer
            byte[] line = Arrays.copyOfRange(input.array(), input.position(), whole);
            input.position(whole + 1);
            return requireShort(line);
        }
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (true) {
            int end = endOfLine();
            int length = end - input.position();
            if (line.size() + length > RpcParser.MOST_BYTES) {
                throw new TooLongException();
            }
            line.write(input.array(), input.position(), length);
            input.position(end);
            if (input.hasRemaining()) {
                input.get(); // the line feed
                return line.toByteArray();
            }
            input.clear();
            int read = channel.read(input);
            input.flip();
            if (read < 0) {
                return line.size() == 0 ? null : line.toByteArray();
            }
        }
    }

    private static byte[] requireShort(byte[] line) throws TooLongException {
        if (line.length > RpcParser.MOST_BYTES) { // what was read before may be long
            throw new TooLongException();
        }
        return line;
    }

    private int endOfLine() {
        byte[] bytes = input.array();
        int at = input.position();
        while (at < input.limit() && bytes[at] != '\n') {
            at++;
        }
        return at;
    }
}
