package peerlink.core.model;

import java.nio.file.Path;

/**
 * The status of a plugin.
 *
 * @param name the name, unique among the plugins of the node except for those that are replaced or
 *     could not be read
 * @param version the version; empty if it tells none
 * @param file the jar or folder
 * @param state the state
 * @param detail one line for people, such as why it failed; empty if there is nothing to say
 */
public record PluginStatus(String name, String version, Path file, State state, String detail) {
    /** The state of a plugin. */
    public enum State {
        /** It was read, and can be loaded; this process starts none. */
        INSTALLED,
        /** It is being started, which most plugins do in a moment. */
        STARTING,
        /** It runs. */
        STARTED,
        /**
         * It could not be loaded, or threw when it was started. Its registrations were taken back.
         */
        FAILED,
        /**
         * It was not loaded: an earlier folder has a plugin of the same name, which the detail
         * names.
         */
        REPLACED,
        /**
         * It was not loaded: it is for another part of PeerLink, such as a store for a registry.
         */
        UNUSED,
        /** It has ended with the node. */
        STOPPED
    }
}
