package peerlink.cli.local;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Carries the bytes of a terminal between its process and the one that runs the chat. Each side has
 * {@value #WINDOW} bytes under way at most that the other one has not written yet, so that neither
 * needs more memory for one that takes nothing. One thread reads; several may write.
 */
public final class TerminalLink {
    static final int WINDOW = 1 << 16;

    private final SocketChannel channel;
    private final ByteBuffer input;
    private final ReentrantLock writing = new ReentrantLock();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // the lock guards these
    private int underWay;
    private int unwritten;
    private boolean isClosed;

    /**
     * @param input the bytes that were read already, to be read from
     */
    TerminalLink(SocketChannel channel, ByteBuffer input) {
        this.channel = channel;
        this.input = input;
    }

    /** Sends any frame but {@link TerminalFrame.Data}. */
    public void send(TerminalFrame frame) throws IOException {
        ByteBuffer bytes = frame.encoded();
        writing.lock();
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } finally {
            writing.unlock();
        }
    }

    /**
     * Sends bytes, and waits while too many are under way.
     *
     * @throws IOException if the link has ended
     */
    public void sendData(byte[] bytes, int from, int length) throws IOException {
        for (int at = from; at < from + length; ) {
            int part = Math.min(TerminalFrame.MOST_DATA, from + length - at);
            begin(part);
            byte[] some = new byte[part];
            System.arraycopy(bytes, at, some, 0, part);
            send(new TerminalFrame.Data(some));
            at += part;
        }
    }

    private void begin(int bytes) throws IOException {
        lock.lock();
        try {
            while (underWay + bytes > WINDOW && !isClosed) {
                changed.awaitUninterruptibly();
            }
            requireOpen();
            underWay += bytes;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until the other side has written all bytes that were sent.
     *
     * @throws IOException if the link has ended
     */
    public void awaitWritten() throws IOException {
        lock.lock();
        try {
            while (underWay > 0 && !isClosed) {
                changed.awaitUninterruptibly();
            }
            requireOpen();
        } finally {
            lock.unlock();
        }
    }

    private void requireOpen() throws IOException {
        if (isClosed) {
            throw new IOException("the other process has ended");
        }
    }

    /** Tells the other side that bytes of its own are written. */
    public void written(int bytes) throws IOException {
        lock.lock();
        try {
            unwritten -= bytes;
        } finally {
            lock.unlock();
        }
        send(new TerminalFrame.Written(bytes));
    }

    /**
     * Waits for a frame. Keeps those of the kind {@link TerminalFrame.Written} to itself.
     *
     * @throws EOFException if the other side has closed
     * @throws IOException if a frame breaks the rules
     */
    public TerminalFrame receive() throws IOException {
        while (true) {
            byte kind = bytes(1)[0];
            int length = ByteBuffer.wrap(bytes(4)).getInt();
            if (length < 0 || length > TerminalFrame.MOST_BYTES) {
                throw new IOException("a frame of " + length + " bytes");
            }
            TerminalFrame frame;
            try {
                frame = TerminalFrame.parse(kind, bytes(length));
            } catch (IllegalArgumentException e) {
                throw new IOException("not a frame of a terminal: " + e.getMessage(), e);
            }
            switch (frame) {
                case TerminalFrame.Written(var bytes) -> noteWritten(bytes);
                case TerminalFrame.Data(var bytes) -> {
                    noteReceived(bytes.length);
                    return frame;
                }
                default -> {
                    return frame;
                }
            }
        }
    }

    private void noteWritten(int bytes) throws IOException {
        lock.lock();
        try {
            if (bytes < 0 || bytes > underWay) {
                throw new IOException("more bytes were written than sent");
            }
            underWay -= bytes;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void noteReceived(int bytes) throws IOException {
        lock.lock();
        try {
            unwritten += bytes;
            if (unwritten > WINDOW) {
                throw new IOException("more bytes came than there is room for");
            }
        } finally {
            lock.unlock();
        }
    }

    private byte[] bytes(int length) throws IOException {
        byte[] bytes = new byte[length];
        int at = 0;
        while (at < length) {
            if (!input.hasRemaining()) {
                input.clear();
                int read = channel.read(input);
                input.flip();
                if (read < 0) {
                    throw new EOFException("the other process has ended");
                }
            }
            int some = Math.min(input.remaining(), length - at);
            input.get(bytes, at, some);
            at += some;
        }
        return bytes;
    }

    /** Ends the link. Threads that wait fail. Does nothing the second time. */
    public void close() throws IOException {
        lock.lock();
        try {
            isClosed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        channel.close();
    }
}
