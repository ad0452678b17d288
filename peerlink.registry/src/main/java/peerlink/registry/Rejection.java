package peerlink.registry;

import java.util.OptionalLong;

/** A request that the server declines, with what the client is told. */
final class Rejection extends Exception {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final transient Reply.Failure failure;

    Rejection(ErrorCode code, String text) {
        this(code, text, OptionalLong.empty(), OptionalLong.empty());
    }

    private Rejection(ErrorCode code, String text, OptionalLong retryAfter, OptionalLong sequence) {
        // an answer, not an error of the program: nobody looks at its stack trace
        super(text, null, false, false);
        this.code = code;
        this.failure = new Reply.Failure(code.word(), text, retryAfter, sequence);
    }

    static Rejection retryAfter(ErrorCode code, String text, long millis) {
        return new Rejection(code, text, OptionalLong.of(millis), OptionalLong.empty());
    }

    static Rejection stale(long seen) {
        return new Rejection(
                ErrorCode.STALE_SEQUENCE,
                "sequence number must be greater than " + seen,
                OptionalLong.empty(),
                OptionalLong.of(seen));
    }

    ErrorCode code() {
        return code;
    }

    Reply.Failure failure() {
        return failure;
    }
}
