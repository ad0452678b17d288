package peerlink.registry.store;

import java.io.IOException;

/**
 * Renews a peer's lease again and again, without looking for it each time. For one thread at a
 * time.
 */
@FunctionalInterface
public interface Renewable {
    /**
     * Prolongs the lease that the peer has now, if it has one, to a ttl from now.
     *
     * @throws IOException as the methods of {@link RegistryStore}
     */
    Renewal renew() throws IOException;
}
