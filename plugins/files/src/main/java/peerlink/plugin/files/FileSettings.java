package peerlink.plugin.files;

import java.nio.file.Path;
import java.util.List;
import peerlink.api.PluginContext;
import peerlink.api.Setting;

/** Reads the user's settings under {@code [plugins.files]}, as they are at each question. */
final class FileSettings {
    private static final String ALL = "all";
    private static final Setting<String> ACCEPT =
            Setting.choice(
                    "accept",
                    "ask",
                    List.of("ask", ALL),
                    "all takes files from everybody who is not blocked, without asking");

    private final PluginContext context;
    private final Setting<Path> folder;

    /**
     * Declares the settings. The folder's default is in the data directory: it belongs to the
     * profile, so that two profiles don't mix, and no other user can read it.
     *
     * @throws IllegalArgumentException if one has a value that is not allowed
     */
    FileSettings(PluginContext context) {
        this.context = context;
        this.folder =
                Setting.of(
                        "folder",
                        context.dataDirectory().resolve("received").toAbsolutePath(),
                        "a path",
                        UserPath::of,
                        "the folder for received files");
        acceptsAll();
        folder();
    }

    /** Tells whether files are received without asking. */
    boolean acceptsAll() {
        return context.setting(ACCEPT).equals(ALL);
    }

    /** Returns the folder for received files. */
    Path folder() {
        return context.setting(folder);
    }
}
