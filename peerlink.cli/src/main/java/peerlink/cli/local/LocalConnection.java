package peerlink.cli.local;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import peerlink.api.thread.SocketThreads;
import peerlink.cli.program.CliException;

/**
 * A connection to the process that has a profile's messages open. It is given up if that process
 * does not answer at all for some seconds, or is stopped later: a process that is stopped has its
 * socket all the same, and whoever waits for it would wait without end. One thread uses it.
 */
final class LocalConnection implements AutoCloseable {
    /** The longest wait for the first answer, which says that the request is taken. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    private final NodeProcess process;
    private final CountDownLatch over = new CountDownLatch(1);
    private final SocketChannel channel;
    private final LocalChannel requests;
    private volatile boolean isAnswered;
    private volatile boolean isGivenUp;
    private boolean isHandedOn;

    private LocalConnection(NodeProcess process, SocketChannel channel) {
        this.process = process;
        this.channel = channel;
        this.requests = new LocalChannel(channel);
    }

    /**
     * Connects.
     *
     * @param directory the profile's folder
     * @throws IOException if there is no such process, or it is about to end
     * @throws CliException if it does not answer
     */
    static LocalConnection open(Path directory) throws IOException, CliException {
        return open(directory, PATIENCE);
    }

    static LocalConnection open(Path directory, Duration patience)
            throws IOException, CliException {
        LocalConnection connection =
                new LocalConnection(NodeProcess.of(directory), ProfileSocket.unconnected());
        CompletableFuture.delayedExecutor(patience.toNanos(), TimeUnit.NANOSECONDS)
                .execute(connection::giveUpUnlessAnswered);
        SocketThreads.start("peerlink local-patience", connection::giveUpIfStopped);
        boolean isConnected = false;
        try {
            // waits while others wait that connected before
            ProfileSocket.connect(connection.channel, directory);
            isConnected = true;
            return connection;
        } catch (IOException e) {
            connection.requireAnswering();
            throw e;
        } finally {
            if (!isConnected) {
                connection.close();
            }
        }
    }

    private void giveUpUnlessAnswered() {
        if (!isAnswered) {
            giveUp();
        }
    }

    private void giveUpIfStopped() {
        try {
            if (process.awaitStopped(over)) {
                giveUp();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void giveUp() {
        isGivenUp = true;
        LocalChannel.close(channel);
    }

    /** Returns what requests are sent by. */
    LocalChannel requests() {
        return requests;
    }

    /** Sends bytes of any kind. */
    void send(byte[] bytes) throws IOException {
        write(channel, bytes, bytes.length);
    }

    /** Writes bytes, and waits until the system has taken them. */
    static void write(SocketChannel channel, byte[] bytes, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, length);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    /** Waits for an answer. */
    LocalAnswer answer() throws IOException {
        LocalAnswer answer = requests.answer();
        isAnswered = true;
        return answer;
    }

    /** Waits for a line of any kind. */
    byte[] line() throws IOException {
        byte[] line = requests.line();
        isAnswered = true;
        return line;
    }

    /**
     * Checks that it was not given up.
     *
     * @throws CliException if it was; it tells why, and what to do
     */
    void requireAnswering() throws CliException {
        if (isGivenUp) {
            throw process.doesNotAnswer();
        }
    }

    /** Tells whether it was given up, as the process does not answer. */
    boolean isGivenUp() {
        return isGivenUp;
    }

    /** Returns the process at the other end. */
    NodeProcess process() {
        return process;
    }

    /**
     * Carries a terminal's bytes from now on. The caller closes the link, and looks after the other
     * process.
     */
    TerminalLink terminal() {
        handedOn();
        return requests.terminal();
    }

    /** Leaves the channel to the caller, who closes it, and looks after the other process. */
    SocketChannel handedOn() {
        isHandedOn = true;
        over.countDown();
        return channel;
    }

    /** Returns a line that was read, and what was read beyond it. */
    byte[] begun(byte[] line) {
        return requests.begun(line);
    }

    @Override
    public void close() {
        isAnswered = true;
        over.countDown();
        if (!isHandedOn) {
            LocalChannel.close(channel);
        }
    }
}
