/** Provides a plugin that talks all the time, for {@code bench/chaos}. */
module peerlink.bench.talker {
    requires peerlink.api;

    provides peerlink.api.Plugin with
            peerlink.bench.talker.Talker;
}
