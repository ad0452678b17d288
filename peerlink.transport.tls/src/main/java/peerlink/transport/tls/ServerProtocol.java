package peerlink.transport.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.ClientHello;
import org.bouncycastle.tls.HandshakeMessageInput;
import org.bouncycastle.tls.ServerHello;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsServerProtocol;
import org.bouncycastle.tls.crypto.TlsCryptoException;

/** Runs Bouncy Castle's TLS for a server, and writes records by {@link OutgoingRecords} alone. */
final class ServerProtocol extends TlsServerProtocol {
    private final OutgoingRecords records;

    ServerProtocol(WireStreams streams, OutgoingRecords records) {
        super(streams.input(), streams.output());
        this.records = records;
    }

    /**
     * Writes a record, and before it a new key, if the other side has asked for one or the number
     * of records demands it.
     */
    @Override
    public void writeApplicationData(byte[] buffer, int offset, int length) throws IOException {
        records.write(() -> super.writeApplicationData(buffer, offset, length));
    }

    /** Says close_notify, or answers the other side's. */
    @Override
    protected void handleClose(boolean userCanceled) throws IOException {
        records.end(() -> super.handleClose(userCanceled));
    }

    /** Sends an alert. */
    @Override
    protected void handleException(short alert, String message, Throwable cause)
            throws IOException {
        records.end(() -> super.handleException(alert, message, cause));
    }

    @Override
    protected void writeRecord(short type, byte[] buffer, int offset, int length)
            throws IOException {
        records.writeOne(() -> super.writeRecord(type, buffer, offset, length));
    }

    /**
     * {@inheritDoc} A share that can't be computed with is the other side's mistake (RFC 8446,
     * sections 4.2.8 and 7.4.2).
     */
    @Override
    protected ServerHello generate13ServerHello(
            ClientHello hello, HandshakeMessageInput message, boolean afterRetry)
            throws IOException {
        try {
            return super.generate13ServerHello(hello, message, afterRetry);
        } catch (TlsCryptoException | RuntimeException e) {
            throw new TlsFatalAlert(AlertDescription.illegal_parameter, e);
        }
    }

    @Override
    protected void receive13ClientCertificate(ByteArrayInputStream message) throws IOException {
        super.receive13ClientCertificate(CertificateMessage.requireWhole(message));
    }
}
