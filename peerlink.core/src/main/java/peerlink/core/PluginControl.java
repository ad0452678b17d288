package peerlink.core;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import peerlink.core.model.PluginSetting;
import peerlink.core.model.PluginSettingsSource;
import peerlink.core.model.PluginStatus;
import peerlink.core.model.PluginUnchangedException;
import peerlink.core.plugin.PluginChanges;

/**
 * Makes the changes to plugins that the user asks for. Each takes effect before the call returns,
 * as far as plugins run here: a start may take a second, and an end three. All may throw an
 * {@link IOException} if a file can't be read or written, and a {@link PluginUnchangedException} if
 * there is no such plugin or the change makes no sense. Safe for use by several threads.
 */
public final class PluginControl {
    private final PluginChanges changes;
    private final PluginSettingsSource source;

    PluginControl(PluginChanges changes, PluginSettingsSource source) {
        this.changes = changes;
        this.source = source;
    }

    /** Returns the status of each plugin, by name. */
    public List<PluginStatus> all() {
        return changes.all();
    }

    /**
     * Returns the status of the plugin of a name: the one that waits for the user or runs, if there
     * are several.
     */
    public PluginStatus find(String name) throws PluginUnchangedException {
        return changes.find(name);
    }

    /**
     * Returns the settings that the plugin of a name has declared, as far as it runs or has failed,
     * and those that the user has given it.
     */
    public List<PluginSetting> settings(String name) throws PluginUnchangedException {
        return changes.settings(name).stream()
                .map(one -> one.text().isEmpty() ? one : one.in(source.place(name, one.key())))
                .toList();
    }

    /**
     * Agrees to the plugin of a name, with the content that it is listed with. It runs from now on,
     * as long as its content is the same.
     *
     * @param sha256 the content that is meant; empty for the one that is listed
     */
    public PluginStatus allow(String name, Optional<String> sha256) throws IOException {
        return changes.allow(name, sha256);
    }

    /** Lets the plugin of a name run again that was disabled. */
    public PluginStatus enable(String name) throws IOException {
        return changes.enable(name);
    }

    /** Ends the plugin of a name, and lets none of this name run until it is enabled. */
    public PluginStatus disable(String name) throws IOException {
        return changes.disable(name);
    }

    /** Ends the plugin of a name, reads it anew, and starts it if it may run. */
    public PluginStatus reload(String name) throws IOException {
        return changes.reload(name);
    }

    /**
     * Copies a plugin into the user's folder, in the place of the one that lies there under the
     * same file name, and agrees to it.
     *
     * @param file a jar, or a folder of jars; a link is followed
     */
    public PluginStatus install(Path file) throws IOException {
        return changes.install(file);
    }

    /**
     * Ends the user's plugin of a name, and deletes its file and the agreement. The data that it
     * has kept stays.
     *
     * @return the file that was deleted
     */
    public Path remove(String name) throws IOException {
        return changes.remove(name);
    }
}
