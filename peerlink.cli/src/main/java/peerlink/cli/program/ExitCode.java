package peerlink.cli.program;

/** The exit codes of every command, as the manual lists them. */
public final class ExitCode {
    public static final int OK = 0;
    public static final int ERROR = 1;
    public static final int USAGE = 2;

    /** The peer is unknown, offline or did not answer in time. */
    public static final int PEER_UNAVAILABLE = 3;

    /** The peer's key has changed, or the user has blocked it. */
    public static final int UNTRUSTED = 4;

    public static final int REGISTRY_UNREACHABLE = 5;

    /** A passphrase is wrong, or there is none; nothing has changed. */
    static final int PASSPHRASE = 6;

    private ExitCode() {}
}
