package peerlink.core.guard;

/** Tells that a guarded call did not do its work: it threw something, or took too long. */
public final class CallFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    /** The kinds of failure. */
    public enum Kind {
        /** The code threw something. */
        THREW,
        /** The code threw {@link InterruptedException}. */
        INTERRUPTED,
        /** It took too long, which its owner's faults have heard of already. */
        OVERDUE,
        /** It was not begun, or not finished: its owner has ended. */
        ENDED
    }

    private final Kind kind;

    /**
     * @param reason one line for people
     */
    CallFailedException(Kind kind, String reason) {
        super(reason);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
