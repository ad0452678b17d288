/**
 * Tests every implementation of a service interface of the API, as abstract tests for JUnit to
 * extend, and has the transport and the directory in memory on which the test kit stands.
 *
 * <p>It is published with the API, and is no part of the program.
 */
module peerlink.testkit.contract {
    requires transitive peerlink.api;
    requires static org.jspecify;
    requires static org.junit.jupiter.api;

    exports peerlink.testkit.contract;
}
