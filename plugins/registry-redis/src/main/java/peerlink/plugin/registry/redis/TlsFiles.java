package peerlink.plugin.registry.redis;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Reads the PEM files of a TLS client.
 *
 * @param ca the authorities that vouch for the server; empty for those of the JDK
 * @param certificate the client's own, with those that lead to its authority
 * @param key the client's own, PKCS #8 without a passphrase
 */
record TlsFiles(Optional<Path> ca, Optional<Path> certificate, Optional<Path> key) {
    private static final int MAX_SIZE = 1 << 20;

    TlsFiles {
        if (certificate.isPresent() != key.isPresent()) {
            throw new IllegalArgumentException("certificate and key come together or not at all");
        }
    }

    boolean isEmpty() {
        return ca.isEmpty() && certificate.isEmpty();
    }

    /** Reads the files. */
    SSLSocketFactory socketFactory() throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLSv1.3");
            context.init(keyManagers(), trustManagers(), null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot make TLS of the files given: " + e.getMessage(), e);
        }
    }

    private TrustManager @Nullable [] trustManagers() throws IOException, GeneralSecurityException {
        if (ca.isEmpty()) {
            return null;
        }
        KeyStore store = emptyStore();
        int count = 0;
        for (Certificate authority : certificates(ca.get())) {
            store.setCertificateEntry("ca" + count++, authority);
        }
        TrustManagerFactory factory =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    private KeyManager @Nullable [] keyManagers() throws IOException, GeneralSecurityException {
        if (certificate.isEmpty() || key.isEmpty()) {
            return null;
        }
        KeyStore store = emptyStore();
        var chain = certificates(certificate.get()).toArray(Certificate[]::new);
        store.setKeyEntry("client", privateKey(key.get()), new char[0], chain);
        KeyManagerFactory factory =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, new char[0]);
        return factory.getKeyManagers();
    }

    private static KeyStore emptyStore() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static Collection<? extends Certificate> certificates(Path file)
            throws IOException, GeneralSecurityException {
        try (InputStream in = new ByteArrayInputStream(content(file))) {
            var read = CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (read.isEmpty()) {
                throw new IOException("no certificate in " + file + " (PEM)");
            }
            return read;
        }
    }

    private static PrivateKey privateKey(Path file) throws IOException, GeneralSecurityException {
        String text = new String(content(file), StandardCharsets.US_ASCII);
        String begin = "-----BEGIN PRIVATE KEY-----";
        int from = text.indexOf(begin);
        int to = text.indexOf("-----END PRIVATE KEY-----");
        if (from < 0 || to < from) {
            throw new IOException(
                    "no private key in %s (PKCS #8 without a passphrase, such as openssl pkcs8 -topk8 -nocrypt makes)"
                            .formatted(file));
        }
        byte[] encoded = Base64.getMimeDecoder().decode(text.substring(from + begin.length(), to));
        for (String algorithm : List.of("EC", "RSA", "Ed25519")) {
            try {
                return KeyFactory.getInstance(algorithm)
                        .generatePrivate(new PKCS8EncodedKeySpec(encoded));
            } catch (InvalidKeySpecException e) {
                // of another algorithm
            }
        }
        throw new IOException("the private key in " + file + " is neither EC, RSA nor Ed25519");
    }

    /** Reads the file to the end, in spite of the size that the system tells. */
    private static byte[] content(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] content = in.readNBytes(MAX_SIZE + 1);
            if (content.length > MAX_SIZE) {
                throw new IOException(file + " is longer than " + MAX_SIZE + " bytes");
            }
            return content;
        }
    }
}
