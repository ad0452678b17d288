/** Keeps every text message, and searches them. */
@SuppressWarnings("module") // the module named in the exports is built later
module peerlink.plugin.history {
    requires java.sql;
    requires org.xerial.sqlitejdbc;
    requires peerlink.api;
    requires static org.jspecify;

    exports peerlink.plugin.history.store to
            peerlink.bench;
    exports peerlink.plugin.history.text to
            peerlink.bench;

    provides peerlink.api.Plugin with
            peerlink.plugin.history.HistoryPlugin;
}
