package peerlink.core.identity;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import peerlink.api.Identity;
import peerlink.core.profile.PrivateFiles;

/**
 * Keeps a profile's identity in {@code identity.pem} in the profile's folder: a PKCS#8 private key
 * (RFC 5958) and an X.509 certificate (RFC 5280) in PEM (RFC 7468). A passphrase may protect the
 * key: it is encrypted then as PBES2 (RFC 8018) says, with scrypt and AES-256-CBC, which OpenSSL
 * and Bouncy Castle read too.
 */
public final class IdentityStore {
    /** The name of the file. */
    public static final String FILE_NAME = "identity.pem";

    private static final int MAX_FILE = 64 * 1024;

    private IdentityStore() {}

    /**
     * Loads or makes an identity that no passphrase protects: {@link #loadOrCreate(Path,
     * PassphraseSource)}.
     */
    public static Identity loadOrCreate(Path profileDirectory) throws IOException {
        return loadOrCreate(profileDirectory, PassphraseSource.NONE);
    }

    /**
     * Loads the identity, or makes one at the first start: an Ed25519 key with a self-signed
     * certificate that tells nothing of its owner. The folder is made with mode 0700 and the file
     * with 0600. Two processes that start at once get the same identity. The user may put an own
     * key (Ed25519 or ECDSA P-256) and certificate there instead.
     *
     * @param profileDirectory the profile's folder; made if it is not there
     * @param passphrase asked if the key is encrypted, and for the passphrase of a new key, if it
     *     has one; no lock is held while the passphrase of an existing key is asked for
     * @throws PassphraseException if the passphrase is wrong or there is none
     * @throws IOException if the file can't be read or written, is damaged or can be read by
     *     others; the message is one line, names the file and says what to do. The file is left as
     *     it is.
     */
    public static Identity loadOrCreate(Path profileDirectory, PassphraseSource passphrase)
            throws IOException {
        PrivateFiles.makeDirectory(profileDirectory);
        Optional<Identity> made =
                Files.exists(file(profileDirectory))
                        ? Optional.empty()
                        : create(profileDirectory, passphrase);
        return made.isPresent() ? made.get() : load(profileDirectory, passphrase);
    }

    /**
     * Loads the identity, which must be there. Otherwise does as {@link #loadOrCreate(Path,
     * PassphraseSource)}.
     */
    public static Identity load(Path profileDirectory, PassphraseSource passphrase)
            throws IOException {
        Path file = file(profileDirectory);
        return open(file, read(file), passphrase);
    }

    /** Tells whether there is an identity. */
    public static boolean isThere(Path profileDirectory) {
        return Files.exists(file(profileDirectory));
    }

    /** Tells whether a passphrase protects the identity, which must be there. */
    public static boolean isProtected(Path profileDirectory) throws IOException {
        return stored(profileDirectory).isProtected();
    }

    /**
     * Protects the identity with a new passphrase, in the place of its old one, if any. If there is
     * no identity yet, it is made, and is on no disk without protection.
     *
     * @param current asked for the current passphrase, if there is one
     * @param chosen asked for the new one, once the current one is known to be right
     * @throws PassphraseException if one is wrong or not there; nothing has changed then
     */
    public static Identity protect(
            Path profileDirectory, PassphraseSource current, PassphraseSource chosen)
            throws IOException {
        PrivateFiles.makeDirectory(profileDirectory);
        Path file = file(profileDirectory);
        PrivateFiles.requirePrivateFolder(file);
        Optional<String> before = Files.exists(file) ? Optional.of(read(file)) : Optional.empty();
        Identity identity =
                before.isPresent()
                        ? open(file, before.get(), current)
                        : SelfSignedCertificate.identity();
        try (Passphrase passphrase = chosen.ask(theKeyIn(file))) {
            replace(profileDirectory, before, PemIdentity.print(identity, passphrase));
        }
        return identity;
    }

