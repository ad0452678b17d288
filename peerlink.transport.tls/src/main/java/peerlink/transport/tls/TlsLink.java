package peerlink.transport.tls;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.bouncycastle.tls.TlsProtocol;
import org.jspecify.annotations.Nullable;
import peerlink.api.Bytes;
import peerlink.api.Circuit;
import peerlink.api.Link;
import peerlink.api.LinkInfo;
import peerlink.api.ProtocolViolationException;
import peerlink.api.thread.SocketThreads;

/** Carries frames over TLS over a wire. */
final class TlsLink implements Link {
    private static final System.Logger LOG = System.getLogger(TlsLink.class.getName());

    private final LinkInfo info;
    private final Wire wire;
    private final WireStreams streams;
    private final TlsProtocol tls;
    private final RemotePeer remote;
    private final Duration closeLimit;

    private final ReentrantLock sending = new ReentrantLock();
    private final ReentrantLock receiving = new ReentrantLock();
    private final FrameWriter writer;
    private final FrameReader reader;
    private final LinkClosedEvent life;

    /** This side has closed the link. */
    private final AtomicBoolean closed = new AtomicBoolean();

    private final AtomicBoolean reported = new AtomicBoolean();

    TlsLink(
            LinkInfo info,
            Wire wire,
            WireStreams streams,
            TlsProtocol tls,
            RemotePeer remote,
            Duration closeLimit) {
        this.info = info;
        this.wire = wire;
        this.streams = streams;
        this.tls = tls;
        this.remote = remote;
        this.closeLimit = closeLimit;
        this.writer = new FrameWriter(tls.getOutputStream());
        this.reader = new FrameReader(tls.getInputStream());
        LinkOpenedEvent.emit(info);
        this.life = LinkClosedEvent.of(info);
    }

    @Override
    public LinkInfo info() {
        return info;
    }

    /**
     * {@inheritDoc} A failure here leaves the other direction alone: frames that the other side
     * sent before it left can still be received.
     */
    @Override
    public void send(List<Bytes> frames) throws IOException {
        FrameWriter.requireFrames(frames);
        sending.lock();
        try {
            requireOpen();
            streams.requireWritten();
            writer.write(frames);
            streams.requireWritten();
        } catch (IOException e) {
            throw new IOException(failure(e).getMessage(), e);
        } finally {
            sending.unlock();
        }
    }

    @Override
    public Bytes receive() throws IOException {
        return receive(MAX_FRAME);
    }

    @Override
    public Bytes receive(int limit) throws IOException {
        receiving.lock();
        try {
            requireOpen();
            Bytes frame = reader.read(Math.min(limit, MAX_FRAME));
            requireOpen();
            return frame;
        } catch (ProtocolViolationException e) {
            // a close on this side ends the stream too, perhaps in a frame
            requireOpen();
            report(e.getMessage());
            close();
            throw e;
        } catch (IOException e) {
            IOException failure = failure(e);
            if (!closed.get()) {
                report(failure.getMessage());
                // TLS has ended both ways, and everything is read: nothing is lost
                wire.close();
            }
            throw failure;
        } finally {
            receiving.unlock();
        }
    }

    @Override
    public boolean hasMore() {
        try {
            return reader.hasMore() || streams.input().available() > 0;
        } catch (IOException e) {
            // receive() says it better
            return false;
        }
    }

    /**
     * {@inheritDoc} Bouncy Castle's TLS takes whole records from the wire and never more, so the
     * first byte behind the last record of the other side is the first one of the circuit.
     */
    @Override
    public Circuit detach() throws IOException {
        sending.lock();
        receiving.lock();
        try {
            streams.requireWritten();
            if (closed.getAndSet(true)) {
                throw new IOException("link closed");
            }
            report("detached");
            return new WireCircuit(wire);
        } finally {
            receiving.unlock();
            sending.unlock();
        }
    }

    private void requireOpen() throws IOException {
        if (closed.get()) {
            throw new IOException("link closed");
        }
    }

    /** Puts an end of the connection into the words of {@link Link}. */
    private IOException failure(IOException e) {
        if (closed.get()) {
            return new IOException("link closed", e);
        }
        if (remote.hasClosed()) {
            return new EOFException("link closed by the other side");
        }
        return LinkFailures.ofLink(e);
    }

    /**
     * Says goodbye, and lets the other side answer: a socket that is closed with bytes unread
     * resets the connection, and then the other side may not see the last frames. Waits only until
     * the goodbye is sent; the rest takes place behind the caller's back, and no longer than the
     * limit.
     */
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        report("closed");
        CountDownLatch goodbyeSent = new CountDownLatch(1);
        SocketThreads.start(
                "peerlink tls-goodbye " + info.remoteAddress().hostAndPort(),
                () -> sayGoodbye(goodbyeSent));
        awaitUninterrupted(goodbyeSent);
    }

    /**
     * Waits for a short time, since the goodbye has a deadline; and a thread that was told to stop
     * still takes its leave.
     */
    private static void awaitUninterrupted(CountDownLatch latch) {
        boolean interrupted = Thread.interrupted();
        while (true) {
            try {
                latch.await();
                break;
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void sayGoodbye(CountDownLatch sent) {
        try (wire;
                HandshakeDeadline _ = HandshakeDeadline.closing(wire, closeLimit)) {
            sending.lock();
            try {
                tls.close();
                streams.requireWritten();
                wire.endOutput();
            } finally {
                sending.unlock();
                sent.countDown();
            }
            receiving.lock();
            try {
                drain(streams.input());
            } finally {
                receiving.unlock();
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "the other side left before the link was closed in order", e);
        }
    }

    private static void drain(InputStream in) throws IOException {
        byte[] ignored = new byte[4096];
        while (in.read(ignored) >= 0) {
            // bytes after the goodbye have no reader
        }
    }

    private void report(@Nullable String reason) {
        if (!reported.getAndSet(true)) {
            life.end(reason);
        }
    }
}
