package peerlink.plugin.files.wire;

import org.jspecify.annotations.Nullable;

/**
 * A file or a folder of a manifest.
 *
 * @param isFolder whether it is a folder
 * @param size the size of a file, in bytes; 0 for a folder
 * @param path its names with {@code /} between them, as they came: neither a safe path, nor safe to
 *     show
 * @param mark the date and executable bit of a file; null for a folder, or if they are not told
 */
public record ManifestEntry(boolean isFolder, long size, String path, @Nullable FileMark mark) {
    /** Returns a file. */
    public static ManifestEntry file(String path, long size) {
        return new ManifestEntry(false, size, path, null);
    }

    /** Returns the same file with its date and executable bit. */
    public ManifestEntry with(FileMark told) {
        return new ManifestEntry(isFolder, size, path, told);
    }

    /** Returns a folder. */
    public static ManifestEntry folder(String path) {
        return new ManifestEntry(true, 0, path, null);
    }

    /** Returns the number of the file's blocks. */
    public long blocks() {
        return (size + Manifest.BLOCK - 1) / Manifest.BLOCK;
    }
}
