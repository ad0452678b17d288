package peerlink.cli.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Notes in a profile that only save work: whoever loses one makes it again. */
public final class ProfileNote {
    private ProfileNote() {}

    /**
     * Writes a note, which readers see whole or not at all.
     *
     * @param profile the profile's folder
     */
    public static void write(Path profile, String file, String text) throws IOException {
        // the owner's alone, by Java's promise
        Path fresh = Files.createTempFile(profile, file, ".tmp");
        try {
            Files.writeString(fresh, text);
            Files.move(fresh, profile.resolve(file), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }
}
