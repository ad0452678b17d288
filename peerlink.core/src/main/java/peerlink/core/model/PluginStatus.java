package peerlink.core.model;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The status of a plugin.
 *
 * @param name the name, unique among the plugins of the node except for those that are replaced,
 *     wait for the user, or could not be read
 * @param version the version; empty if it tells none
 * @param file the jar or folder
 * @param state the state
 * @param detail one line for people, such as why it failed; empty if there is nothing to say
 * @param isTrusted whether it runs unasked, as those that come with the program do
 * @param content the content of its jars; empty if they could not be read
 */
public record PluginStatus(
        String name,
        String version,
        Path file,
        State state,
        String detail,
        boolean isTrusted,
        Optional<Content> content) {
    /**
     * The content of a plugin's jars, as read without running any of its code.
     *
     * @param sha256 64 hexadecimal digits: of the jar, or for a folder of the lines that
     *     {@code sha256sum *.jar} prints there, in the order of the names' characters
     * @param provides the simple names of the services that it provides
     * @param needs the modules of the JDK that it needs besides {@code java.base}
     */
    public record Content(String sha256, List<String> provides, List<String> needs) {
        public Content {
            provides = List.copyOf(provides);
            needs = List.copyOf(needs);
        }
    }

    /** The state of a plugin. */
    public enum State {
        /** It was read, and can be loaded; this process starts none. */
        INSTALLED,
        /** It was not loaded: the user has not agreed to it. */
        NEW,
        /** It was not loaded: its content is not the one that the user has agreed to. */
        CHANGED,
        /** It was not loaded, or has ended: the user has disabled it. */
        DISABLED,
        /** It is being started, which most plugins do in a moment. */
        STARTING,
        /** It runs. */
        STARTED,
        /**
         * It could not be loaded, or threw when it was started. Its registrations were taken back.
         */
        FAILED,
        /** It was not loaded: another plugin of the same name counts, which the detail names. */
        REPLACED,
        /**
         * It was not loaded: it is for another part of PeerLink, such as a store for a registry.
         */
        UNUSED,
        /** It has ended with the node, or since its file is gone. */
        STOPPED;

        /** Tells whether it waits for the user's agreement. */
        public boolean isWaiting() {
            return this == NEW || this == CHANGED;
        }
    }
}
