package peerlink.cli.registry;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import peerlink.cli.node.NodeOptions;
import peerlink.cli.node.RootCommand;
import picocli.CommandLine.Option;

/** The options that a registry and a relay share: where their settings and their key are. */
public final class ServerOptions {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description =
                    "a file with these options, such as log = \"json\"; an option comes before it"
                            + " (default: ${COMMAND-NAME}/config.toml in the home, if it is"
                            + " there)")
    @Nullable Path config;

    @Option(names = "--json", description = "with --check-config: print one JSON object a line")
    boolean json;

    @Option(
            names = "--home",
            paramLabel = "DIR",
            description =
                    "where the folder ${COMMAND-NAME} is, and a registry's plugins (default:"
                            + " PEERLINK_HOME, else ~/.local/share/peerlink)")
    @Nullable Path home;

    @Option(
            names = "--passphrase-file",
            paramLabel = "FILE",
            description =
                    "the first line is the passphrase of its key, if that has one (default:"
                            + " PEERLINK_PASSPHRASE, else it is asked for)")
    @Nullable Path passphraseFile;

    /**
     * Returns the options of the command, and those before its name.
     *
     * @param listen the address in its own option, if there is one
     */
    NodeOptions all(RootCommand root, @Nullable String listen) {
        NodeOptions own = new NodeOptions();
        own.home = home;
        own.listen = Stream.ofNullable(listen).toList();
        own.passphraseFile = passphraseFile;
        NodeOptions all = own.or(root.options());
        all.profile = null; // a server has no profile, and hints must not name one
        return all;
    }
}
