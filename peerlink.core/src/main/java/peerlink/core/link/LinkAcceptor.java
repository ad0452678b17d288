package peerlink.core.link;

import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import peerlink.api.LinkHandler;
import peerlink.api.LinkInfo;
import peerlink.api.Protocol;
import peerlink.api.RefusedException;

/**
 * Decides for the accepting side of a link about the other side's hello. Called by several threads
 * at once; must not block for long.
 */
public interface LinkAcceptor {
    /**
     * Admits a link for a protocol, served or not.
     *
     * @throws RefusedException if the link is refused; the other side is told its code and message
     */
    void admit(LinkInfo link, Protocol protocol) throws RefusedException;

    /** Returns the handler that serves the protocol, or null if there is none. */
    @Nullable LinkHandler handler(Protocol protocol);

    /** Returns the protocols that are served. */
    Collection<Protocol> protocols();

    /** Returns an acceptor that serves these protocols to every peer. */
    static LinkAcceptor of(Map<Protocol, LinkHandler> handlers) {
        Map<Protocol, LinkHandler> fixed = Map.copyOf(handlers);
        return new LinkAcceptor() {
            @Override
            public void admit(LinkInfo link, Protocol protocol) {}

            @Override
            public @Nullable LinkHandler handler(Protocol protocol) {
                return fixed.get(protocol);
            }

            @Override
            public Collection<Protocol> protocols() {
                return fixed.keySet();
            }
        };
    }
}
