/**
 * Provides the registry server, by which peers find each other, and its client.
 *
 * <p>The server is {@link peerlink.registry.server.RegistryServer}; the client is found as a {@link
 * peerlink.api.Discovery} of scheme {@code registry}, and the registry that the nodes of one
 * machine host for each other as one of scheme {@code local}.
 */
module peerlink.registry {
    requires transitive peerlink.api;
    requires java.management;
    requires jdk.httpserver;
    requires jdk.management;
    requires org.bouncycastle.provider;
    requires tools.jackson.databind;
    requires tools.jackson.dataformat.cbor;
    requires static transitive org.jspecify;

    exports peerlink.registry.access;
    exports peerlink.registry.admin;
    exports peerlink.registry.carrier;
    exports peerlink.registry.client;
    exports peerlink.registry.relay;
    exports peerlink.registry.server;
    exports peerlink.registry.store;
    exports peerlink.registry.store.embedded;

    uses peerlink.registry.store.RegistryStoreProvider;

    provides peerlink.api.Carrier with
            peerlink.registry.carrier.RelayCarrier;
    provides peerlink.api.Discovery with
            peerlink.registry.client.RegistryDiscovery,
            peerlink.registry.client.LocalDiscovery;
}
