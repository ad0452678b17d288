package peerlink.plugin.files;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import peerlink.api.Printable;
import peerlink.plugin.files.basis.UserPath;

/**
 * The user's settings under {@code [plugins.files]}.
 *
 * @param acceptAll whether files are received without asking
 * @param folder the folder for received files
 */
record FileSettings(boolean acceptAll, Path folder) {
    /**
     * Reads the settings.
     *
     * @param dataDirectory the folder in which {@code received/} takes files if the user sets no
     * folder: it belongs to the profile, so that two profiles don't mix, and no other user can read
     * it
     * @throws IllegalArgumentException if one is unknown or has no such value
     */
    static FileSettings of(Map<String, String> settings, Path dataDirectory) {
        Set<String> unknown = new TreeSet<>(settings.keySet());
        unknown.removeAll(Set.of("accept", "folder"));
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(
                    "unknown setting '"
                            + Printable.excerpt(unknown.iterator().next())
                            + "' (accept and folder are known)");
        }
        String accept = settings.getOrDefault("accept", "ask");
        if (!accept.equals("ask") && !accept.equals("all")) {
            throw new IllegalArgumentException(
                    "accept = '" + Printable.excerpt(accept) + "' (ask or all)");
        }
        String folder = settings.get("folder");
        return new FileSettings(
                accept.equals("all"),
                folder == null
                        ? dataDirectory.resolve("received").toAbsolutePath()
                        : UserPath.of(folder));
    }
}
