package peerlink.registry;

import java.util.List;
import peerlink.api.Bytes;
import peerlink.api.ProtocolViolationException;

/**
 * A statement's bytes as they were signed, with the signature. They are stored and passed on as they are, never encoded
 * anew: whoever receives them checks the same bytes.
 *
 * @param record a CBOR map, at most 1 KiB in what a server takes
 * @param signature 64 bytes
 */
public record SignedRecord(Bytes record, Bytes signature) {

    /** Tells whether the signature over domain and bytes is that of the key in the bytes. */
    boolean isSignedBy(Bytes key, byte[] domain) {
        return PublicKeyForm.verify(key, List.of(domain, record.toByteArray()), signature);
    }

    /**
     * Verifies the record and only then parses it, as a client must with everything that a server tells it.
     *
     * @throws ProtocolViolationException if it is malformed, too large or not signed by its own key
     */
    Verified verify() throws ProtocolViolationException {
        if (record.size() > Limits.MAX_RECORD) {
            throw new ProtocolViolationException(record.size() + " bytes of record");
        }
        if (!isSignedBy(Cbor.firstBytes(record, "key", Limits.MAX_KEY), Statement.Present.DOMAIN)) {
            throw new ProtocolViolationException("the signature is not that of the record's key");
        }
        return new Verified(this, Statement.Present.decode(record));
    }

    /** A record whose signature has been checked, with what it says. */
    record Verified(SignedRecord signed, Statement.Present content) {}
}
