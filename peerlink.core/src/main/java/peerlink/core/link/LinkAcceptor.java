package peerlink.core.link;

import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import peerlink.api.LinkHandler;
import peerlink.api.LinkInfo;
import peerlink.api.Protocol;
import peerlink.api.RefusedException;

/** What the accepting side asks when somebody says hello. Called by several threads at once; must not block for long. */
public interface LinkAcceptor {
    /**
     * Lets a link in that wants to speak a protocol, served or not.
     *
     * @throws RefusedException if not; the other side is told its code and message
     */
    void admit(LinkInfo link, Protocol protocol) throws RefusedException;

    /** Returns what serves the protocol, or null if nothing does. */
    @Nullable LinkHandler handler(Protocol protocol);

    /** Returns the protocols that are served. */
    Collection<Protocol> protocols();

    /** Returns a reception that serves these protocols for everybody. */
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
