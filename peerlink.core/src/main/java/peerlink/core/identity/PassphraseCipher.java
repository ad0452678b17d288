package peerlink.core.identity;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigInteger;
import java.util.Set;
import java.util.function.Function;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.cms.GCMParameters;
import org.bouncycastle.asn1.misc.MiscObjectIdentifiers;
import org.bouncycastle.asn1.misc.ScryptParams;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.EncryptionScheme;
import org.bouncycastle.asn1.pkcs.KeyDerivationFunc;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.crypto.util.ScryptConfig;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.OutputEncryptor;
import org.bouncycastle.pkcs.jcajce.JcePKCSPBEInputDecryptorProviderBuilder;
import org.bouncycastle.pkcs.jcajce.JcePKCSPBEOutputEncryptorBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Encrypts and decrypts with a passphrase: PBES2 (RFC 8018) with AES, its key derived by scrypt
 * (RFC 7914). It also decrypts with PBKDF2, which OpenSSL uses unless told otherwise. The input
 * states the work and memory of a derivation, so both are bounded first: a hostile file must not
 * take all there is.
 */
final class PassphraseCipher {
    /** The ciphers for a private key, with 128, 192 and 256 bits. */
    static final Set<ASN1ObjectIdentifier> CBC =
            Set.of(
                    NISTObjectIdentifiers.id_aes128_CBC,
                    NISTObjectIdentifiers.id_aes192_CBC,
                    NISTObjectIdentifiers.id_aes256_CBC);

    /** The cipher that notices any change of the encrypted data. */
    static final Set<ASN1ObjectIdentifier> GCM = Set.of(NISTObjectIdentifiers.id_aes256_GCM);

    // docs/decisions/009-passphrase.md: 16 MiB of memory, as OpenSSL 3 refuses from 32 MiB on
    private static final int SCRYPT_N = 1 << 14;
    private static final int SCRYPT_R = 8;
    private static final int SCRYPT_P = 5;
    private static final int SALT_LENGTH = 16;

    private static final long MAX_MEMORY = 256L << 20;
    // N·r·p: eight times the work of the values above, so some seconds at most
    private static final long MAX_SCRYPT_WORK = 5L << 20;
    private static final long MAX_ITERATIONS = 5_000_000;
    private static final long MAX_SALT = 1024;
    private static final long MAX_KEY = 64;
    private static final int GCM_TAG = 16;

    private PassphraseCipher() {}

    /**
     * Holds Bouncy Castle's provider, which nothing but a passphrase needs: it takes a fifth of a
     * second to make. It is handed to each call and never registered for the whole process.
     */
    private static final class Provider {
        static final java.security.Provider BOUNCY_CASTLE = new BouncyCastleProvider();
    }

    /**
     * Encrypts.
     *
     * @param cipher the only one of {@link #GCM}, or the strongest of {@link #CBC}
     */
    static EncryptedPrivateKeyInfo encrypt(
            ASN1ObjectIdentifier cipher, byte[] content, Passphrase passphrase) throws IOException {
        OutputEncryptor encryptor;
        try {
            encryptor =
                    new JcePKCSPBEOutputEncryptorBuilder(
                                    new ScryptConfig.Builder(SCRYPT_N, SCRYPT_R, SCRYPT_P)
                                            .withSaltLength(SALT_LENGTH)
                                            .build(),
                                    cipher)
                            .setProvider(Provider.BOUNCY_CASTLE)
                            .build(passphrase.characters());
        } catch (OperatorCreationException e) {
            throw new IOException("can't encrypt", e);
        }
        ByteArrayOutputStream encrypted = new ByteArrayOutputStream();
        try (OutputStream out = encryptor.getOutputStream(encrypted)) {
            out.write(content);
        }
        return new EncryptedPrivateKeyInfo(
                encryptor.getAlgorithmIdentifier(), encrypted.toByteArray());
    }

    /**
     * Decrypts. With a cipher of {@link #CBC} a wrong passphrase may go unnoticed here, and give
     * bytes without meaning.
     *
     * @param encrypted data that {@link #requireAcceptable} has let pass
     * @throws IOException if the passphrase is wrong or the content has been changed
     */
    static byte[] decrypt(EncryptedPrivateKeyInfo encrypted, Passphrase passphrase)
            throws IOException {
        try (InputStream in =
                new JcePKCSPBEInputDecryptorProviderBuilder()
                        .setProvider(Provider.BOUNCY_CASTLE)
                        .build(passphrase.characters())
                        .get(encrypted.getEncryptionAlgorithm())
                        .getInputStream(new ByteArrayInputStream(encrypted.getEncryptedData()))) {
            return in.readAllBytes();
        } catch (OperatorCreationException | RuntimeException e) {
            throw new IOException("can't decrypt", e);
        }
    }

