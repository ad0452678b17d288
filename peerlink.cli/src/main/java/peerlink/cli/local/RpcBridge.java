package peerlink.cli.local;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.lang.System.Logger.Level;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import peerlink.cli.program.CliException;
import peerlink.cli.program.Failures;
import peerlink.cli.program.Output;
import peerlink.cli.rpc.RpcService;

/** Carries JSON-RPC between standard input and output and the process that has the profile. */
public final class RpcBridge implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(RpcBridge.class.getName());
    private static final int AT_ONCE = 1 << 16;

    private static final byte[] HELLO =
            "{\"jsonrpc\":\"2.0\",\"method\":\"hello\"}\n".getBytes(StandardCharsets.UTF_8);

    private final SocketChannel channel;
    private final byte[] begun;
    private final NodeProcess process;
    private final AtomicBoolean isInputOver = new AtomicBoolean();
    private final CountDownLatch over = new CountDownLatch(1);

    private RpcBridge(SocketChannel channel, byte[] begun, NodeProcess process) {
        this.channel = channel;
        this.begun = begun;
        this.process = process;
    }

    /**
     * Connects to the process that has the profile's messages open.
     *
     * @param directory the profile's folder
     * @return empty if there is none, or it serves no bots
     * @throws CliException if it does not answer, or has no room for one more bot
     */
    public static Optional<RpcBridge> open(Path directory) throws CliException {
        LocalConnection connection;
        try {
            connection = LocalConnection.open(directory);
        } catch (IOException | UnsupportedOperationException e) {
            LOG.log(Level.DEBUG, "no process has the profile's messages open", e);
            return Optional.empty();
        }
        try (connection) {
            connection.send(HELLO);
            byte[] first = connection.line();
            Optional<CliException> full = RpcService.full(first);
            if (full.isPresent()) {
                throw full.get();
            }
            if (RpcService.isReady(first)) {
                NodeProcess process = connection.process();
                return Optional.of(
                        new RpcBridge(connection.handedOn(), connection.begun(first), process));
            }
        } catch (IOException e) {
            connection.requireAnswering();
            LOG.log(Level.DEBUG, "no process of the profile serves bots", e);
        }
        return Optional.empty();
    }

    /**
     * Carries lines until both sides are done, or the process has ended.
     *
     * @param err gets a line each time that the process is stopped meanwhile, and when it goes on
     * @return whether all of the input was read and answered
     */
    public boolean run(InputStream in, PrintStream out, PrintStream err) throws IOException {
        Thread.ofVirtual().name("peerlink rpc-input").start(() -> carry(in));
        Thread.ofVirtual().name("peerlink rpc-watch").start(() -> watch(err));
        out.write(begun);
        Output.requireWritten(out);
        ByteBuffer buffer = ByteBuffer.allocate(AT_ONCE);
        try {
            while (channel.read(buffer) >= 0) {
                out.write(buffer.array(), 0, buffer.position());
                Output.requireWritten(out);
                buffer.clear();
            }
        } catch (SocketException e) {
            LOG.log(Level.DEBUG, "the process with the profile is gone", e);
            return false;
        }
        return isInputOver.get();
    }

    private void watch(PrintStream err) {
        try {
            while (process.awaitStopped(over)) {
                CliException stopped = process.doesNotAnswer();
                err.println(Failures.message(stopped));
                Failures.printHint(err, stopped.hint());
                if (!process.awaitGoingOn(over)) {
                    return;
                }
                err.println("the process with the profile's node goes on");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void carry(InputStream in) {
        try {
            byte[] buffer = new byte[AT_ONCE];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                LocalConnection.write(channel, buffer, read);
            }
            isInputOver.set(true);
            channel.shutdownOutput();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "the process with the profile takes no more", e);
        }
    }

    @Override
    public void close() throws IOException {
        over.countDown();
        channel.close();
    }
}
