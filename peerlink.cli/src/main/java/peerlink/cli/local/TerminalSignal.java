package peerlink.cli.local;

/** A signal that the process of a terminal passes on to the chat there. */
public enum TerminalSignal {
    /** Ctrl-C. */
    INT,
    /** The process goes on after it was stopped, so the screen is to be drawn anew. */
    CONT,
    /** The process is to end. */
    TERM
}
