/** One node: identity, contacts and trust, links, delivery, plugin loading. */
@SuppressWarnings("module") // the module named in an export is built later
module peerlink.core {
    requires transitive peerlink.api;
    requires org.bouncycastle.pkix;
    requires org.bouncycastle.provider;
    requires org.bouncycastle.util;
    requires org.xerial.sqlitejdbc;
    requires tools.jackson.databind;
    requires tools.jackson.dataformat.cbor;
    requires jdk.jfr;
    requires static transitive org.jspecify;

    exports peerlink.core;
    exports peerlink.core.identity;
    exports peerlink.core.model;
    exports peerlink.core.profile to
            peerlink.cli;
    exports peerlink.core.store to
            peerlink.testkit;

    uses peerlink.api.Carrier;
    uses peerlink.api.Discovery;
    uses peerlink.api.MessageHandler;
    uses peerlink.api.Plugin;
    uses peerlink.api.Transport;
}
