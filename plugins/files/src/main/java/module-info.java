/** Sends files to a peer, and receives them. */
module peerlink.plugin.files {
    requires peerlink.api;
    requires static org.jspecify;

    provides peerlink.api.Plugin with
            peerlink.plugin.files.FilesPlugin;
}
