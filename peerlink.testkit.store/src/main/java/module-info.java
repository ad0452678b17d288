/**
 * Tests every implementation of a registry's store, as abstract tests for JUnit to extend.
 *
 * <p>It is published with the API, and is no part of the program. It stands above the registry,
 * which has the interface of a store.
 */
module peerlink.testkit.store {
    requires transitive peerlink.registry;
    requires static org.jspecify;
    requires static org.junit.jupiter.api;

    exports peerlink.testkit.store;
}
