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
import peerlink.registry.relay.RelayOptions;
import peerlink.registry.server.RegistryOptions;
import peerlink.registry.store.StoreSettings;

/**
 * The settings of one run of a registry.
 *
 * @param data the folder of its key and its leases
 * @param stores opens the store
 * @param store the address of a store that several registries share; empty for one in this process
 * @param storeFolder the folder that files in that address are relative to
 * @param admin the address of the admin port; empty for none
 * @param isAdminAsked whether the operator named that address, so that another or none would be
 * wrong
 * @param adminNames the host names that requests to the admin port may use
 * @param allow the allow list; every peer may register if empty
 * @param relay the limits of its relay; empty for none
 * @param relayAllow the list of those that may use the relay; all that may register if empty
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
        Optional<RelayOptions> relay,
        Optional<AllowList> relayAllow,
        LinkPolicy links,
        LogLineFormat log,
        RegistryOptions options) {
    StoreSettings storeSettings() {
        return options.store().in(storeFolder);
    }
}
