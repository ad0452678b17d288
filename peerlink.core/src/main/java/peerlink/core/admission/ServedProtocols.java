package peerlink.core.admission;

import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import peerlink.api.LinkHandler;
import peerlink.api.LinkInfo;
import peerlink.api.PeerId;
import peerlink.api.Protocol;
import peerlink.api.RefusedException;
import peerlink.api.Registration;
import peerlink.core.link.LinkAcceptor;

/** Serves the protocols of a node, its own and those of its plugins. */
public final class ServedProtocols implements LinkAcceptor {
    private final ConcurrentHashMap<Protocol, LinkHandler> handlers = new ConcurrentHashMap<>();
    private final Admission admission;
    private volatile @Nullable Asked asked;

    /**
     * @param admission admits or refuses links
     */
    public ServedProtocols(Admission admission) {
        this.admission = admission;
    }

    public Registration add(Protocol protocol, LinkHandler handler) {
        if (handlers.putIfAbsent(protocol, handler) != null) {
            throw new IllegalArgumentException("the protocol " + protocol + " is taken");
        }
        return () -> handlers.remove(protocol, handler);
    }

    /**
     * Serves one protocol to those alone whom this node has asked for it, strangers or not. It is
     * not told to others.
     *
     * @param isAsked tells whether the peer has been asked
     */
    public void serveAsked(Protocol protocol, Predicate<PeerId> isAsked, LinkHandler handler) {
        asked = new Asked(protocol, isAsked, handler);
    }

    private record Asked(Protocol protocol, Predicate<PeerId> isAsked, LinkHandler handler) {}

    @Override
    public void admit(LinkInfo link, Protocol protocol) throws RefusedException {
        Asked own = asked;
        if (own != null && own.protocol.equals(protocol)) {
            if (!own.isAsked.test(link.remote())) {
                throw new RefusedException("refused", "nobody here waits for you");
            }
            return;
        }
        admission.admit(link, protocol);
    }

    @Override
    public @Nullable LinkHandler handler(Protocol protocol) {
        Asked own = asked;
        return own != null && own.protocol.equals(protocol) ? own.handler : handlers.get(protocol);
    }

    @Override
    public Collection<Protocol> protocols() {
        return Set.copyOf(handlers.keySet());
    }
}
