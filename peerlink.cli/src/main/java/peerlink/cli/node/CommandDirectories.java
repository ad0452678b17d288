package peerlink.cli.node;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import peerlink.api.Address;
import peerlink.api.Directory;
import peerlink.api.Discovery;
import peerlink.core.PluginDirectories;

/**
 * Opens directories for a command that has no node. Loads plugins only for an address that the
 * image's own discoveries don't serve. For one thread.
 */
final class CommandDirectories implements AutoCloseable {
    private final NodeAssembly assembly;

    /**
     * The directories of one discovery agree: the statement that a peer has signed last decides
     * between them.
     */
    private final List<Discovery> own = NodeAssembly.discoveries();

    private @Nullable PluginDirectories plugins;

    CommandDirectories(NodeAssembly assembly) {
        this.assembly = assembly;
    }

    /** Opens the directory at an address. The caller closes it, before this. */
    Directory open(Address address) throws IOException {
        if (own.stream().noneMatch(discovery -> discovery.scheme().equals(address.scheme()))) {
            PluginDirectories loaded = plugins();
            return loaded.open(address, assembly.network(loaded.transports()))
                    .orElseThrow(
                            () ->
                                    loaded.unserved(
                                            address, own.stream().map(Discovery::scheme).toList()));
        }
        return NodeAssembly.open(address, assembly.network(NodeAssembly.transports()), own);
    }

    private PluginDirectories plugins() throws IOException {
        PluginDirectories loaded = plugins;
        if (loaded == null) {
            loaded = assembly.pluginDirectories();
            plugins = loaded;
        }
        return loaded;
    }

    @Override
    public void close() {
        if (plugins != null) {
            plugins.close();
        }
    }
}
