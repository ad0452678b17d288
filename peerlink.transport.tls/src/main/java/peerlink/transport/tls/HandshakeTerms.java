package peerlink.transport.tls;

import java.util.Vector;
import org.bouncycastle.tls.TlsContext;
import org.bouncycastle.tls.TlsCredentialedSigner;
import peerlink.api.PostQuantum;

/**
 * This side's terms in one handshake, as a client or as a server. The two extend different classes
 * of Bouncy Castle, and hold the terms as a part.
 *
 * @param own this side's key
 * @param postQuantum the key exchanges that this side takes
 * @param remote checks the other side
 */
record HandshakeTerms(Credentials own, PostQuantum postQuantum, RemotePeer remote) {
    /** Returns the groups for the key exchange, the most wanted first. */
    Vector<Integer> groups() {
        return TlsProfile.groups(postQuantum);
    }

    /** Returns the signer that proves this side's key, as {@link Credentials#signer}. */
    TlsCredentialedSigner signer(TlsContext context, byte[] requestContext) {
        return own.signer(context, requestContext);
    }
}
