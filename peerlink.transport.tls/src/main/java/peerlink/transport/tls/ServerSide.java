package peerlink.transport.tls;

import java.io.IOException;
import java.util.Hashtable;
import org.bouncycastle.tls.AbstractTlsServer;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SecurityParameters;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsProtocol;
import org.bouncycastle.util.Arrays;
import peerlink.api.PostQuantum;

/** Plays the part of the server, which answers in the handshake. */
final class ServerSide extends AbstractTlsServer implements Side {
    private static final byte[] NO_CONTEXT = {};

    private final HandshakeTerms terms;

    ServerSide(HandshakeTerms terms) {
        super(terms.own().crypto());
        this.terms = terms;
    }

    @Override
    public TlsProtocol start(WireStreams streams, OutgoingRecords records) throws IOException {
        ServerProtocol protocol = new ServerProtocol(streams, records);
        protocol.accept(this);
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
    protected boolean preferLocalCipherSuites() {
        return true;
    }

    /**
     * Names by an alert of its own the thing that a client lacks; Bouncy Castle would send the
     * alert of any failed handshake.
     */
    @Override
    @SuppressWarnings("rawtypes") // as Bouncy Castle declares it
    public void processClientExtensions(Hashtable extensions) throws IOException {
        super.processClientExtensions(extensions);
        int[] offered = context.getSecurityParametersHandshake().getClientSupportedGroups();
        if (terms.postQuantum() == PostQuantum.REQUIRED
                && (offered == null || !Arrays.contains(offered, TlsProfile.HYBRID))) {
            throw UnfitPeerException.offeringWeakKeyExchange();
        }
    }

    @Override
    public int[] getSupportedGroups() {
        return terms.groups().stream().mapToInt(Integer::intValue).toArray();
    }

    @Override
    public boolean preferLocalSupportedGroups() {
        return true;
    }

    @Override
    public TlsCredentials getCredentials() {
        return terms.signer(context, NO_CONTEXT);
    }

    @Override
    public CertificateRequest getCertificateRequest() throws IOException {
        return new CertificateRequest(NO_CONTEXT, TlsProfile.signatureAlgorithms(), null, null);
    }

    @Override
    public void notifyClientCertificate(Certificate chain) throws IOException {
        terms.remote().present(chain);
    }

    /** Called when the client has proven its key. */
    @Override
    public void notifyHandshakeComplete() throws IOException {
        super.notifyHandshakeComplete();
        terms.remote().requireExpected();
        // this object lasts as long as the link
        clientExtensions = null;
        serverExtensions.clear();
    }

    @Override
    public void notifyAlertReceived(short level, short description) {
        terms.remote().alert(level, description);
    }
}
