/** Finds peers on the local network without a registry. */
module peerlink.plugin.lan {
    requires peerlink.api;
    requires static org.jspecify;

    provides peerlink.api.Discovery with
            peerlink.plugin.lan.LanDiscovery;
}
