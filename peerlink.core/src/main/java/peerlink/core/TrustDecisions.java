package peerlink.core;

import java.io.IOException;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.api.PeerUnavailableException;
import peerlink.api.Printable;

/** What the user decides about others: the contacts change, and the links follow. */
final class TrustDecisions {
    private final Peers peers;
    private final PeerSearch search;
    private final Sessions sessions;
    private final OpenLinks openLinks;
    private final Requests requests;

    TrustDecisions(
            Peers peers,
            PeerSearch search,
            Sessions sessions,
            OpenLinks openLinks,
            Requests requests) {
        this.peers = peers;
        this.search = search;
        this.sessions = sessions;
        this.openLinks = openLinks;
        this.requests = requests;
    }

    /** As {@link Node#connect}. */
    Peer connect(Invite invite) throws IOException {
        Peer peer = invite.peer();
        if (peer.id().equals(peers.self())) {
            throw new IllegalArgumentException("that is this node's own invite");
        }
        peers.contacts().requireTrusted(peer);
        Contact contact = peers.contacts().verified(peer);
        sessions.settle(contact.id());
        sessions.connect(peer);
        return peers.known(contact.id(), contact.name());
    }

    /** As {@link Node#accept}. */
    Contact accept(String nameOrId) throws IOException {
        Request request = requests.find(nameOrId);
        if (request == null) {
            throw new PeerUnavailableException(
                    "no request of '" + Printable.excerpt(nameOrId) + "' waits");
        }
        Contact contact = peers.contacts().accept(peers.adoptable(request.from(), request.name()));
        sessions.settle(contact.id());
        return contact;
    }

    /** As {@link Node#trust}. */
    Contact trust(String nameOrId) throws IOException {
        Contact contact = trusted(nameOrId);
        sessions.settle(contact.id());
        return contact;
    }

    private Contact trusted(String nameOrId) throws IOException {
        if (peers.contacts().find(nameOrId) == null && PeerId.isPeerId(nameOrId)) {
            PeerId id = new PeerId(nameOrId);
            PeerName claimed = peers.contacts().nameClaimedBy(id);
            return peers.contacts()
                    .adopt(claimed == null ? search.known(nameOrId) : peers.adoptable(id, claimed));
        }
        return peers.contacts().trust(nameOrId);
    }

    /** As {@link Node#block}. */
    Contact block(String nameOrId) throws IOException {
        Request request = requests.find(nameOrId);
        Contact contact =
                peers.contacts()
                        .block(
                                request == null
                                        ? search.known(nameOrId)
                                        : peers.adoptable(request.from(), request.name()));
        sessions.disconnect(contact.id(), "blocked");
        openLinks.disconnect(contact.id());
        requests.remove(contact.id());
        return contact;
    }

    /** As {@link Node#unblock}. */
    Contact unblock(String nameOrId) throws IOException {
        return peers.contacts().unblock(nameOrId);
    }

    /** As {@link Node#forget}. */
    void forget(String nameOrId) throws IOException {
        peers.contacts().forget(nameOrId);
    }
}
