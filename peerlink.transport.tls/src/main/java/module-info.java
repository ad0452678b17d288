/** Provides the {@code tls} transport: links over mutually authenticated TLS 1.3. */
module peerlink.transport.tls {
    requires jdk.jfr;
    requires org.bouncycastle.provider;
    requires org.bouncycastle.tls;
    requires org.bouncycastle.util;
    requires static org.jspecify;
    requires peerlink.api;

    provides peerlink.api.Transport with
            peerlink.transport.tls.TlsTransport;
}
