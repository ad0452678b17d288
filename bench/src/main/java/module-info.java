/** Measures PeerLink. No other module depends on these benchmarks. */
module peerlink.bench {
    requires java.management;
    requires peerlink.api;
    requires peerlink.core;
    requires peerlink.plugin.history;
    requires peerlink.registry;
    requires tools.jackson.databind;
    requires static org.jspecify;

    uses peerlink.api.Plugin;
    uses peerlink.api.Transport;
}
