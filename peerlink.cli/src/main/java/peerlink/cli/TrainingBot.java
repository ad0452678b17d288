package peerlink.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Plays a bot of {@code peerlink rpc} in the {@link Training}: it sends messages, first each after
 * the acknowledgement of the one before, then all at once. So the record tells which methods the
 * way of a message needs, and they are compiled before a user has sent thousands.
 */
final class TrainingBot implements AutoCloseable {
    /** The bytes of requests that wait for the command: all that are sent at once. */
    private static final int PIPE = 1 << 20;

    private final int roundTrips;
    private final int messages;
    private final PipedInputStream requests = new PipedInputStream(PIPE);
    private final PipedOutputStream asking;

    /** The number of answers: the first line says that the node is ready. */
    private final AtomicInteger answered = new AtomicInteger(-1);

    TrainingBot(int roundTrips, int messages) throws IOException {
        this.roundTrips = roundTrips;
        this.messages = messages;
        this.asking = new PipedOutputStream(requests);
    }

    /** Returns the standard input of the command, which ends after the last request. */
    InputStream requests() {
        return requests;
    }

    /** Returns the standard output of the command. */
    PrintStream answers() {
        return new PrintStream(
                new OutputStream() {
                    @Override
                    public void write(int b) throws IOException {
                        if (b == '\n') {
                            answered();
                        }
                    }
                },
                false,
                StandardCharsets.UTF_8);
    }

    /** Tells whether every request has its answer. */
    boolean isDone() {
        return answered.get() == roundTrips + messages;
    }

    private void answered() throws IOException {
        int count = answered.incrementAndGet();
        if (count < roundTrips) {
            ask(count);
        } else if (count == roundTrips) {
            for (int i = 0; i < messages; i++) {
                ask(count + i);
            }
            asking.close();
        }
    }

    private void ask(int id) throws IOException {
        String wait = id < roundTrips ? ",\"wait\":\"delivered\"" : "";
        String request =
                "{\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"send\",\"params\":{\"to\":\"bob\",\"text\":\"hello number %d\"%s}}\n"
                        .formatted(id, id, wait);
        asking.write(request.getBytes(StandardCharsets.UTF_8));
        asking.flush();
    }

    @Override
    public void close() throws IOException {
        asking.close();
        requests.close();
    }
}
