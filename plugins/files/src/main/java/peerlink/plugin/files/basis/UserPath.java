package peerlink.plugin.files.basis;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import peerlink.api.Printable;

/** Reads paths as users write them. */
public final class UserPath {
    private UserPath() {}

    /**
     * Returns the absolute path; {@code ~} at the beginning is the user's home.
     *
     * @throws IllegalArgumentException if the text can't be a path
     */
    public static Path of(String text) {
        return of(text, Path.of("").toAbsolutePath());
    }

    /**
     * Returns the absolute path as {@link #of(String)} does, for a relative one from the folder.
     *
     * @throws IllegalArgumentException if the text can't be a path
     */
    public static Path of(String text, Path folder) {
        String home = System.getProperty("user.home");
        try {
            if (text.equals("~")) {
                return Path.of(home);
            }
            Path path =
                    text.startsWith("~/") || text.startsWith("~\\")
                            ? Path.of(home, text.substring(2))
                            : folder.resolve(text);
            return path.toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("not a path: '" + Printable.excerpt(text) + "'", e);
        }
    }
}
