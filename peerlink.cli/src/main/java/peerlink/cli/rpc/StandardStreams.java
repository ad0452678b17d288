package peerlink.cli.rpc;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import peerlink.api.thread.SocketThreads;
import peerlink.cli.program.Output;

/** Serves one bot on standard input and output, in the process that has the node itself. */
public final class StandardStreams {
    private final InputStream in;
    private final PrintStream out;
    private final CompletableFuture<Boolean> end = new CompletableFuture<>();

    public StandardStreams(InputStream in, PrintStream out) {
        this.in = in;
        this.out = out;
    }

    /**
     * Serves the bot until its input ends and all is answered.
     *
     * @return false if the node has ended before
     * @throws UncheckedIOException if the output can't be written any more
     */
    public boolean serve(RpcService rpc) throws InterruptedException {
        SocketThreads.start(
                "peerlink rpc-reader",
                () -> {
                    try {
                        rpc.serve(new byte[0], new Input(), new Out(), Optional.empty());
                        end.complete(true);
                    } catch (Throwable e) {
                        end.completeExceptionally(e);
                    }
                });
        try {
            return end.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UncheckedIOException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    /** Ends the wait for the bot, as for a node that has ended. */
    public void end() {
        end.complete(false);
    }

    /** Standard input. Nobody can end a read of it, so its close ends the wait for the bot. */
    private final class Input implements ReadableByteChannel {
        private volatile boolean isOver;
        private volatile boolean isClosed;

        @Override
        public int read(ByteBuffer target) throws IOException {
            int read = in.read(target.array(), target.position(), target.remaining());
            if (read > 0) {
                target.position(target.position() + read);
            }
            isOver = read < 0;
            return read;
        }

        @Override
        public boolean isOpen() {
            return !isClosed;
        }

        @Override
        public void close() {
            isClosed = true;
            if (!isOver) {
                end.complete(false);
            }
        }
    }

    private final class Out implements WritableByteChannel {
        @Override
        public int write(ByteBuffer source) throws IOException {
            int length = source.remaining();
            try {
                out.write(source.array(), source.position(), length);
                Output.requireWritten(out);
            } catch (UncheckedIOException e) {
                end.completeExceptionally(e);
                throw e.getCause();
            }
            source.position(source.limit());
            return length;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {
            // the process's own
        }
    }
}
