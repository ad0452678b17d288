package peerlink.cli.node;

/**
 * The command before all others on the command line, with the options that stand before a command's
 * name.
 */
public interface RootCommand {
    /** Returns the options that stand before the command's name. */
    NodeOptions options();
}
