package peerlink.cli.node;

import peerlink.cli.program.CliException;
import peerlink.cli.program.ExitCode;
import peerlink.cli.program.Failures;
import peerlink.cli.program.Hints;
import peerlink.cli.text.MissingPlugin;
import peerlink.core.model.UnservedAddressException;

/** Words the mistake of an address that neither PeerLink nor a plugin knows. */
final class UnservedAddresses {
    private UnservedAddresses() {}

    /** Returns the error, with the command that lets the plugin run which may know the address. */
    static CliException worded(UnservedAddressException e, Hints given) {
        return new CliException(
                ExitCode.USAGE, Failures.message(e), MissingPlugin.hint(e.others(), given::call));
    }
}
