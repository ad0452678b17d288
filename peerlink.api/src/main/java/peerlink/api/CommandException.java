package peerlink.api;

/** Reports that a command could not do its task. */
public final class CommandException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String hint;

    /**
     * @param message the mistake, with the value: one line, lower case, without a full stop
     * @param hint the remedy, such as a command that works as printed; empty if there is nothing
     */
    public CommandException(String message, String hint) {
        super(message);
        this.hint = hint;
    }

    public String hint() {
        return hint;
    }
}
