package peerlink.core.identity;

import java.io.IOException;
import java.io.StringWriter;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemWriter;
import org.jspecify.annotations.Nullable;
import peerlink.api.Identity;
import peerlink.api.PeerId;

/**
 * An identity in PEM (RFC 7468): one private key, and the certificate of its public half, in any
 * order. The key is in PKCS#8 (RFC 5958), encrypted or not, or as OpenSSL's {@code ecparam} writes
 * it (RFC 5915).
 *
 * @param certificate null if there is none
 */
record PemIdentity(Key key, @Nullable X509Certificate certificate) {
    /** A private key, with its protection. */
    sealed interface Key {
        /** A key without protection. */
        record Plain(PrivateKeyInfo info) implements Key {
            @Override
            public String toString() {
                return "Plain[…]";
            }
        }

        /** A key under a passphrase. */
        record Encrypted(EncryptedPrivateKeyInfo info) implements Key {}
    }

    /** Tells whether the key is encrypted. */
    boolean isProtected() {
        return key instanceof Key.Encrypted;
    }

    /** Returns the id in the certificate, without decrypting the key. */
    PeerId id() {
        return PeerId.of(requireCertificate().getPublicKey());
    }

    /**
     * Returns the certificate.
     *
     * @throws IllegalArgumentException if there is none
     */
    X509Certificate requireCertificate() {
        if (certificate == null) {
            throw new IllegalArgumentException("it has no certificate");
        }
        return certificate;
    }

    /**
     * Decrypts the key if need be. Makes a certificate if there is none.
     *
     * @param passphrase asked if the key is encrypted
     * @param what the thing that is read, for the prompt
     * @throws PassphraseException if the passphrase is wrong
     * @throws IllegalArgumentException if no peer may have such a key, or the certificate is not
     *     the key's
     */
    Identity open(PassphraseSource passphrase, String what) throws IOException {
        return switch (key) {
            case Key.Plain(var info) -> identity(info);
            case Key.Encrypted(var info) -> {
                try (Passphrase given = passphrase.ask(what)) {
                    yield identity(decrypt(info, given, what));
                }
            }
        };
    }

    private static PrivateKeyInfo decrypt(
            EncryptedPrivateKeyInfo info, Passphrase passphrase, String what)
            throws PassphraseException {
        byte[] content;
        try {
            content = PassphraseCipher.decrypt(info, passphrase);
        } catch (IOException e) {
            throw wrongPassphrase(what);
        }
        try {
            return PrivateKeyInfo.getInstance(content);
        } catch (RuntimeException e) {
            // one wrong passphrase of 256 leaves a padding that looks right
            throw wrongPassphrase(what);
        }
    }

    static PassphraseException wrongPassphrase(String what) {
        return new PassphraseException(
                "wrong passphrase for " + what + "; nothing has changed", "");
    }

    private Identity identity(PrivateKeyInfo info) throws IOException {
        KeyKind kind = KeyKind.of(info);
        PrivateKey privateKey;
        boolean together;
        try {
            privateKey = kind.privateKey(info);
            together =
                    certificate == null
                            || PeerId.ofKey(KeyKind.publicHalf(info).getEncoded())
                                    .equals(PeerId.of(certificate.getPublicKey()));
        } catch (GeneralSecurityException | IOException | RuntimeException e) {
            // both libraries throw exceptions of many kinds for damaged input
            throw new IllegalArgumentException("the key or the certificate can't be read");
        }
        if (!together) {
            throw new IllegalArgumentException("the certificate is not that of the private key");
        }
        return certificate == null
                ? SelfSignedCertificate.identity(info)
                : new Identity(privateKey, certificate);
    }

    /** Writes an identity without protection. */
    static String print(Identity identity) throws IOException {
        return print(new PemObject("PRIVATE KEY", plainPkcs8(identity.privateKey())), identity);
    }

    /** Writes an identity with its key encrypted, in a form that OpenSSL reads too. */
    static String print(Identity identity, Passphrase passphrase) throws IOException {
        byte[] plain = plainPkcs8(identity.privateKey());
        try {
            return print(
                    new PemObject(
                            "ENCRYPTED PRIVATE KEY",
                            PassphraseCipher.encrypt(
                                            NISTObjectIdentifiers.id_aes256_CBC, plain, passphrase)
                                    .getEncoded()),
                    identity);
        } finally {
            Arrays.fill(plain, (byte) 0);
        }
    }

    private static String print(PemObject key, Identity identity) throws IOException {
        StringWriter text = new StringWriter();
        try (PemWriter pem = new PemWriter(text)) {
            pem.writeObject(key);
            pem.writeObject(new PemObject("CERTIFICATE", identity.certificate().getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IOException("can't write the certificate", e);
        }
        return text.toString();
    }

    /**
     * Returns the key in version 1 of PKCS#8, without the public half, which OpenSSL and the JDK
     * refuse to read.
     */
    private static byte[] plainPkcs8(PrivateKey key) throws IOException {
        PrivateKeyInfo info = PrivateKeyInfo.getInstance(key.getEncoded());
        return new PrivateKeyInfo(info.getPrivateKeyAlgorithm(), info.parsePrivateKey())
                .getEncoded();
    }
}
