package peerlink.api;

/**
 * An extension of a node, in a jar or folder of its own under {@code plugins/}. A service: its module {@code provides
 * peerlink.api.Plugin with …}, and is loaded in a layer of its own.
 *
 * <p>{@link #start} and {@link #stop} are called once each, one after the other, on a virtual thread.
 */
public interface Plugin {
    /**
     * Registers what the plugin brings. The node is running already.
     *
     * @param context the plugin's only door to PeerLink, valid until {@link #stop} returns
     * @throws Exception whatever goes wrong: the plugin is then listed as failed, with the message, and what it had
     *     registered is taken back
     */
    void start(PluginContext context) throws Exception;

    /**
     * Releases what the plugin holds. What it registered and forked has ended already.
     *
     * @throws Exception whatever goes wrong; it is reported
     */
    default void stop() throws Exception {}
}