    /**
     * Takes the passphrase away from the identity. Any reader of the file can use the key then.
     *
     * @throws PassphraseException if the current passphrase is wrong or not there; nothing has
     *     changed then
     * @throws IOException if there is no passphrase
     */
    public static Identity unprotect(Path profileDirectory, PassphraseSource current)
            throws IOException {
        Path file = file(profileDirectory);
        String before = read(file);
        if (!parse(file, before).isProtected()) {
            throw new IOException("no passphrase protects " + theKeyIn(file));
        }
        Identity identity = open(file, before, current);
        replace(profileDirectory, Optional.of(before), PemIdentity.print(identity));
        return identity;
    }

    static Path file(Path profileDirectory) {
        return profileDirectory.resolve(FILE_NAME);
    }

    /** Returns the stored identity, without decrypting it. */
    static PemIdentity stored(Path profileDirectory) throws IOException {
        Path file = file(profileDirectory);
        return parse(file, read(file));
    }

    /**
     * Makes a change while no other process changes the identity. Must not ask the user anything
     * meanwhile.
     */
    static <T> T locked(Path profileDirectory, PrivateFiles.Change<T> change) throws IOException {
        return PrivateFiles.locked(profileDirectory.resolve("identity.lock"), change);
    }

    /** Makes an identity. Returns nothing if another process was first. */
    private static Optional<Identity> create(Path profileDirectory, PassphraseSource source)
            throws IOException {
        PrivateFiles.requirePrivateFolder(file(profileDirectory));
        Identity identity = SelfSignedCertificate.identity();
        String text;
        Optional<Passphrase> given = source.forNewKey();
        if (given.isPresent()) {
            try (Passphrase passphrase = given.get()) {
                text = PemIdentity.print(identity, passphrase);
            }
        } else {
            text = PemIdentity.print(identity);
        }
        Path file = file(profileDirectory);
        return locked(
                profileDirectory,
                () -> {
                    if (Files.exists(file)) {
                        return Optional.empty();
                    }
                    PrivateFiles.write(file, text.getBytes(StandardCharsets.US_ASCII));
                    return Optional.of(identity);
                });
    }

    /** Writes the file unless it has changed since it was read. */
    private static void replace(Path profileDirectory, Optional<String> before, String after)
            throws IOException {
        Path file = file(profileDirectory);
        locked(
                profileDirectory,
                () -> {
                    Optional<String> now =
                            Files.exists(file) ? Optional.of(read(file)) : Optional.empty();
                    if (!now.equals(before)) {
                        throw new IOException(
                                "another process has changed %s; it is left as it is"
                                        .formatted(file));
                    }
                    PrivateFiles.write(file, after.getBytes(StandardCharsets.US_ASCII));
                    return after;
                });
    }

    private static String read(Path file) throws IOException {
        try {
            PrivateFiles.requirePrivate(file);
            return PrivateFiles.readText(file, MAX_FILE);
        } catch (NoSuchFileException e) {
            throw new IOException("no identity in " + file, e);
        } catch (IllegalArgumentException e) {
            throw unusable(file, e);
        }
    }

    private static PemIdentity parse(Path file, String text) throws IOException {
        try {
            PemIdentity pem = PemIdentityParser.parse(text);
            pem.requireCertificate(); // a file that is torn after the key is not whole
            return pem;
        } catch (IllegalArgumentException e) {
            throw unusable(file, e);
        }
    }

    private static Identity open(Path file, String text, PassphraseSource passphrase)
            throws IOException {
        try {
            return parse(file, text).open(passphrase, theKeyIn(file));
        } catch (IllegalArgumentException e) {
            throw unusable(file, e);
        }
    }

    private static String theKeyIn(Path file) {
        return "the key in " + file;
    }

    private static IOException unusable(Path file, IllegalArgumentException cause) {
        return new IOException(
                "can't use the identity file %s: %s (put a copy of it back, or move it away to become somebody new)"
                        .formatted(file, cause.getMessage()),
                cause);
    }
}
