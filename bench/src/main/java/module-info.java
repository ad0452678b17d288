/** Benchmarks. Nothing depends on them. */
module peerlink.bench {
    requires peerlink.api;
    requires peerlink.core;
    requires peerlink.registry;
    requires peerlink.transport.tls;
    requires static org.jspecify;
}
