package peerlink.plugin.files.parts;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Properties;
import peerlink.api.Bytes;
import peerlink.api.PeerId;
import peerlink.plugin.files.basis.Digests;
import peerlink.plugin.files.basis.WholeFile;

/**
 * All that is known of an accepted transfer but its content.
 *
 * @param peer the sender
 * @param digest the digest of its manifest
 * @param folder the folder in which the user wants it
 * @param as the name that the user wants for the only thing in it; empty for the offered one
 * @param title the title for people, safe to show
 * @param files the number of files that were offered
 * @param bytes the sum of their sizes
 * @param preserves whether the user wants dates and executable bits as the sender has them
 * @param state its state
 */
public record PartRecord(
        PeerId peer,
        Bytes digest,
        Path folder,
        String as,
        String title,
        int files,
        long bytes,
        boolean preserves,
        State state) {
    private static final String FILE = "transfer";

    public enum State {
        /** More of it is to come. */
        ACCEPTED,
        /** It is saved, and its sender has not read that yet. */
        DONE,
        /** The user has stopped it, and its sender has not read that yet. */
        STOPPED
    }

    /** Returns the name of the transfer's folder and files: no two transfers have the same. */
    public String key() {
        return key(peer, digest);
    }

    static String key(PeerId peer, Bytes digest) {
        byte[] all =
                Digests.sha256()
                        .digest(
                                (peer.text() + hex(digest))
                                        .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        return HexFormat.of().formatHex(all, 0, 12);
    }

    PartRecord with(State next) {
        return new PartRecord(peer, digest, folder, as, title, files, bytes, preserves, next);
    }

    /** Reads the record in a folder. */
    static PartRecord read(Path home) throws IOException {
        try {
            Properties fields = WholeFile.read(home.resolve(FILE));
            return new PartRecord(
                    new PeerId(required(fields, "peer")),
                    Bytes.wrap(HexFormat.of().parseHex(required(fields, "digest"))),
                    Path.of(required(fields, "folder")),
                    required(fields, "as"),
                    required(fields, "title"),
                    Integer.parseInt(required(fields, "files")),
                    Long.parseLong(required(fields, "bytes")),
                    Boolean.parseBoolean(fields.getProperty("preserve", "false")),
                    State.valueOf(required(fields, "state").toUpperCase(Locale.ROOT)));
        } catch (IllegalArgumentException e) {
            throw new IOException("not a record of a transfer: " + home, e);
        }
    }

    /** Writes the record into a folder, in the place of the one before. */
    void write(Path home) throws IOException {
        Properties fields = new Properties();
        fields.setProperty("peer", peer.text());
        fields.setProperty("digest", hex(digest));
        fields.setProperty("folder", folder.toString());
        fields.setProperty("as", as);
        fields.setProperty("title", title);
        fields.setProperty("files", String.valueOf(files));
        fields.setProperty("bytes", String.valueOf(bytes));
        fields.setProperty("preserve", String.valueOf(preserves));
        fields.setProperty("state", state.name().toLowerCase(Locale.ROOT));
        WholeFile.write(home.resolve(FILE), fields);
    }

    /** Returns the file whose time tells when the transfer was last under way. */
    static Path file(Path home) {
        return home.resolve(FILE);
    }

    private static String required(Properties fields, String name) {
        String value = fields.getProperty(name);
        if (value == null) {
            throw new IllegalArgumentException(name + " is missing");
        }
        return value;
    }

    private static String hex(Bytes bytes) {
        return HexFormat.of().formatHex(bytes.toByteArray());
    }
}
