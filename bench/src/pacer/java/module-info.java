/** Provides a plugin that sends messages for {@code bench/messages}. */
module peerlink.bench.pacer {
    requires peerlink.api;

    provides peerlink.api.Plugin with
            peerlink.bench.pacer.Pacer;
}
