package peerlink.cli.program;

/**
 * Says that a command can't do what was asked. The message and the hint are for the user, the code
 * for the shell.
 */
public final class CliException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int exitCode;
    private final String hint;

    /**
     * @param exitCode one of {@link ExitCode}
     * @param message one line, lower case, without a full stop
     * @param hint lines, each a command that works as printed, or words; empty if there is no
     * advice
     */
    public CliException(int exitCode, String message, String hint) {
        super(message);
        this.exitCode = exitCode;
        this.hint = hint;
    }

    public int exitCode() {
        return exitCode;
    }

    public String hint() {
        return hint;
    }
}
