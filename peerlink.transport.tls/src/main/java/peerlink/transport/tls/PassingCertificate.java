package peerlink.transport.tls;

import java.io.IOException;
import java.math.BigInteger;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.tls.crypto.Tls13Verifier;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.TlsEncryptor;
import org.bouncycastle.tls.crypto.TlsVerifier;
import org.jspecify.annotations.Nullable;

/**
 * Holds the other side's certificate for as long as the handshake needs it. Bouncy Castle keeps
 * what it parsed for as long as the connection lasts: some kilobytes of objects that are of no more
 * use.
 */
final class PassingCertificate implements TlsCertificate {
    private @Nullable TlsCertificate parsed;

    PassingCertificate(TlsCertificate parsed) {
        this.parsed = parsed;
    }

    /** Lets go of the certificate: nothing else may be called from now on. */
    void pass() {
        parsed = null;
    }

    private TlsCertificate parsed() {
        if (parsed == null) {
            throw new IllegalStateException("the handshake is over");
        }
        return parsed;
    }

    @Override
    public TlsEncryptor createEncryptor(int tlsCertificateRole) throws IOException {
        return parsed().createEncryptor(tlsCertificateRole);
    }

    @Override
    public TlsVerifier createVerifier(short signatureAlgorithm) throws IOException {
        return parsed().createVerifier(signatureAlgorithm);
    }

    @Override
    public Tls13Verifier createVerifier(int signatureScheme) throws IOException {
        return parsed().createVerifier(signatureScheme);
    }

    @Override
    public byte[] getEncoded() throws IOException {
        return parsed().getEncoded();
    }

    @Override
    public byte[] getExtension(ASN1ObjectIdentifier extension) throws IOException {
        return parsed().getExtension(extension);
    }

    @Override
    public BigInteger getSerialNumber() {
        return parsed().getSerialNumber();
    }

    @Override
    public String getSigAlgOID() {
        return parsed().getSigAlgOID();
    }

    @Override
    public ASN1Encodable getSigAlgParams() throws IOException {
        return parsed().getSigAlgParams();
    }

    @Override
    public short getLegacySignatureAlgorithm() throws IOException {
        return parsed().getLegacySignatureAlgorithm();
    }

    @Override
    public boolean supportsSignatureAlgorithm(short signatureAlgorithm) throws IOException {
        return parsed().supportsSignatureAlgorithm(signatureAlgorithm);
    }

    @Override
    public boolean supportsSignatureAlgorithmCA(short signatureAlgorithm) throws IOException {
        return parsed().supportsSignatureAlgorithmCA(signatureAlgorithm);
    }

    @Override
    public TlsCertificate checkUsageInRole(int tlsCertificateRole) throws IOException {
        parsed().checkUsageInRole(tlsCertificateRole);
        return this;
    }
}
