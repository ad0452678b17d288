package peerlink.plugin.files;

/** The stage of a transfer from a peer. */
enum IncomingStage {
    /** The user has yet to answer. */
    OFFERED,

    /** It comes, or waits for its sender. */
    RECEIVING,

    /**
     * All has come and goes to the disk. No other thread ends this stage, and no lock is held for
     * it.
     */
    FINISHING,

    ENDED
}
