package peerlink.core.model;

/** The promise that a journal gives to the reader behind a cursor. */
public enum CursorKind {
    /**
     * The reader loses nothing. At the journal's limit the node takes no new messages, which stay
     * with their senders, until the reader has acknowledged some.
     */
    STRICT,

    /**
     * The node never waits for the reader. Beyond a limit the oldest entries are dropped, and
     * counted.
     */
    LOSSY,

    /**
     * As {@link #STRICT} while there is no cursor of that kind. Beside one, whose reader gets each
     * message, as {@link #LOSSY}.
     */
    SECONDARY
}
