package peerlink.plugin.files.wire;

/**
 * A file or a folder of a manifest.
 *
 * @param isFolder whether it is a folder
 * @param size the size of a file, in bytes; 0 for a folder
 * @param path its names with {@code /} between them, as they came: neither a safe path, nor safe to
 *     show
 */
public record ManifestEntry(boolean isFolder, long size, String path) {
    /** Returns a file. */
    public static ManifestEntry file(String path, long size) {
        return new ManifestEntry(false, size, path);
    }

    /** Returns a folder. */
    public static ManifestEntry folder(String path) {
        return new ManifestEntry(true, 0, path);
    }

    /** Returns the number of the file's blocks. */
    public long blocks() {
        return (size + Manifest.BLOCK - 1) / Manifest.BLOCK;
    }
}
