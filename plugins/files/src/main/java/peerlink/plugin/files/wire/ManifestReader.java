package peerlink.plugin.files.wire;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import peerlink.api.ProtocolViolationException;

/** Reads the entries of a manifest; {@link Manifest} judges them. */
final class ManifestReader {
    private final ByteBuffer in;

    ManifestReader(ByteBuffer in) {
        this.in = in;
    }

    List<ManifestEntry> entries() throws ProtocolViolationException {
        List<ManifestEntry> entries = new ArrayList<>();
        try {
            while (in.hasRemaining()) {
                if (entries.size() == Manifest.MAX_ENTRIES) {
                    throw new ProtocolViolationException(
                            "more than %d entries".formatted(Manifest.MAX_ENTRIES));
                }
                entries.add(entry());
            }
        } catch (BufferUnderflowException e) {
            throw new ProtocolViolationException("a manifest that ends too early", e);
        }
        return entries;
    }

    private ManifestEntry entry() throws ProtocolViolationException {
        int kind = in.get();
        if (kind != Manifest.FILE && kind != Manifest.FOLDER && kind != Manifest.MARKED_FILE) {
            throw new ProtocolViolationException("unknown kind of entry: " + kind);
        }
        long size = kind == Manifest.FOLDER ? 0 : in.getLong();
        FileMark mark = kind == Manifest.MARKED_FILE ? mark() : null;
        int length = Short.toUnsignedInt(in.getShort());
        if (length == 0 || length > Manifest.MAX_PATH || length > in.remaining()) {
            throw new ProtocolViolationException("a path of " + length + " bytes");
        }
        ByteBuffer path = in.slice(in.position(), length);
        in.position(in.position() + length);
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(path).toString();
            return new ManifestEntry(kind == Manifest.FOLDER, size, text, mark);
        } catch (CharacterCodingException e) {
            throw new ProtocolViolationException("a path that is not UTF-8", e);
        }
    }

    private FileMark mark() throws ProtocolViolationException {
        long modified = in.getLong();
        int mode = in.get();
        if (modified < FileMark.MIN || modified > FileMark.MAX || (mode != 0 && mode != 1)) {
            throw new ProtocolViolationException(
                    "a file of second %d and mode %d".formatted(modified, mode));
        }
        return new FileMark(modified, mode == 1);
    }
}
