package peerlink.cli.terminal;

/** Knows the commands that a line can begin with. Any thread may call; no call may block. */
public interface TypedCommands {
    /**
     * Returns the end of the word by which a line calls a command that there is not, and that can't
     * become one by further letters; 0 if there is none such.
     */
    int endOfUnknown(String line);

    /** Returns the rest of the one command whose name begins as the line; empty if none does. */
    String rest(String line);

    /**
     * Returns the arguments of the command that a line calls, with a few words on it; empty if it
     * calls none.
     */
    String synopsis(String line);

    /** Tells whether the line is a command that carries no words for a peer. */
    boolean isWithoutMessage(String line);
}
