package peerlink.cli.registry;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import peerlink.api.Address;
import peerlink.api.LinkPolicy;
import peerlink.cli.log.LogLineFormat;
import peerlink.registry.access.AllowList;
import peerlink.registry.server.RegistryOptions;
import peerlink.registry.store.StoreSettings;

/**
 * What holds for one run of a registry.
 *
 * @param data where its key and its leases are kept
 * @param stores what opens it
 * @param store the address of a store that others use too; empty for one in this process
 * @param storeFolder what files in that address are relative to
 * @param admin where operators ask; empty if nowhere
 * @param isAdminAsked whether the operator said where, such that another place or none would be
 *     wrong
 * @param adminNames host names by which that port is called
 * @param allow who may register; everyone if empty
 */
record RegistrySettings(
        Path data,
        RegistryStores stores,
        Optional<URI> store,
        Path storeFolder,
        Address listen,
        Optional<InetSocketAddress> admin,
        boolean isAdminAsked,
        Set<String> adminNames,
        Optional<AllowList> allow,
        LinkPolicy links,
        LogLineFormat log,
        RegistryOptions options) {
    StoreSettings storeSettings() {
        return options.store().in(storeFolder);
    }
}
