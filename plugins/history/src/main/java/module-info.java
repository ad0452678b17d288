/** Keeps every message, and searches them. */
module peerlink.plugin.history {
    requires peerlink.api;
    requires static org.jspecify;
}
