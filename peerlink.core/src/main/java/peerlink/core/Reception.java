package peerlink.core;

import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import peerlink.api.LinkHandler;
import peerlink.api.PeerId;
import peerlink.api.Protocol;

/** What the accepting side asks when somebody says hello. Called by several threads at once; must not block. */
interface Reception {
    /** Tells whether the peer may come in at all. */
    boolean admits(PeerId peer);

    /** Returns what serves the protocol, or null if nothing does. */
    @Nullable LinkHandler handler(Protocol protocol);

    /** Returns the protocols that are served. */
    Collection<Protocol> protocols();

    /** Returns a reception that serves these protocols for everybody. */
    static Reception of(Map<Protocol, LinkHandler> handlers) {
        Map<Protocol, LinkHandler> fixed = Map.copyOf(handlers);
        return new Reception() {
            @Override
            public boolean admits(PeerId peer) {
                return true;
            }

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
