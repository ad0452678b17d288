package peerlink.plugin.files.basis;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the user's folder for downloads: that of {@code user-dirs.dirs}, which desktops write
 * (freedesktop.org, xdg-user-dirs), else {@code Downloads} in the home. The file is made
 * for a shell to read, so quotes and backslashes mean what they mean there, and of several lines
 * the last one counts.
 */
public final class Downloads {
    private static final Pattern ENTRY =
            Pattern.compile(
                    "\\s*XDG_DOWNLOAD_DIR=\"(\\$HOME)?(/[^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+)\"\\s*");

    /** A character that a shell takes for itself between double quotes behind a backslash. */
    private static final Pattern ESCAPED = Pattern.compile("\\\\([$`\"\\\\])");

    private Downloads() {}

    /**
     * Returns the folder, which need not exist.
     *
     * @param home the user's home
     * @param config the folder for settings, such as {@code .config} in the home
     */
    public static Path of(Path home, Path config) {
        Path usual = home.resolve("Downloads");
        Path told = usual;
        try {
            for (String line :
                    Files.readAllLines(config.resolve("user-dirs.dirs"), StandardCharsets.UTF_8)) {
                Matcher entry = ENTRY.matcher(line);
                if (entry.matches()) {
                    String path = ESCAPED.matcher(entry.group(2)).replaceAll("$1");
                    Path named =
                            entry.group(1) == null
                                    ? Path.of(path)
                                    : home.resolve(path.substring(1));
                    // the home itself stands for none
                    told = named.normalize().equals(home.normalize()) ? usual : named.normalize();
                }
            }
            return told;
        } catch (IOException | InvalidPathException e) {
            // none is told, or nothing that can be read
        }
        return usual;
    }
}
