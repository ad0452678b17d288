package peerlink.core.profile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * Notices that an open file was removed or replaced. Later writes then go into a file without a
 * name, and are lost when this process ends. For one thread at a time.
 */
public final class PlaceWatch {
    private final Path file;
    private @Nullable Object key;

    /**
     * @param file the open file; if it is not there yet, the first one that is
     */
    public PlaceWatch(Path file) {
        this.file = file;
    }

    /**
     * Checks that the file is still in its place. It is so again if this very file is put back.
     *
     * @throws LostFileException if it is not, with a message for people
     */
    public void require() throws LostFileException {
        Object now;
        try {
            now = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        } catch (NoSuchFileException e) {
            if (key == null) {
                return; // the file was never there
            }
            throw lost("was removed");
        } catch (IOException e) {
            return; // this does not ask whether the file can be written
        }
        if (key == null) {
            key = now;
        } else if (!key.equals(now)) {
            throw lost("was replaced by another file");
        }
    }

    /** Says that the file in its place is not the open one. */
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
