package peerlink.api;

import java.io.IOException;
import java.util.List;

/**
 * Finds text messages that were received, or sent and acknowledged, in this profile. One plugin
 * provides it ({@link PluginContext#provide}), such as PeerLink's own {@code history}, and others
 * use it ({@link PluginContext#history}). Safe for use by several threads.
 */
public interface History {
    /**
     * Returns the newest lines that the query asks for, the oldest of them first.
     *
     * <p>A provider is called on a thread of its own, and has 5 seconds. What it returns is copied;
     * lines beyond the query's limit are left out.
     *
     * @throws IOException if the history can't be read now, or its plugin has ended
     */
    List<HistoryLine> find(HistoryQuery query) throws IOException;
}
