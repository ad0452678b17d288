package peerlink.core;

import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import peerlink.api.LinkHandler;
import peerlink.api.PeerId;
import peerlink.api.Protocol;
import peerlink.api.Registration;

/** The protocols that a node serves now, its own and those of plugins. */
final class ProtocolRegistry implements Reception {
    private final ConcurrentHashMap<Protocol, LinkHandler> handlers = new ConcurrentHashMap<>();
    private final Predicate<PeerId> admission;

    /**
     * @param admission who may come in
     */
    ProtocolRegistry(Predicate<PeerId> admission) {
        this.admission = admission;
    }

    Registration add(Protocol protocol, LinkHandler handler) {
        if (handlers.putIfAbsent(protocol, handler) != null) {
            throw new IllegalArgumentException("the protocol " + protocol + " is taken");
        }
        return () -> handlers.remove(protocol, handler);
    }

    @Override
    public boolean admits(PeerId peer) {
        return admission.test(peer);
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
