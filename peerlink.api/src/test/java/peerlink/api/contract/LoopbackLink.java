package peerlink.api.contract;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import peerlink.api.Bytes;
import peerlink.api.Link;
import peerlink.api.LinkInfo;

/** Carries frames over one end of an in-memory link. */
final class LoopbackLink implements Link {
    private final LinkInfo info;
    private final LoopbackPipe incoming;
    private final LoopbackPipe outgoing;
    private final Consumer<LoopbackLink> onClose;
    private final ReentrantLock sending = new ReentrantLock();

    LoopbackLink(
            LinkInfo info,
            LoopbackPipe incoming,
            LoopbackPipe outgoing,
            Consumer<LoopbackLink> onClose) {
        this.info = info;
        this.incoming = incoming;
        this.outgoing = outgoing;
        this.onClose = onClose;
    }

    @Override
    public LinkInfo info() {
        return info;
    }

    @Override
    public void send(List<Bytes> frames) throws IOException {
        for (Bytes frame : frames) {
            if (frame.size() == 0 || frame.size() > MAX_FRAME) {
                throw new IllegalArgumentException(
                        "not a frame: %d bytes (1 to %d)".formatted(frame.size(), MAX_FRAME));
            }
        }
        sending.lock();
        try {
            for (Bytes frame : frames) {
                outgoing.put(frame);
            }
        } finally {
            sending.unlock();
        }
    }

    @Override
    public Bytes receive() throws IOException {
        return incoming.take();
    }

    @Override
    public void close() {
        outgoing.end();
        incoming.breakWith("link closed");
        onClose.accept(this);
    }

    /** Fails both ends, as a network that breaks does. */
    void cut() {
        incoming.breakWith("connection reset");
        outgoing.breakWith("connection reset");
        onClose.accept(this);
    }
}
