package peerlink.core.profile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * Notices that a file which is open here was removed or replaced: what is written then goes into a file without a name, and is lost
 * when this process ends. For one thread at a time.
 */
public final class PlaceWatch {
    private final Path file;
    private @Nullable Object key;

    /**
     * @param file that is open; if it is not there yet, the first one that is
     */
    public PlaceWatch(Path file) {
        this.file = file;
    }

    /**
     * Refuses a file that is not in its place any more. It is again if somebody puts it back, this very one.
     *
     * @throws LostFileException if so, with a message for people
     */
    public void require() throws LostFileException {
        Object now;
        try {
            now = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        } catch (NoSuchFileException e) {
            if (key == null) {
                return; // it never was
            }
            throw lost("was removed");
        } catch (IOException e) {
            return; // whether it can be written to is another question
        }
        if (key == null) {
            key = now;
        } else if (!key.equals(now)) {
            throw lost("was replaced by another file");
        }
    }

    /** The file is not the one that is open. */
    public static final class LostFileException extends IOException {
        private static final long serialVersionUID = 1L;

        private LostFileException(String message) {
            super(message);
        }
    }

    private LostFileException lost(String what) {
        return new LostFileException(
                "%s %s while it was in use (end this program, put the file back if you have it, and start again)"
                        .formatted(file, what));
    }
}
