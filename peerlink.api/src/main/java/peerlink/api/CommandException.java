package peerlink.api;

/** A command could not do what the user asked for. */
public final class CommandException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String hint;

    /**
     * @param message what was wrong, with the value: one line, lower case, without a full stop
     * @param hint what to do, such as a command that works as printed; empty if there is nothing
     */
    public CommandException(String message, String hint) {
        super(message);
        this.hint = hint;
    }

    public String hint() {
        return hint;
    }
}
