/** The registry server, by which peers find each other, and its client. */
module peerlink.registry {
    requires peerlink.api;
    requires org.bouncycastle.provider;
    requires tools.jackson.databind;
    requires tools.jackson.dataformat.cbor;
    requires static transitive org.jspecify;
}
