package peerlink.registry.client;

import java.io.IOException;
import java.math.BigInteger;
import java.util.List;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.Ed25519Signer;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.util.BigIntegers;
import peerlink.api.Announcement;
import peerlink.api.Bytes;
import peerlink.api.Identity;
import peerlink.registry.protocol.ProtocolLimits;
import peerlink.registry.protocol.PublicKeyForm;
import peerlink.registry.protocol.Statement;
import peerlink.registry.store.SignedRecord;

/** Signs a peer's statements. Safe for use by several threads. */
public final class RecordSigner {
    private final Bytes key;
    private final AsymmetricKeyParameter privateKey;

    /**
     * @throws IllegalArgumentException if the identity's key is neither Ed25519 nor ECDSA P-256
     */
    public RecordSigner(Identity identity) {
        this.key = Bytes.wrap(identity.certificate().getPublicKey().getEncoded());
        try {
            this.privateKey = PrivateKeyFactory.createKey(identity.privateKey().getEncoded());
        } catch (IOException | RuntimeException e) {
            throw new IllegalArgumentException(
                    "cannot sign with a key of algorithm "
                            + identity.privateKey().getAlgorithm()
                            + " (Ed25519 or ECDSA P-256)",
                    e);
        }
    }

    public SignedRecord present(Announcement announcement, long sequence, long issuedAt) {
        return sign(
                Statement.Present.DOMAIN,
                new Statement.Present(
                        key,
                        sequence,
                        issuedAt,
                        announcement.name(),
                        announcement.addresses(),
                        announcement.visibility()));
    }

    public SignedRecord gone(long sequence, long issuedAt) {
        return sign(Statement.Gone.DOMAIN, new Statement.Gone(key, sequence, issuedAt));
    }

    private SignedRecord sign(byte[] domain, Statement statement) {
        Bytes record = statement.encode();
        List<byte[]> message = List.of(domain, record.toByteArray());
        byte[] signature =
                switch (privateKey) {
                    case Ed25519PrivateKeyParameters ed25519 -> sign(ed25519, message);
                    case ECPrivateKeyParameters p256 -> sign(p256, message);
                    default ->
                            throw new IllegalStateException(
                                    "a key that is neither Ed25519 nor ECDSA P-256");
                };
        return new SignedRecord(record, Bytes.wrap(signature));
    }

    private static byte[] sign(Ed25519PrivateKeyParameters key, List<byte[]> message) {
        var signer = new Ed25519Signer();
        signer.init(true, key);
        message.forEach(part -> signer.update(part, 0, part.length));
        return signer.generateSignature();
    }

    private static byte[] sign(ECPrivateKeyParameters key, List<byte[]> message) {
        // RFC 6979: no random number that could be weak or repeat
        var signer = new ECDSASigner(new HMacDSAKCalculator(new SHA256Digest()));
        signer.init(true, key);
        BigInteger[] rs = signer.generateSignature(PublicKeyForm.sha256(message));
        byte[] signature = new byte[ProtocolLimits.SIGNATURE];
        BigIntegers.asUnsignedByteArray(rs[0], signature, 0, 32);
        BigIntegers.asUnsignedByteArray(rs[1], signature, 32, 32);
        return signature;
    }
}
