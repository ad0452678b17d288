/** Benchmarks. Nothing depends on them. */
module peerlink.bench {
    requires peerlink.api;
    requires peerlink.core;
    requires peerlink.registry;
    requires tools.jackson.databind;
    requires static org.jspecify;

    uses peerlink.api.Transport;
}
