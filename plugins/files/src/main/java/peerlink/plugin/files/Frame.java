package peerlink.plugin.files;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import peerlink.api.Bytes;
import peerlink.api.Printable;
import peerlink.api.ProtocolViolationException;

/**
 * A frame of protocol {@code files/1}: a byte that tells the kind, then its fields, numbers
 * big-endian, text in UTF-8. A reader ignores bytes behind the fields that this version knows.
 *
 *
 * <pre>
 *   1 offer    size (8), length of the name (2), name
 *   2 accept
 *   3 refuse   reason, for people
 *   4 data     the next bytes of the file
 *   5 end      SHA-256 of all bytes (32)
 *   6 done
 *   7 abort    reason, for people
 * </pre>
 */
sealed interface Frame {
    /** The longest name, in bytes; file systems allow a quarter of it. */
    int MAX_NAME = 1024;

    /** The longest reason, in bytes; a longer one is cut. */
    int MAX_REASON = 512;

    /** The length of a SHA-256 digest, in bytes. */
    int DIGEST = 32;

    /**
     * The byte with which data begins; see {@link OutgoingFile}, which puts it before the bytes of
     * the file.
     */
    byte DATA = 4;

    /**
     * Offers a file. The sender says this.
     *
     * @param name the sender's name for the file; not cleaned
     */
    record Offer(long size, String name) implements Frame {}

    /** Accepts the offer. The receiver says this. */
    record Accept() implements Frame {}

    /** Declines the offer. The receiver says this. */
    record Refuse(String reason) implements Frame {}

    /**
     * Carries the next part of the file.
     *
     * @param content a read-only view of the frame's bytes
     */
    record Data(ByteBuffer content) implements Frame {}

    /** Ends the file. */
    record End(Bytes digest) implements Frame {}

    /** Confirms that the file is checked, complete and on the receiver's disk. */
    record Done() implements Frame {}

    /** Says that its sender has given the transfer up. */
    record Abort(String reason) implements Frame {}

    /**
     * Reads a frame.
     *
     * @throws ProtocolViolationException if it is none of these
     */
    static Frame decode(Bytes frame) throws ProtocolViolationException {
        ByteBuffer in = frame.asByteBuffer();
        if (!in.hasRemaining()) {
            throw new ProtocolViolationException("empty frame");
        }
        int kind = in.get();
        return switch (kind) {
            case 1 -> offer(in);
            case 2 -> new Accept();
            case 3 -> new Refuse(reason(in));
            case DATA -> new Data(in.slice());
            case 5 -> {
                require(in, DIGEST);
                byte[] digest = new byte[DIGEST];
                in.get(digest);
                yield new End(Bytes.wrap(digest));
            }
            case 6 -> new Done();
            case 7 -> new Abort(reason(in));
            default -> throw new ProtocolViolationException("unknown kind of frame: " + kind);
        };
    }

    /** Returns the word for the frame's kind. */
    default String kind() {
        return switch (this) {
            case Offer _ -> "offer";
            case Accept() -> "accept";
            case Refuse _ -> "refuse";
            case Data _ -> "data";
            case End _ -> "end";
            case Done() -> "done";
            case Abort _ -> "abort";
        };
    }

    /** Returns the bytes that {@link #decode} reads. */
    default Bytes encode() {
        return switch (this) {
            case Offer(long size, String name) -> {
                byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
                if (utf8.length == 0 || utf8.length > MAX_NAME || size < 0) {
                    throw new IllegalArgumentException("can't be offered: " + utf8.length);
                }
                yield Bytes.wrap(
                        ByteBuffer.allocate(1 + Long.BYTES + Short.BYTES + utf8.length)
                                .put((byte) 1)
                                .putLong(size)
                                .putShort((short) utf8.length)
                                .put(utf8)
                                .array());
            }
            case Accept() -> Bytes.wrap(new byte[] {2});
            case Refuse(String reason) -> text(3, reason);
            case Data(ByteBuffer content) ->
                    Bytes.wrap(
                            ByteBuffer.allocate(1 + content.remaining())
                                    .put(DATA)
                                    .put(content.duplicate())
                                    .array());
            case End(Bytes digest) ->
                    Bytes.wrap(
                            ByteBuffer.allocate(1 + DIGEST)
                                    .put((byte) 5)
                                    .put(digest.asByteBuffer())
                                    .array());
            case Done() -> Bytes.wrap(new byte[] {6});
            case Abort(String reason) -> text(7, reason);
        };
    }

    private static Offer offer(ByteBuffer in) throws ProtocolViolationException {
        require(in, Long.BYTES + Short.BYTES);
        long size = in.getLong();
        int length = Short.toUnsignedInt(in.getShort());
        if (size < 0 || length == 0 || length > MAX_NAME) {
            throw new ProtocolViolationException(
                    "not an offer: size " + size + ", name of " + length + " bytes");
        }
        require(in, length);
        byte[] name = new byte[length];
        in.get(name);
        try {
            return new Offer(size, Bytes.wrap(name).decodeUtf8());
        } catch (CharacterCodingException e) {
            throw new ProtocolViolationException("a file name that is not UTF-8", e);
        }
    }

    private static String reason(ByteBuffer in) {
        byte[] text = new byte[Math.min(in.remaining(), MAX_REASON)];
        in.get(text);
        return Printable.line(new String(text, StandardCharsets.UTF_8));
    }

    private static Bytes text(int kind, String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(utf8.length, MAX_REASON);
        return Bytes.wrap(
                ByteBuffer.allocate(1 + length).put((byte) kind).put(utf8, 0, length).array());
    }

    private static void require(ByteBuffer in, int bytes) throws ProtocolViolationException {
        if (in.remaining() < bytes) {
            throw new ProtocolViolationException(
                    "frame too short: %d bytes where %d are due".formatted(in.remaining(), bytes));
        }
    }
}
