package peerlink.cli.program;

/**
 * The name by which the user called this program. A command in a hint or a banner starts with it,
 * so that a copy of it works, also from a folder that is not on the PATH. The launcher sets it in
 * the system property {@value #PROPERTY}.
 */
public final class ProgramName {
    static final String PROPERTY = "peerlink.command";

    private ProgramName() {}

    /** Returns a command line of this program. */
    public static String call(String arguments) {
        String name = System.getProperty(PROPERTY, "peerlink");
        return arguments.isEmpty() ? name : name + " " + arguments;
    }
}
