package peerlink.core.link;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import peerlink.api.Link;
import peerlink.api.LinkHandler;
import peerlink.api.LinkInfo;
import peerlink.api.PeerId;
import peerlink.api.UntrustedPeerException;

/** Keeps the open links of plugins, so that the node can list and close them. */
public final class PluginLinks implements AutoCloseable {
    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    private final Predicate<PeerId> admission;
    private volatile boolean closed;

    /**
     * @param admission tells the peers with which there may be links now
     */
    public PluginLinks(Predicate<PeerId> admission) {
        this.admission = admission;
    }

    /** Keeps a link that this node has opened until it is closed. */
    public Link opened(AgreedLink link) throws IOException {
        Link[] kept = new Link[1];
        kept[0] = link.onClose(() -> links.remove(kept[0]));
        keep(kept[0]);
        return kept[0];
    }

    /** Keeps a link that a peer has opened while the handler serves it. */
    public void serve(Link link, LinkHandler handler) throws IOException {
        keep(link);
        try {
            handler.handle(link);
        } finally {
            links.remove(link);
        }
    }

    public List<LinkInfo> with(PeerId peer) {
        return links.stream()
                .map(Link::info)
                .filter(info -> info.remote().equals(peer))
                .sorted(Comparator.comparing(LinkInfo::since))
                .toList();
    }

    /** Closes the links with a peer unless it is admitted. */
    public void closeUnlessAdmitted(PeerId peer) {
        if (!admission.test(peer)) {
            links.stream().filter(link -> link.info().remote().equals(peer)).forEach(Link::close);
        }
    }

    @Override
    public void close() {
        closed = true;
        links.forEach(Link::close);
    }

    private void keep(Link link) throws IOException {
        links.add(link);
        // asked after the link was added: an end or a block meanwhile is either seen here or sees
        // the link
        boolean admitted = admission.test(link.info().remote());
        if (closed || !admitted) {
            links.remove(link);
            link.close();
            throw admitted
                    ? new IOException("the node has ended")
                    : new UntrustedPeerException("the peer is blocked");
        }
    }
}
