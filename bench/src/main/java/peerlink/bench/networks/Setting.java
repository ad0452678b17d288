package peerlink.bench.networks;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The machines of a scenario that run PeerLink. Alice writes first.
 *
 * @param registry the machine that runs {@code peerlink registry}; null for none
 * @param registryPort the port at which it listens
 * @param options more options for the peers
 * @param bystander another peer, which nobody writes to; null for none
 * @param incident a change while the peers run; null for none
 */
record Setting(
        Host alice,
        Host bob,
        @Nullable Host registry,
        int registryPort,
        List<String> options,
        @Nullable Host bystander,
        @Nullable Incident incident) {
    private static final int REGISTRY_PORT = 7777;

    /** Changes something on the network. */
    interface Step {
        void run() throws Exception;
    }

    /**
     * A change of the network.
     *
     * @param lasts the time between its two steps
     */
    record Incident(Step begins, Duration lasts, Step ends) {}

    Setting(Host alice, Host bob) {
        this(alice, bob, null, REGISTRY_PORT, List.of(), null, null);
    }

    /** Returns the same with a registry on a machine. */
    Setting registry(Host host) {
        return registry(host, REGISTRY_PORT);
    }

    Setting registry(Host host, int port) {
        return new Setting(alice, bob, host, port, options, bystander, incident);
    }

    /** Returns the same with peers that have more options. */
    Setting options(String... words) {
        return new Setting(alice, bob, registry, registryPort, List.of(words), bystander, incident);
    }

    /** Returns the same with a third peer. */
    Setting bystander(Host host) {
        return new Setting(alice, bob, registry, registryPort, options, host, incident);
    }

    /** Returns the same with a change that lasts. */
    Setting incident(Step begins, Duration lasts, Step ends) {
        return new Setting(
                alice,
                bob,
                registry,
                registryPort,
                options,
                bystander,
                new Incident(begins, lasts, ends));
    }
}
