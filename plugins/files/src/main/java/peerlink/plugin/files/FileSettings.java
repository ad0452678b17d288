package peerlink.plugin.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import peerlink.api.PluginContext;
import peerlink.api.Setting;
import peerlink.plugin.files.basis.Downloads;
import peerlink.plugin.files.basis.UserPath;

/** Reads the user's settings under {@code [plugins.files]}, as they are at each question. */
final class FileSettings {
    private static final String ALL = "all";
    private static final Setting<String> ACCEPT =
            Setting.choice(
                    "accept",
                    "ask",
                    List.of("ask", ALL),
                    "all takes files from everybody who is not blocked, without asking");

    /** The name of the file that tells that the user knows of the folder. */
    private static final String TOLD = "folder-told";

    private final PluginContext context;
    private final Path downloads;
    private final Setting<Path> folder;

    /**
     * Declares the settings. Files go to the user's downloads. Those of a profile that lies outside
     * of the user's home, as one for a test or a service does, go to its data directory.
     *
     * @param home the user's home
     * @throws IllegalArgumentException if one has a value that is not allowed
     */
    FileSettings(PluginContext context, Path home) {
        this.context = context;
        Path data = context.dataDirectory().toAbsolutePath().normalize();
        this.downloads =
                data.startsWith(home)
                        ? Downloads.of(home, configFolder(home))
                        : data.resolve("received");
        this.folder =
                Setting.of(
                        "folder",
                        downloads,
                        "a path",
                        UserPath::of,
                        "the folder for received files");
        acceptsAll();
        folder();
    }

    private static Path configFolder(Path home) {
        String told = System.getenv("XDG_CONFIG_HOME");
        // one outside of the home would be of another one than the home's user
        return told != null && told.startsWith(home + "/")
                ? Path.of(told)
                : home.resolve(".config");
    }

    /** Tells the user once that files go to the downloads: there was nothing to choose that. */
    void tellFolder(Path used) {
        Path told = context.dataDirectory().resolve(TOLD);
        if (!used.equals(downloads)
                || downloads.startsWith(context.dataDirectory().toAbsolutePath().normalize())
                || Files.exists(told)) {
            return;
        }
        try {
            Files.createFile(told);
        } catch (IOException e) {
            // told once more the next time
            context.logger().log(System.Logger.Level.DEBUG, "not noted", e);
        }
        context.show(
                "received files go to %s; folder under [plugins.files] in config.toml names another place"
                        .formatted(downloads));
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
