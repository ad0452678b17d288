package peerlink.core;

import java.io.IOException;
import java.nio.file.Path;
import peerlink.api.Identity;

/**
 * Where a profile's identity lies: {@code identity.pem} in the profile's folder, a PKCS#8 private key (RFC 5958) and an
 * X.509 certificate (RFC 5280) in PEM (RFC 7468).
 */
public final class IdentityStore {
    /** The name of the file. */
    public static final String FILE_NAME = "identity.pem";

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
        throw new IOException(FILE_NAME + profileDirectory);
    }
}
