package peerlink.transport.tls;

import java.io.IOException;
import java.util.Vector;
import org.bouncycastle.tls.AbstractTlsClient;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.CertificateStatusRequest;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SecurityParameters;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.TlsAuthentication;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsProtocol;
import org.bouncycastle.tls.TlsServerCertificate;
import org.jspecify.annotations.Nullable;

/** Plays the part of the client, which begins the handshake. */
final class ClientSide extends AbstractTlsClient implements Side {
    private final HandshakeTerms terms;
    private boolean asked;

    ClientSide(HandshakeTerms terms) {
        super(terms.own().crypto());
        this.terms = terms;
    }

    @Override
    public TlsProtocol start(WireStreams streams, OutgoingRecords records) throws IOException {
        ClientProtocol protocol = new ClientProtocol(streams, records);
        protocol.connect(this);
        return protocol;
    }

    @Override
    public HandshakeTerms terms() {
        return terms;
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
    @SuppressWarnings("rawtypes") // as Bouncy Castle declares it
    protected Vector<Integer> getSupportedGroups(Vector namedGroupRoles) {
        return terms.groups();
    }

    @Override
    public Vector<Integer> getEarlyKeyShareGroups() {
        return TlsProfile.keyShares();
    }

    @Override
    protected Vector<SignatureAndHashAlgorithm> getSupportedSignatureAlgorithms() {
        return TlsProfile.signatureAlgorithms();
    }

    /** Asks for no revocation status: nobody issues these certificates, nobody revokes them. */
    @Override
    protected @Nullable CertificateStatusRequest getCertificateStatusRequest() {
        return null;
    }

    @Override
    public TlsAuthentication getAuthentication() {
        return new TlsAuthentication() {
            @Override
            public void notifyServerCertificate(TlsServerCertificate certificate)
                    throws IOException {
                terms.remote().present(certificate.getCertificate());
            }

            /** Called when the server has proven its key, before it learns this side's. */
            @Override
            public TlsCredentials getClientCredentials(CertificateRequest request)
                    throws IOException {
                terms.remote().requireExpected();
                asked = true;
                return terms.signer(context, request.getCertificateRequestContext());
            }
        };
    }

    @Override
    public void notifyHandshakeComplete() throws IOException {
        super.notifyHandshakeComplete();
        if (!asked) {
            throw UnfitPeerException.askingForNoCertificate();
        }
    }

    @Override
    public void notifyAlertReceived(short level, short description) {
        terms.remote().alert(level, description);
    }
}
