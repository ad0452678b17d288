package peerlink.core.admission;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
import peerlink.api.Address;
import peerlink.api.LinkInfo;
import peerlink.api.Message;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.api.Protocol;
import peerlink.api.RefusedException;
import peerlink.core.exchange.ChatFrame;
import peerlink.core.link.ThisMachine;
import peerlink.core.model.RequestPolicy;
import peerlink.core.peer.Peers;

/**
 * Admits or refuses links, and decides about the messages of peers that are no contacts.
 * docs/decisions/011-first-contact.md
 */
public final class Admission {
    /** The code of the refusal of strangers: docs/protocol.md, section First contact. */
    private static final String UNKNOWN_PEER = "unknown-peer";

    private static final System.Logger LOG = System.getLogger(Admission.class.getName());

    private final PeerName self;
    private final Optional<RequestPolicy> policy;
    private final List<Address> directories;
    private final Peers peers;
    private final Requests requests;
    private final boolean oneWay;

    /**
     * @param self this node's own name, for the reasons that peers get
     * @param policy the user's setting; if empty, the origin of the link decides
     * @param directories the addresses of the node's directories
     * @param oneWay whether the node takes no messages at all: it would show them to nobody, and
     *     the requests belong to the node that runs beside it
     */
    public Admission(
            PeerName self,
            Optional<RequestPolicy> policy,
            List<Address> directories,
            Peers peers,
            Requests requests,
            boolean oneWay) {
        this.self = self;
        this.policy = policy;
        this.directories = directories;
        this.peers = peers;
        this.requests = requests;
        this.oneWay = oneWay;
    }

    /**
     * Admits a link for a protocol.
     *
     * @throws RefusedException if the link is refused, with the reason for the other side
     */
    void admit(LinkInfo link, Protocol protocol) throws RefusedException {
        PeerId peer = link.remote();
        boolean known = knows(peer);
        if (!peers.admits(peer)) {
            throw new RefusedException("refused", "the peer takes no links of yours");
        }
        if (known) {
            return;
        }
        switch (policy(link)) {
            case ACCEPT -> {}
            case REFUSE -> throw new RefusedException(UNKNOWN_PEER, takesNoStrangers());
            case ASK -> {
                requests.requireRoom(peer);
                if (!protocol.equals(ChatFrame.PROTOCOL)) {
                    throw new RefusedException(
                            "not-accepted",
                            self
                                    + " has not accepted you yet: send a message first,"
                                    + " and wait for an answer");
                }
            }
        }
    }

    /**
     * Tells whether a peer may ask for a link by a signal: a contact that is not blocked, or
     * anybody if strangers may write at all.
     */
    public boolean admitsSignal(PeerId peer) {
        return peers.admits(peer)
                && (peers.isContact(peer) || policy.filter(RequestPolicy.REFUSE::equals).isEmpty());
    }

    /**
     * Returns the request policy for unknown peers on this link: the user's setting, or the default
     * for the link's origin.
     */
    public RequestPolicy policy(LinkInfo link) {
        return policy.orElseGet(() -> isFromHere(link) ? RequestPolicy.ACCEPT : RequestPolicy.ASK);
    }

    /**
     * Judges a peer's message before anybody sees it.
     *
     * @param policy the request policy of its link
     */
    public MessageVerdict verdict(Message message, RequestPolicy policy) {
        if (oneWay) {
            return new MessageVerdict.Refuse("one-way", "this end takes no messages");
        }
        if (policy == RequestPolicy.ACCEPT || knows(message.from())) {
            return new MessageVerdict.Deliver();
        }
        return policy == RequestPolicy.REFUSE
                ? new MessageVerdict.Refuse(UNKNOWN_PEER, takesNoStrangers())
                : new MessageVerdict.KeepAsRequest();
    }

    private boolean isFromHere(LinkInfo link) {
        return ThisMachine.isFrom(link.remoteAddress())
                && (directories.stream().allMatch(ThisMachine::alone)
                        || peers.isListed(link.remote(), ThisMachine::alone));
    }

    /**
     * Tells whether the peer is a contact, perhaps since another process of the profile has written
     * to it.
     */
    private boolean knows(PeerId peer) {
        if (!peers.isContact(peer)) {
            try {
                peers.refreshContacts();
            } catch (IOException e) {
                LOG.log(Level.WARNING, "can't read the contacts again", e);
            }
        }
        return peers.isContact(peer);
    }

    private String takesNoStrangers() {
        return self + " takes nothing from peers that are no contacts";
    }
}
