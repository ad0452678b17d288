package peerlink.testkit.contract;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import peerlink.api.Bytes;
import peerlink.api.Link;
import peerlink.api.LinkInfo;
import peerlink.api.PeerId;
import peerlink.api.ProtocolViolationException;

/** Carries frames over one end of an in-memory link. */
final class LoopbackLink implements Link {
    private final PeerId self;
    private final LinkInfo info;
    private final LoopbackPipe incoming;
    private final LoopbackPipe outgoing;
    private final Consumer<String> onViolation;
    private final Consumer<LoopbackLink> onClose;
    private final ReentrantLock sending = new ReentrantLock();

    LoopbackLink(
            PeerId self,
            LinkInfo info,
            LoopbackPipe incoming,
            LoopbackPipe outgoing,
            Consumer<String> onViolation,
            Consumer<LoopbackLink> onClose) {
        this.self = self;
        this.info = info;
        this.incoming = incoming;
        this.outgoing = outgoing;
        this.onViolation = onViolation;
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
    public void reportViolation(ProtocolViolationException violation) {
        onViolation.accept(String.valueOf(violation.getMessage()));
    }

    @Override
    public void close() {
        outgoing.end();
        incoming.breakWith("link closed");
        onClose.accept(this);
    }

    /** Tells whether it is one end of a link of two peers. */
    boolean isOf(PeerId one, PeerId other) {
        return isBetween(one, other) || isBetween(other, one);
    }

    private boolean isBetween(PeerId here, PeerId there) {
        return self.equals(here) && info.remote().equals(there);
    }

    /** Fails both ends, as a network that breaks does. */
    void cut() {
        incoming.breakWith("connection reset");
        outgoing.breakWith("connection reset");
        onClose.accept(this);
    }
}
