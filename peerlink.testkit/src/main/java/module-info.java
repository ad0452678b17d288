/**
 * Runs plugins in nodes of the real core, in one process and without a network, for tests.
 *
 * <p>It is published with the API, and is no part of the program.
 */
module peerlink.testkit {
    requires transitive peerlink.api;
    requires transitive peerlink.testkit.contract;
    requires peerlink.core;
    requires static org.jspecify;

    exports peerlink.testkit;
}
