package peerlink.registry.server;

import java.time.Instant;
import peerlink.api.PeerId;
import peerlink.api.ProtocolViolationException;
import peerlink.registry.protocol.ClockSkew;
import peerlink.registry.protocol.ProtocolLimits;
import peerlink.registry.protocol.Statement;
import peerlink.registry.store.ErrorCode;
import peerlink.registry.store.RequestRefusedException;
import peerlink.registry.store.SignedRecord;

/**
 * Checks a client's statement before the server goes by it. The checks come in the order of their
 * costs, the signature last: first those of {@link #present} and {@link #gone}, then the store's
 * own, then the time.
 */
final class StatementCheck {
    private StatementCheck() {}

    /** Reads a registration that is of the right size and form, and of the caller's own key. */
    static Statement.Present present(SignedRecord signed, PeerId caller)
            throws RequestRefusedException {
        requireSize(signed);
        try {
            return requireOwnKey(Statement.Present.decode(signed.record()), caller);
        } catch (ProtocolViolationException e) {
            throw malformed(e);
        }
    }

    /** Reads a tombstone that is of the right size and form, and of the caller's own key. */
    static Statement.Gone gone(SignedRecord signed, PeerId caller) throws RequestRefusedException {
        requireSize(signed);
        try {
            return requireOwnKey(Statement.Gone.decode(signed.record()), caller);
        } catch (ProtocolViolationException e) {
            throw malformed(e);
        }
    }

    static void requireTime(Statement statement, Instant now) throws RequestRefusedException {
        ClockSkew skew = ClockSkew.of(statement.issuedAt(), now);
        if (!skew.isWithin(ProtocolLimits.MAX_SKEW, ProtocolLimits.MAX_SKEW)) {
            throw new RequestRefusedException(
                    ErrorCode.BAD_TIME,
                    "your clock is " + skew + " the registry's: check both clocks");
        }
    }

    static void requireSignature(SignedRecord signed, Statement statement, byte[] domain)
            throws RequestRefusedException {
        if (!Statement.isSigned(signed, statement.key(), domain)) {
            throw new RequestRefusedException(
                    ErrorCode.BAD_SIGNATURE, "the signature is not that of the record's key");
        }
    }

    private static void requireSize(SignedRecord signed) throws RequestRefusedException {
        if (signed.record().size() > ProtocolLimits.MAX_RECORD) {
            throw new RequestRefusedException(
                    ErrorCode.RECORD_TOO_LARGE,
                    signed.record().size()
                            + " bytes of record (at most "
                            + ProtocolLimits.MAX_RECORD
                            + "): announce fewer or shorter addresses");
        }
    }

    private static <S extends Statement> S requireOwnKey(S statement, PeerId caller)
            throws RequestRefusedException {
        if (!statement.id().equals(caller)) {
            throw new RequestRefusedException(
                    ErrorCode.FOREIGN_KEY, "a peer registers itself alone: the key is another's");
        }
        return statement;
    }

    private static RequestRefusedException malformed(ProtocolViolationException e) {
        return new RequestRefusedException(ErrorCode.MALFORMED, "record: " + e.getMessage());
    }
}
