package peerlink.core.admission;

import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import peerlink.api.LinkHandler;
import peerlink.api.LinkInfo;
import peerlink.api.Protocol;
import peerlink.api.RefusedException;
import peerlink.api.Registration;
import peerlink.core.link.LinkAcceptor;

/** Serves the protocols of a node, its own and those of its plugins. */
public final class ServedProtocols implements LinkAcceptor {
    private final ConcurrentHashMap<Protocol, LinkHandler> handlers = new ConcurrentHashMap<>();
    private final Admission admission;

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

    @Override
    public void admit(LinkInfo link, Protocol protocol) throws RefusedException {
        admission.admit(link, protocol);
    }

    @Override
    public @Nullable LinkHandler handler(Protocol protocol) {
        return handlers.get(protocol);
    }

    @Override
    public Collection<Protocol> protocols() {
        return Set.copyOf(handlers.keySet());
    }
}
