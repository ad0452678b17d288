/** Keeps every text message, and searches them. */
module peerlink.plugin.history {
    requires peerlink.api;
    requires static org.jspecify;

    provides peerlink.api.Plugin with
            peerlink.plugin.history.HistoryPlugin;
}
