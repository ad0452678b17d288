package peerlink.transport.tls;

import java.io.IOException;
import org.bouncycastle.tls.TlsClientProtocol;

/** Bouncy Castle's TLS for a client, which writes records in no other way than by {@link OutgoingRecords}. */
final class ClientProtocol extends TlsClientProtocol {
    private final OutgoingRecords records;

    ClientProtocol(WireStreams streams, OutgoingRecords records) {
        super(streams.input(), streams.output());
        this.records = records;
    }

    /** Writes a record, and before it what the other side has asked for or the number of records demands: a new key. */
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
}
