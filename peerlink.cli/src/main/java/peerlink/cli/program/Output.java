package peerlink.cli.program;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;

/**
 * The data stream. A {@link PrintStream} says only that something could not be written; this one
 * knows why. Safe for use by several threads.
 */
public final class Output extends PrintStream {
    private final Sink sink;

    private Output(Sink sink, Charset charset) {
        super(new BufferedOutputStream(sink), true, charset);
        this.sink = sink;
    }

    /** Returns a stream that writes to another one. */
    static Output into(OutputStream target, Charset charset) {
        return new Output(new Sink(target), charset);
    }

    /** Returns this process's standard output. */
    public static Output ofProcess(Charset charset) {
        return into(new FileOutputStream(FileDescriptor.out), charset);
    }

    /**
     * Hands the printed data to the system.
     *
     * @throws UncheckedIOException if the system does not take all of it, with an
     * {@link OutputException}
     */
    public static void requireWritten(PrintStream out) {
        if (out.checkError()) {
            throw new UncheckedIOException(
                    new OutputException(out instanceof Output known ? known.sink.failure : null));
        }
    }

    /** Remembers the first failure. */
    private static final class Sink extends OutputStream {
        private final OutputStream target;
        private volatile @Nullable IOException failure;

        Sink(OutputStream target) {
            this.target = target;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            try {
                target.write(bytes, offset, length);
            } catch (IOException e) {
                if (failure == null) {
                    failure = e;
                }
                throw e;
            }
        }

        @Override
        public void flush() throws IOException {
            target.flush();
        }

        @Override
        public void close() throws IOException {
            target.close();
        }
    }
}
