package peerlink.core;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.util.io.pem.PemObject;
import org.jspecify.annotations.Nullable;
import peerlink.api.Identity;

/**
 * Where a profile's identity lies: {@code identity.pem} in the profile's folder, a PKCS#8 private key (RFC 5958) and an
 * X.509 certificate (RFC 5280) in PEM (RFC 7468).
 */
public final class IdentityStore {
    /** The name of the file. */
    public static final String FILE_NAME = "identity.pem";

    private static final int MAX_FILE = 64 * 1024;

    private IdentityStore() {}

    /**
     * Loads the identity, or makes one at the first start: an Ed25519 key with a self-signed certificate that tells nothing
     * of its owner. The folder is made with mode 0700 and the file with 0600. Two processes that start at once get the same
     * identity. An own key (Ed25519 or ECDSA P-256) and certificate may be put there instead.
     *
     * @param profileDirectory the profile's folder; made if it is not there
     * @throws IOException if the file can't be read or written, is damaged or can be read by others; the message is one
     *     line, names the file and says what to do. The file is left as it is.
     */
    public static Identity loadOrCreate(Path profileDirectory) throws IOException {
        PrivateFiles.makeDirectory(profileDirectory);
        Path file = profileDirectory.resolve(FILE_NAME);
        return PrivateFiles.locked(
                profileDirectory.resolve("identity.lock"),
                () -> {
                    if (Files.notExists(file)) {
                        PrivateFiles.write(file, pem(SelfSigned.identity()));
                    }
                    return load(file);
                });
    }

    private static Identity load(Path file) throws IOException {
        String text;
        try {
            PrivateFiles.requirePrivate(file);
            if (Files.size(file) > MAX_FILE) {
                throw damaged(file, "it is longer than 64 KiB", null);
            }
            text = Files.readString(file, StandardCharsets.US_ASCII);
        } catch (NoSuchFileException e) {
            throw new IOException("no identity in " + file, e);
        } catch (CharacterCodingException e) {
            throw damaged(file, "it is not text", e);
        }
        try {
            return PemIdentity.parse(text);
        } catch (IllegalArgumentException e) {
            throw damaged(file, String.valueOf(e.getMessage()), e);
        }
    }

    private static byte[] pem(Identity identity) throws IOException {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter pem = new JcaPEMWriter(text)) {
            pem.writeObject(
                    new PemObject("PRIVATE KEY", SelfSigned.plainPkcs8(identity.privateKey())));
            pem.writeObject(identity.certificate());
        }
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static IOException damaged(Path file, String what, @Nullable Exception cause) {
        return new IOException(
                "damaged identity file %s: %s (put a copy of it back, or move it away to become somebody new)"
                        .formatted(file, what),
                cause);
    }
}
