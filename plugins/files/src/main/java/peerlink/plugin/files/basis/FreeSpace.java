package peerlink.plugin.files.basis;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;

/** Looks whether a disk has room for what is to come. */
public final class FreeSpace {
    private FreeSpace() {}

    /**
     * Requires room in a folder, where the system tells of any: only writing shows it elsewhere, as
     * in a root that is no mount point, where {@link java.nio.file.Files#getFileStore} fails.
     *
     * @throws IOException if there is not enough
     */
    public static void require(Path folder, long bytes) throws IOException {
        File there = folder.toFile();
        if (there.getTotalSpace() > 0 && there.getUsableSpace() < bytes) {
            throw new IOException("not enough space for " + Wording.size(bytes));
        }
    }
}
