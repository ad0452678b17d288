package peerlink.core.plugin;

import java.nio.file.Path;
import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import peerlink.core.model.PluginStatus;

/**
 * Records in a flight recording that a plugin was started, failed or stopped, with the duration of
 * its start.
 */
@Name("peerlink.Plugin")
@Label("Plugin")
@Category("PeerLink")
@StackTrace(false)
final class PluginEvent extends Event {
    @Label("Name")
    String name = "";

    @Label("Version")
    String version = "";

    @Label("File")
    String file = "";

    @Label("State")
    String state = "";

    @Label("Detail")
    String detail = "";

    void commit(PluginStatus status) {
        name = status.name();
        version = status.version();
        Path fileName = status.file().getFileName();
        file = fileName == null ? "" : fileName.toString();
        state = status.state().name();
        detail = status.detail();
        commit();
    }
}
