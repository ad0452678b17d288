/** The {@code tls} transport: links over mutually authenticated TLS 1.3. */
module peerlink.transport.tls {
    requires peerlink.api;
    requires org.bouncycastle.pkix;
    requires org.bouncycastle.provider;
    requires org.bouncycastle.tls;
    requires org.bouncycastle.util;
    requires static org.jspecify;
}
