package peerlink.core.plugin;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import peerlink.core.model.PluginStatus;
import peerlink.core.model.PluginStatus.Content;
import peerlink.core.model.PluginStatus.State;

/**
 * A plugin as it lay in its folder when it was read.
 *
 * @param folder the folder of plugins
 * @param stamp the source's stamp before it was read
 * @param isTrusted whether the folder's plugins run unasked
 * @param state {@link State#INSTALLED} if it can be loaded, as far as is known without doing so;
 *     else {@link State#FAILED} or {@link State#UNUSED}, with the reason as the detail
 * @param content empty if it could not be read
 */
record FoundPlugin(
        Path folder,
        PluginSource source,
        String stamp,
        boolean isTrusted,
        String name,
        String version,
        State state,
        String detail,
        Optional<Content> content) {
    /** Tells whether its code could run. */
    boolean isSound() {
        return state == State.INSTALLED;
    }

    /** Returns the SHA-256 of its jars; empty if they could not be read. */
    String sha256() {
        return content.map(Content::sha256).orElse("");
    }

    /** Tells whether it brings a transport, a carrier or a discovery, or may do so. */
    boolean reachesPeers() {
        List<String> provided = content.map(Content::provides).orElse(List.of());
        return !isSound() || PluginModules.reachesPeers(provided);
    }

    PluginStatus status(State now, String because) {
        return new PluginStatus(name, version, source.path(), now, because, isTrusted, content);
    }
}
