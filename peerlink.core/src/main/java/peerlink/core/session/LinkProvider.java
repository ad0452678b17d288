package peerlink.core.session;

import java.io.IOException;
import java.util.function.BiConsumer;
import peerlink.api.Bytes;
import peerlink.api.LinkInfo;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerUnavailableException;
import peerlink.core.admission.Admission;
import peerlink.core.exchange.ChatFrame;
import peerlink.core.link.AgreedLink;
import peerlink.core.model.Contact;
import peerlink.core.model.RequestPolicy;
import peerlink.core.peer.Dialer;
import peerlink.core.peer.Peers;

/** Dials links for the sessions of a node until the node ends. */
public final class LinkProvider implements SessionHost {
    private final Peers peers;
    private final Dialer dialer;
    private final Admission admission;
    private final boolean takesMessages;
    private volatile boolean ended;
    private volatile BiConsumer<LinkInfo, Bytes> onSignal = (_, _) -> {};

    /**
     * @param takesMessages whether a peer that was reached may answer, and so becomes a contact
     */
    public LinkProvider(Peers peers, Dialer dialer, Admission admission, boolean takesMessages) {
        this.peers = peers;
        this.dialer = dialer;
        this.admission = admission;
        this.takesMessages = takesMessages;
    }

    /** Sets the listener for the signals that come in over links; it must not wait. */
    public void onSignal(BiConsumer<LinkInfo, Bytes> listener) {
        onSignal = listener;
    }

    @Override
    public void signalled(LinkInfo link, Bytes content) {
        onSignal.accept(link, content);
    }

    @Override
    public AgreedLink dial(Peer peer) throws IOException {
        return pinned(peer, dialer.dial(peer, ChatFrame.PROTOCOL));
    }

    @Override
    public AgreedLink dialDirect(Peer peer) throws IOException {
        return pinned(peer, dialer.dialDirect(peer, ChatFrame.PROTOCOL));
    }

    @Override
    public Peer target(PeerId id) throws PeerUnavailableException {
        Contact contact = peers.contact(id);
        if (contact == null) {
            throw new PeerUnavailableException(id.shortForm() + " is no contact");
        }
        return peers.known(contact.peer());
    }

    @Override
    public RequestPolicy policy(LinkInfo link) {
        return admission.policy(link);
    }

    @Override
    public boolean isWanted(PeerId id) {
        return !ended && peers.admits(id);
    }

    /** Provides no more links. */
    void end() {
        ended = true;
    }

    /**
     * Makes a reached peer a contact before the link is read, so that none of its messages there is
     * a request.
     */
    private AgreedLink pinned(Peer peer, AgreedLink link) throws IOException {
        if (!takesMessages) {
            return link;
        }
        boolean pinned = false;
        try {
            peers.pin(peer);
            pinned = true;
        } finally {
            if (!pinned) {
                link.close();
            }
        }
        return link;
    }
}
