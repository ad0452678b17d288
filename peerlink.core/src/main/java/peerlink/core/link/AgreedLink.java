package peerlink.core.link;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import peerlink.api.Bytes;
import peerlink.api.Circuit;
import peerlink.api.Link;
import peerlink.api.LinkInfo;
import peerlink.api.PeerName;
import peerlink.api.ProtocolViolationException;

/** A link after both sides' hellos. */
public final class AgreedLink implements Link {
    private final Link link;
    private final PeerName remoteName;
    private final boolean oneWay;
    private final Consumer<ProtocolViolationException> onViolation;
    private final Runnable onClose;

    /**
     * @param remoteName the name that the other side claims
     * @param oneWay whether the other side wants no messages of ours on it
     * @param onViolation called with the first rule that the other side breaks
     */
    public AgreedLink(
            Link link,
            PeerName remoteName,
            boolean oneWay,
            Consumer<ProtocolViolationException> onViolation) {
        this(link, remoteName, oneWay, once(onViolation), () -> {});
    }

    private AgreedLink(
            Link link,
            PeerName remoteName,
            boolean oneWay,
            Consumer<ProtocolViolationException> onViolation,
            Runnable onClose) {
        this.link = link;
        this.remoteName = remoteName;
        this.oneWay = oneWay;
        this.onViolation = onViolation;
        this.onClose = onClose;
    }

    public PeerName remoteName() {
        return remoteName;
    }

    public boolean oneWay() {
        return oneWay;
    }

    /** Tells whether its frames go over a relay. */
    public boolean isRelayed() {
        return link.info().path() == LinkInfo.Path.RELAYED;
    }

    /** Returns the same link, which also runs the action each time that it is closed from here. */
    AgreedLink onClose(Runnable action) {
        return new AgreedLink(link, remoteName, oneWay, onViolation, action);
    }

    @Override
    public LinkInfo info() {
        return link.info();
    }

    @Override
    public void send(List<Bytes> frames) throws IOException {
        link.send(frames);
    }

    @Override
    public Bytes receive() throws IOException {
        return receive(MAX_FRAME);
    }

    @Override
    public Bytes receive(int limit) throws IOException {
        try {
            return link.receive(limit);
        } catch (ProtocolViolationException e) {
            reportViolation(e);
            throw e;
        }
    }

    @Override
    public boolean hasMore() {
        return link.hasMore();
    }

    @Override
    public void reportViolation(ProtocolViolationException violation) {
        onViolation.accept(violation);
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
            onClose.run();
        }
    }

    private static Consumer<ProtocolViolationException> once(
            Consumer<ProtocolViolationException> told) {
        AtomicBoolean isTold = new AtomicBoolean();
        return violation -> {
            if (!isTold.getAndSet(true)) {
                told.accept(violation);
            }
        };
    }
}
