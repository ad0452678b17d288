package peerlink.plugin.files.wire;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import peerlink.api.Bytes;
import peerlink.api.Printable;
import peerlink.api.ProtocolViolationException;

/** Reads frames of {@code files/2}. Takes no memory beyond the frame's own size. */
final class TransferFrameReader {
    private TransferFrameReader() {}

    static TransferFrame read(Bytes frame) throws ProtocolViolationException {
        ByteBuffer in = frame.asByteBuffer();
        if (!in.hasRemaining()) {
            throw new ProtocolViolationException("empty frame");
        }
        int kind = in.get();
        return switch (kind) {
            case 1 -> offer(in);
            case 2 -> new TransferFrame.Get();
            case 3 -> new TransferFrame.ManifestPiece(piece(in, TransferFrame.MAX_MANIFEST_PIECE));
            case 4 -> new TransferFrame.Want(bitmap(in), bitmap(in));
            case 5 ->
                    new TransferFrame.Block(
                            number(in), digest(in), piece(in, TransferFrame.MAX_PIECE));
            case 6 -> new TransferFrame.More(piece(in, TransferFrame.MAX_PIECE));
            case 7 -> new TransferFrame.Zeros(number(in));
            case 8 -> new TransferFrame.Same(number(in), digest(in));
            case 9 -> new TransferFrame.Leave(number(in), reason(in));
            case 10 -> new TransferFrame.End(digest(in));
            case 11 -> new TransferFrame.Done();
            case 12 -> new TransferFrame.Wait();
            case 13 -> stop(in);
            default -> throw new ProtocolViolationException("unknown kind of frame: " + kind);
        };
    }

    private static TransferFrame offer(ByteBuffer in) throws ProtocolViolationException {
        Bytes digest = digest(in);
        int files = number(in);
        int folders = number(in);
        require(in, Long.BYTES);
        long bytes = in.getLong();
        int length = number(in);
        require(in, 1);
        int count = Byte.toUnsignedInt(in.get());
        if ((long) files + folders > Manifest.MAX_ENTRIES
                || files + folders == 0
                || bytes < 0
                || length > Manifest.MAX_BYTES
                || length == 0
                || count == 0
                || count > TransferFrame.MAX_NAMES) {
            throw new ProtocolViolationException(
                    "not an offer: %d files, %d folders, %d bytes, a manifest of %d, %d names"
                            .formatted(files, folders, bytes, length, count));
        }
        List<String> names = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            names.add(name(in));
        }
        boolean hasMarks = in.hasRemaining() && in.get() == 1;
        return new TransferFrame.Offer(digest, files, folders, bytes, length, names, hasMarks);
    }

    private static String name(ByteBuffer in) throws ProtocolViolationException {
        require(in, Short.BYTES);
        int length = Short.toUnsignedInt(in.getShort());
        if (length == 0 || length > Manifest.MAX_NAME) {
            throw new ProtocolViolationException("a name of " + length + " bytes");
        }
        byte[] name = new byte[require(in, length)];
        in.get(name);
        try {
            return Bytes.wrap(name).decodeUtf8();
        } catch (CharacterCodingException e) {
            throw new ProtocolViolationException("a file name that is not UTF-8", e);
        }
    }

    private static Bytes bitmap(ByteBuffer in) throws ProtocolViolationException {
        byte[] bitmap = new byte[require(in, number(in))];
        in.get(bitmap);
        return Bytes.wrap(bitmap);
    }

    private static ByteBuffer piece(ByteBuffer in, int limit) throws ProtocolViolationException {
        if (!in.hasRemaining() || in.remaining() > limit) {
            throw new ProtocolViolationException(
                    "a piece of %d bytes (1 to %d)".formatted(in.remaining(), limit));
        }
        return in.slice();
    }

    private static TransferFrame stop(ByteBuffer in) throws ProtocolViolationException {
        require(in, 1);
        int code = in.get();
        if (code != 0 && code != 1) {
            throw new ProtocolViolationException("unknown kind of stop: " + code);
        }
        return new TransferFrame.Stop(code == 0, reason(in));
    }

    private static String reason(ByteBuffer in) {
        byte[] text = new byte[Math.min(in.remaining(), TransferFrame.MAX_REASON)];
        in.get(text);
        return Printable.line(new String(text, StandardCharsets.UTF_8));
    }

    private static Bytes digest(ByteBuffer in) throws ProtocolViolationException {
        byte[] digest = new byte[require(in, TransferFrame.DIGEST)];
        in.get(digest);
        return Bytes.wrap(digest);
    }

    /** Reads a number of 0 to 2^31-1. */
    private static int number(ByteBuffer in) throws ProtocolViolationException {
        require(in, Integer.BYTES);
        int number = in.getInt();
        if (number < 0) {
            throw new ProtocolViolationException(
                    "a number too large: " + Integer.toUnsignedString(number));
        }
        return number;
    }

    private static int require(ByteBuffer in, int bytes) throws ProtocolViolationException {
        if (in.remaining() < bytes) {
            throw new ProtocolViolationException(
                    "frame too short: %d bytes where %d are due".formatted(in.remaining(), bytes));
        }
        return bytes;
    }
}
