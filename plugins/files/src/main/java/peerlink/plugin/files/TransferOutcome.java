package peerlink.plugin.files;

/** The end of one link of a transfer, as its sender sees it. */
sealed interface TransferOutcome {
    /** The receiver has all of it that could be sent. */
    record Received() implements TransferOutcome {}

    /**
     * It has ended without that.
     *
     * @param reason one line for people
     */
    record Ended(String reason) implements TransferOutcome {}

    /**
     * Another link may bring the rest.
     *
     * @param reason one line for people
     * @param isSaid whether the receiver has said so; else the link was lost
     */
    record Interrupted(String reason, boolean isSaid) implements TransferOutcome {}
}
