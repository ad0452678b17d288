package peerlink.cli.node;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import peerlink.api.Address;
import peerlink.api.Directory;
import peerlink.api.Peer;
import peerlink.api.Printable;
import peerlink.api.Query;
import peerlink.core.PluginDirectories;

/** Asks the local network without a node. */
final class LocalNetworkQuery {
    private static final System.Logger LOG = System.getLogger(LocalNetworkQuery.class.getName());

    private LocalNetworkQuery() {}

    /** Returns the peers that answer; none if the local network is off or can't be asked. */
    static List<Peer> everyone(NodeAssembly assembly) {
        ProgramSettings settings = assembly.settings();
        List<Peer> found = new ArrayList<>();
        if (!settings.localNetwork().isOn()) {
            return found;
        }
        try (PluginDirectories plugins = assembly.pluginDirectories()) {
            for (Address address : settings.localNetwork().directories()) {
                for (Directory directory :
                        plugins.open(address, assembly.network(plugins.transports())).stream()
                                .toList()) {
                    try (directory) {
                        found.addAll(directory.find(new Query.Everyone()));
                    }
                }
            }
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.WARNING, "the local network can''t be asked: {0}", Printable.reason(e));
        }
        return found;
    }
}
