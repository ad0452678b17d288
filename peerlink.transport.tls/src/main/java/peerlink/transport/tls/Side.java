package peerlink.transport.tls;

import java.io.IOException;
import org.bouncycastle.tls.SecurityParameters;
import org.bouncycastle.tls.TlsProtocol;

/** Plays one of the two parts in a handshake. */
sealed interface Side permits ClientSide, ServerSide {
    /**
     * Starts the connection. Blocks until both sides are authenticated, as far as this side can
     * tell.
     */
    TlsProtocol start(WireStreams streams, OutgoingRecords records) throws IOException;

    /** Returns the terms with which this side began. */
    HandshakeTerms terms();

    /** Returns the negotiated parameters. */
    SecurityParameters negotiated();
}
