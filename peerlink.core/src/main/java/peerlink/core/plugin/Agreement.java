package peerlink.core.plugin;

import java.time.Instant;

/**
 * The user's word about the plugin of one name.
 *
 * @param file the name of the file or folder that had the plugin
 * @param sha256 the content that the user has agreed to, as {@code PluginStatus.Content} has it;
 *     empty if none
 * @param at the time of the agreement
 * @param enabled whether the plugin of this name may run, whichever counts
 */
record Agreement(String file, String sha256, Instant at, boolean enabled) {
    private static final int MAX_FILE = 255;

    Agreement {
        if (!sha256.matches("([0-9a-f]{64})?")) {
            throw new IllegalArgumentException("not a SHA-256: " + sha256.length() + " characters");
        }
        if (file.length() > MAX_FILE) {
            throw new IllegalArgumentException("not the name of a file: it is too long");
        }
    }

    Agreement enabled(boolean enabled) {
        return new Agreement(file, sha256, at, enabled);
    }
}
