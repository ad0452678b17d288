/**
 * Provides the registry server, by which peers find each other, and its client.
 *
 * <p>The server is {@link peerlink.registry.RegistryServer}; the client is found as a {@link
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

    exports peerlink.registry;
    exports peerlink.registry.admin;

    uses peerlink.registry.RegistryStoreProvider;

    provides peerlink.api.Discovery with
            peerlink.registry.RegistryDiscovery,
            peerlink.registry.LocalDiscovery;
}
