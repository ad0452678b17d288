package peerlink.core;

import java.io.IOException;
import java.util.List;
import peerlink.api.Bytes;
import peerlink.api.Link;
import peerlink.api.LinkInfo;
import peerlink.api.PeerName;

/** A link after its hello. */
final class AgreedLink implements Link {
    private final Link link;
    private final PeerName remoteName;
    private final boolean oneWay;
    private final Runnable onClose;

    /**
     * @param remoteName what the other side calls itself
     * @param oneWay whether the other side wants no messages of ours on it
     * @param onClose called each time it is closed from here
     */
    AgreedLink(Link link, PeerName remoteName, boolean oneWay, Runnable onClose) {
        this.link = link;
        this.remoteName = remoteName;
        this.oneWay = oneWay;
        this.onClose = onClose;
    }

    PeerName remoteName() {
        return remoteName;
    }

    boolean oneWay() {
        return oneWay;
    }

    /** Returns the same link, of whose closing somebody else is told. */
    AgreedLink onClose(Runnable action) {
        return new AgreedLink(link, remoteName, oneWay, action);
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
        return link.receive();
    }

    @Override
    public Bytes receive(int limit) throws IOException {
        return link.receive(limit);
    }

    @Override
    public void close() {
        try {
            link.close();
        } finally {
            onClose.run();
        }
    }
}
