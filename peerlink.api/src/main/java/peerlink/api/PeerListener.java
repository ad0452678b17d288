package peerlink.api;

/**
 * Hears who comes and goes. Registered through {@link PluginContext#watch(PeerListener)}. Calls
 * come one after another, in the order of the events, on a thread of the plugin's; they are
 * interrupted after 30 seconds, as those of a {@link MessageHandler}. Events wait meanwhile, 1000
 * of them; of more, the oldest are left out.
 */
public interface PeerListener {
    /**
     * Hears of an event. After the registration, each peer that is there is told of as {@link
     * PeerEvent.Appeared}; one that comes at that moment may be told of twice.
     *
     * @throws Exception if anything goes wrong; it is reported as the plugin's failure
     */
    void hear(PeerEvent event) throws Exception;
}
