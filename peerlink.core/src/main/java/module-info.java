/** One node: identity, contacts and trust, links, delivery, plugin loading. */
module peerlink.core {
    requires peerlink.api;
    requires org.bouncycastle.pkix;
    requires org.bouncycastle.provider;
    requires org.bouncycastle.util;
    requires tools.jackson.databind;
    requires tools.jackson.dataformat.cbor;
    requires tools.jackson.dataformat.toml;
    requires static transitive org.jspecify;
}
