package peerlink.cli.registry;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import peerlink.api.Address;
import peerlink.api.LinkPolicy;
import peerlink.cli.log.LogLineFormat;
import peerlink.registry.access.AllowList;
import peerlink.registry.relay.RelayOptions;

/**
 * The settings of one run of a relay alone.
 *
 * @param data the folder of its key
 * @param admin the address of the admin port; empty for none
 * @param isAdminAsked whether the operator named that address, so that another or none would be
 * wrong
 * @param adminNames the host names that requests to the admin port may use
 * @param allow the allow list; every peer may use it if empty
 */
record RelaySettings(
        Path data,
        Address listen,
        Optional<InetSocketAddress> admin,
        boolean isAdminAsked,
        Set<String> adminNames,
        Optional<AllowList> allow,
        LinkPolicy links,
        LogLineFormat log,
        RelayOptions options) {}
