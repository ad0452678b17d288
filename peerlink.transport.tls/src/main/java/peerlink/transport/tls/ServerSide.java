package peerlink.transport.tls;

import java.io.IOException;
import org.bouncycastle.tls.AbstractTlsServer;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SecurityParameters;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsProtocol;
import org.bouncycastle.tls.TlsServerProtocol;

/** The side that answers in the handshake. */
final class ServerSide extends AbstractTlsServer implements Side {
    private static final byte[] NO_CONTEXT = {};

    private final Credentials own;
    private final RemotePeer remote;

    ServerSide(Credentials own, RemotePeer remote) {
        super(own.crypto());
        this.own = own;
        this.remote = remote;
    }

    @Override
    public TlsProtocol start(WireStreams streams) throws IOException {
        TlsServerProtocol protocol = new TlsServerProtocol(streams.input(), streams.output());
        protocol.accept(this);
        return protocol;
    }

    @Override
    public SecurityParameters negotiated() {
        return context.getSecurityParametersConnection();
    }

    @Override
    protected ProtocolVersion[] getSupportedVersions() {
        return TlsProfile.versions();
    }

    @Override
    protected int[] getSupportedCipherSuites() {
        return TlsProfile.cipherSuites();
    }

    @Override
    protected boolean preferLocalCipherSuites() {
        return true;
    }

    @Override
    public int[] getSupportedGroups() {
        return TlsProfile.groups().stream().mapToInt(Integer::intValue).toArray();
    }

    @Override
    public boolean preferLocalSupportedGroups() {
        return true;
    }

    @Override
    public TlsCredentials getCredentials() throws IOException {
        return own.signer(context, NO_CONTEXT);
    }

    @Override
    public CertificateRequest getCertificateRequest() throws IOException {
        return new CertificateRequest(NO_CONTEXT, TlsProfile.signatureAlgorithms(), null, null);
    }

    @Override
    public void notifyClientCertificate(Certificate chain) throws IOException {
        remote.present(chain);
    }

    /** Called when the client has proven its key. */
    @Override
    public void notifyHandshakeComplete() throws IOException {
        super.notifyHandshakeComplete();
        remote.requireExpected();
    }

    @Override
    public void notifyAlertReceived(short level, short description) {
        remote.alert(level, description);
    }
}
