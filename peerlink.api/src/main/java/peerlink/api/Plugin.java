package peerlink.api;

/**
 * Extends a node, from a jar or folder of its own under {@code plugins/}. A service: its module
 * {@code provides peerlink.api.Plugin with …}, and is loaded in a layer of its own.
 *
 * <p>{@link #start} and {@link #stop} are called once each, one after the other, on a thread of the
 * plugin's. So is the constructor, just before the start; it may take 10 seconds together with it.
 */
public interface Plugin {
    /**
     * Registers the plugin's commands, handlers and protocols. The node is running already.
     *
     * @param context the plugin's only door to PeerLink, valid until {@link #stop} returns
     * @throws Exception if anything goes wrong: the plugin is then listed as failed, with the
     *     message, and its registrations are taken back
     */
    void start(PluginContext context) throws Exception;

    /**
     * Releases the plugin's own resources. Its registrations and forked tasks have ended already.
     *
     * @throws Exception if anything goes wrong; it is reported
     */
    default void stop() throws Exception {}
}
