package peerlink.core.identity;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.bc.BcContentSignerBuilder;
import org.bouncycastle.operator.bc.BcECContentSignerBuilder;
import org.bouncycastle.operator.bc.BcEdECContentSignerBuilder;

/** The kinds of key that a peer may have. */
enum KeyKind {
    ED25519("Ed25519"),
    P256("EC");

    private static final AlgorithmIdentifier SIGNED_BY_ED25519 =
            new AlgorithmIdentifier(EdECObjectIdentifiers.id_Ed25519);

    private static final AlgorithmIdentifier SIGNED_BY_P256 =
            new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);

    private static final AlgorithmIdentifier SHA256 =
            new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256);

    private final String algorithm;

    /**
     * @param algorithm the JDK's name for such keys
     */
    KeyKind(String algorithm) {
        this.algorithm = algorithm;
    }

    /** Returns a private key of this kind in the JDK's form. */
    PrivateKey privateKey(PrivateKeyInfo key) throws GeneralSecurityException, IOException {
        // without the public half, which the JDK refuses to read
        byte[] plain =
                new PrivateKeyInfo(key.getPrivateKeyAlgorithm(), key.parsePrivateKey())
                        .getEncoded();
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(plain));
    }

    /** Returns a signer of certificates for a private key of this kind. */
    ContentSigner signer(PrivateKeyInfo key) throws OperatorCreationException, IOException {
        BcContentSignerBuilder builder =
                switch (this) {
                    case ED25519 -> new BcEdECContentSignerBuilder(SIGNED_BY_ED25519);
                    case P256 -> new BcECContentSignerBuilder(SIGNED_BY_P256, SHA256);
                };
        return builder.build(PrivateKeyFactory.createKey(key));
    }

    /**
     * Returns the kind of a key.
     *
     * @throws IllegalArgumentException if it is of another kind, which the message names
     */
    static KeyKind of(PrivateKeyInfo key) {
        AlgorithmIdentifier algorithm = key.getPrivateKeyAlgorithm();
        if (algorithm.getAlgorithm().equals(EdECObjectIdentifiers.id_Ed25519)) {
            return ED25519;
        }
        if (algorithm.getAlgorithm().equals(X9ObjectIdentifiers.id_ecPublicKey)
                && SECObjectIdentifiers.secp256r1.equals(algorithm.getParameters())) {
            return P256;
        }
        throw new IllegalArgumentException(
                "its key is %s; PeerLink takes Ed25519 and ECDSA P-256"
                        .formatted(describe(algorithm)));
    }

    /** Returns the public half of a key that is of one of the kinds. */
    static SubjectPublicKeyInfo publicHalf(PrivateKeyInfo key) throws IOException {
        AsymmetricKeyParameter parameters = PrivateKeyFactory.createKey(key);
        return SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(
                switch (parameters) {
                    case Ed25519PrivateKeyParameters edwards -> edwards.generatePublicKey();
                    case ECPrivateKeyParameters curve ->
                            new ECPublicKeyParameters(
                                    new FixedPointCombMultiplier()
                                            .multiply(curve.getParameters().getG(), curve.getD()),
                                    curve.getParameters());
                    default -> throw new IllegalArgumentException("a key of no known kind");
                });
    }

    private static String describe(AlgorithmIdentifier algorithm) {
        ASN1ObjectIdentifier kind = algorithm.getAlgorithm();
        if (kind.equals(X9ObjectIdentifiers.id_ecPublicKey)) {
            return "ECDSA " + curve(algorithm.getParameters());
        } else if (kind.equals(PKCSObjectIdentifiers.rsaEncryption)
                || kind.equals(PKCSObjectIdentifiers.id_RSASSA_PSS)) {
            return "RSA";
        } else if (kind.equals(X9ObjectIdentifiers.id_dsa)) {
            return "DSA";
        } else if (kind.equals(EdECObjectIdentifiers.id_Ed448)) {
            return "Ed448";
        } else if (kind.equals(EdECObjectIdentifiers.id_X25519)
                || kind.equals(EdECObjectIdentifiers.id_X448)) {
            return "one that can't sign (X25519 or X448)";
        }
        return "of the kind " + kind;
    }

    private static String curve(ASN1Encodable parameters) {
        if (parameters instanceof ASN1ObjectIdentifier curve) {
            String name = ECNamedCurveTable.getName(curve);
            return "on the curve " + (name == null ? curve : name);
        }
        return "on a curve without a name";
    }
}
