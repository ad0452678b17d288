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
import java.util.concurrent.atomic.AtomicBoolean;
import peerlink.cli.program.Output;

/** Carries JSON-RPC between standard input and output and the process that has the profile. */
public final class RpcBridge implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(RpcBridge.class.getName());
    private static final int AT_ONCE = 1 << 16;

    private static final byte[] HELLO =
            "{\"jsonrpc\":\"2.0\",\"method\":\"hello\"}\n".getBytes(StandardCharsets.UTF_8);

    private final SocketChannel channel;
    private final LocalChannel link;
    private final byte[] ready;
    private final AtomicBoolean isInputOver = new AtomicBoolean();

    private RpcBridge(SocketChannel channel, LocalChannel link, byte[] ready) {
        this.channel = channel;
        this.link = link;
        this.ready = ready;
    }

    /**
     * Connects to the process that has the profile's messages open.
     *
     * @param directory the profile's folder
     * @return empty if there is none, or it serves no bots
     */
    public static Optional<RpcBridge> open(Path directory) {
        try {
            SocketChannel channel = ProfileSocket.connect(directory);
            boolean isServed = false;
            try {
                write(channel, HELLO, HELLO.length);
                LocalChannel link = new LocalChannel(channel);
                byte[] first = link.line();
                isServed =
                        new String(first, StandardCharsets.UTF_8).contains("\"method\":\"ready\"");
                return isServed
                        ? Optional.of(new RpcBridge(channel, link, first))
                        : Optional.empty();
            } finally {
                if (!isServed) {
                    channel.close();
                }
            }
        } catch (IOException | UnsupportedOperationException e) {
            LOG.log(Level.DEBUG, "no process of the profile serves bots", e);
            return Optional.empty();
        }
    }

    /**
     * Carries lines until both sides are done, or the process has ended.
     *
     * @return whether all of the input was read and answered
     */
    public boolean run(InputStream in, PrintStream out) throws IOException {
        Thread.ofVirtual().name("peerlink rpc-input").start(() -> carry(in));
        out.write(ready);
        out.write('\n');
        out.write(link.rest());
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

    private void carry(InputStream in) {
        try {
            byte[] buffer = new byte[AT_ONCE];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                write(channel, buffer, read);
            }
            isInputOver.set(true);
            channel.shutdownOutput();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "the process with the profile takes no more", e);
        }
    }

    private static void write(SocketChannel channel, byte[] bytes, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, length);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
