/**
 * Defines the contract of PeerLink: the values that its parts exchange, and the interfaces that
 * plugins implement.
 *
 * <p>It requires {@code java.base} and nothing else, so that a plugin which compiles against it
 * drags nothing in.
 */
@SuppressWarnings("module") // the packages named in these exports are built later
module peerlink.api {
    requires static org.jspecify;

    exports peerlink.api;
    exports peerlink.api.cbor to
            peerlink.core,
            peerlink.registry;
    exports peerlink.api.thread to
            peerlink.cli,
            peerlink.core,
            peerlink.registry,
            peerlink.transport.tls;
}
