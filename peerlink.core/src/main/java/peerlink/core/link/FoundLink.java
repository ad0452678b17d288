package peerlink.core.link;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import peerlink.api.Bytes;
import peerlink.api.Circuit;
import peerlink.api.Link;
import peerlink.api.LinkInfo;
import peerlink.api.ProtocolViolationException;

/**
 * Describes a link as the side sees it that asked for it, or was asked: the other one may have made
 * the connection.
 */
public final class FoundLink implements Link {
    private final Link link;
    private final LinkInfo info;
    private final CountDownLatch closed = new CountDownLatch(1);

    /**
     * @param side the side that wants the link, as {@link LinkInfo#origin} has it
     */
    public FoundLink(Link link, LinkInfo.Origin side, LinkInfo.Path path) {
        this.link = link;
        this.info = link.info().found(side, path);
    }

    @Override
    public LinkInfo info() {
        return info;
    }

    @Override
    public void send(List<Bytes> frames) throws IOException {
        link.send(frames);
    }

    @Override
    public Bytes receive() throws IOException {
        return link.receive();
    }

    @Override
    public Bytes receive(int limit) throws IOException {
        return link.receive(limit);
    }

    @Override
    public boolean hasMore() {
        return link.hasMore();
    }

    @Override
    public void reportViolation(ProtocolViolationException violation) {
        link.reportViolation(violation);
    }

    @Override
    public Circuit detach() throws IOException {
        return link.detach();
    }

    @Override
    public void close() {
        try {
            link.close();
        } finally {
            closed.countDown();
        }
    }

    /** Waits until this side has closed the link, or the thread is interrupted. */
    public void awaitClosed() {
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
