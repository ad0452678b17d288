package peerlink.transport.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsUtils;

/**
 * Checks the lengths in a Certificate message (RFC 8446, section 4.4.2), the only ones of a
 * handshake that have three bytes. Bouncy Castle 1.84 takes the memory that they announce, 16 MiB
 * each, before it sees that the message is not so long.
 */
final class CertificateMessage {
    private CertificateMessage() {}

    /**
     * Returns a message as it came.
     *
     * @throws TlsFatalAlert if one of its lengths goes beyond its end
     */
    static ByteArrayInputStream requireWhole(ByteArrayInputStream message) throws IOException {
        byte[] bytes = message.readAllBytes();
        ByteArrayInputStream in = new ByteArrayInputStream(bytes);
        skip(in, TlsUtils.readUint8(in)); // the request's context
        requireAvailable(in, TlsUtils.readUint24(in)); // all entries
        while (in.available() > 0) {
            skip(in, TlsUtils.readUint24(in)); // a certificate
            skip(in, TlsUtils.readUint16(in)); // its extensions
        }
        return new ByteArrayInputStream(bytes);
    }

    private static void skip(ByteArrayInputStream in, int length) throws IOException {
        requireAvailable(in, length);
        in.skipNBytes(length);
    }

    private static void requireAvailable(ByteArrayInputStream in, int length) throws IOException {
        if (length > in.available()) {
            throw new TlsFatalAlert(AlertDescription.decode_error);
        }
    }
}
