package peerlink.registry.store;

import java.time.Duration;
import java.util.OptionalLong;
import peerlink.api.PeerName;

/**
 * Reports that a request is declined, with the reason for its client. A store throws only
 * exceptions that the factories here make.
 */
public final class RequestRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final transient OptionalLong retryAfter;
    private final transient OptionalLong sequence;

    public RequestRefusedException(ErrorCode code, String text) {
        this(code, text, OptionalLong.empty(), OptionalLong.empty());
    }

    private RequestRefusedException(
            ErrorCode code, String text, OptionalLong retryAfter, OptionalLong sequence) {
        // an answer, not an error of the program: its stack trace is of no use
        super(text, null, false, false);
        this.code = code;
        this.retryAfter = retryAfter;
        this.sequence = sequence;
    }

    /**
     * Refuses a statement whose number is not greater than one that the store has seen of this
     * peer.
     */
    public static RequestRefusedException staleSequence(long seen) {
        return new RequestRefusedException(
                ErrorCode.STALE_SEQUENCE,
                "sequence number must be greater than " + seen,
                OptionalLong.empty(),
                OptionalLong.of(seen));
    }

    /**
     * Refuses a name that belongs to another key, or has the {@link NameSkeleton} of one that does.
     */
    public static RequestRefusedException nameTaken(PeerName name) {
        return new RequestRefusedException(
                ErrorCode.NAME_TAKEN,
                "the name '"
                        + name
                        + "', or one that looks like it, belongs to another key here: choose another name");
    }

    /**
     * Refuses a registration, since there are as many leases as there may be.
     *
     * @param retryAfter the time until one may have ended
     */
    public static RequestRefusedException full(Duration retryAfter) {
        return retryAfter(ErrorCode.TOO_MANY, "the registry is full", retryAfter.toMillis());
    }

    public static RequestRefusedException retryAfter(ErrorCode code, String text, long millis) {
        return new RequestRefusedException(
                code, text, OptionalLong.of(millis), OptionalLong.empty());
    }

    public ErrorCode code() {
        return code;
    }

    /** Returns the milliseconds after which the request may succeed, if that is known. */
    public OptionalLong retryAfter() {
        return retryAfter;
    }

    /** Returns the number that the statement's must exceed, if it was too low. */
    public OptionalLong sequence() {
        return sequence;
    }
}