    /**
     * Refuses data that is encrypted in any other way, or would take too much to decrypt.
     *
     * @throws IllegalArgumentException if it is, with the reason
     */
    static void requireAcceptable(
            EncryptedPrivateKeyInfo encrypted, Set<ASN1ObjectIdentifier> ciphers) {
        AlgorithmIdentifier algorithm = encrypted.getEncryptionAlgorithm();
        if (!algorithm.getAlgorithm().equals(PKCSObjectIdentifiers.id_PBES2)) {
            throw new IllegalArgumentException(
                    "it is encrypted with the outdated scheme " + algorithm.getAlgorithm());
        }
        PBES2Parameters parameters =
                decoded(PBES2Parameters::getInstance, algorithm.getParameters());
        EncryptionScheme cipher = parameters.getEncryptionScheme();
        if (!ciphers.contains(cipher.getAlgorithm())) {
            throw new IllegalArgumentException(
                    "it is encrypted with the cipher %s (AES is known)"
                            .formatted(cipher.getAlgorithm()));
        }
        if (GCM.contains(cipher.getAlgorithm())
                && decoded(GCMParameters::getInstance, cipher.getParameters()).getIcvLen()
                        != GCM_TAG) {
            // a short tag could be guessed
            throw new IllegalArgumentException("its authentication tag is cut short");
        }
        requireAcceptable(parameters.getKeyDerivationFunc());
    }

    private static void requireAcceptable(KeyDerivationFunc derivation) {
        if (derivation.getAlgorithm().equals(MiscObjectIdentifiers.id_scrypt)) {
            ScryptParams scrypt = decoded(ScryptParams::getInstance, derivation.getParameters());
            requireAcceptable(scrypt.getSalt(), scrypt.getKeyLength());
            long n = bounded(scrypt.getCostParameter(), "scrypt's N");
            long r = bounded(scrypt.getBlockSize(), "scrypt's r");
            long p = bounded(scrypt.getParallelizationParameter(), "scrypt's p");
            if (n < 2 || Long.bitCount(n) != 1) {
                throw new IllegalArgumentException("scrypt's N is no power of two: " + n);
            }
            // no factor has more than 24 bits, and the memory bounds the product of two of them
            if (128 * r * (n + p) > MAX_MEMORY || n * r * p > MAX_SCRYPT_WORK) {
                throw new IllegalArgumentException(
                        "scrypt with N=%d, r=%d, p=%d takes too much memory or time"
                                .formatted(n, r, p));
            }
        } else if (derivation.getAlgorithm().equals(PKCSObjectIdentifiers.id_PBKDF2)) {
            PBKDF2Params pbkdf2 = decoded(PBKDF2Params::getInstance, derivation.getParameters());
            requireAcceptable(pbkdf2.getSalt(), pbkdf2.getKeyLength());
            long iterations = bounded(pbkdf2.getIterationCount(), "the number of iterations");
            if (iterations > MAX_ITERATIONS) {
                throw new IllegalArgumentException(
                        "PBKDF2 with %d iterations takes too long".formatted(iterations));
            }
        } else {
            throw new IllegalArgumentException(
                    "its key is derived with %s (scrypt and PBKDF2 are known)"
                            .formatted(derivation.getAlgorithm()));
        }
    }

    private static void requireAcceptable(byte[] salt, @Nullable BigInteger keyLength) {
        if (salt.length > MAX_SALT) {
            throw new IllegalArgumentException("its salt is too long");
        }
        if (keyLength != null && bounded(keyLength, "the key's length") > MAX_KEY) {
            throw new IllegalArgumentException("its key is too long");
        }
    }

    private static <T> T decoded(
            Function<Object, @Nullable T> decoder, @Nullable ASN1Encodable encoded) {
        @Nullable T parameters;
        try {
            parameters = encoded == null ? null : decoder.apply(encoded);
        } catch (RuntimeException e) {
            // the decoder throws exceptions of several kinds
            throw new IllegalArgumentException("its encryption is described wrongly", e);
        }
        if (parameters == null) {
            throw new IllegalArgumentException("its encryption is not described");
        }
        return parameters;
    }

    private static long bounded(BigInteger value, String what) {
        if (value.signum() <= 0 || value.bitLength() > 24) {
            throw new IllegalArgumentException(what + " is out of bounds");
        }
        return value.longValue();
    }
}
