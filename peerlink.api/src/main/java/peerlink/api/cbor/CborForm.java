package peerlink.api.cbor;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import peerlink.api.Bytes;
import peerlink.api.Printable;
import peerlink.api.ProtocolViolationException;

/**
 * Checks the form of a frame before a decoder sees it: one well-formed map of CBOR (RFC 8949,
 * section 5.3.1) and nothing else, whose keys are text and stand there once, whose text is UTF-8,
 * within limits. It looks at every byte, those of unknown fields as well: so the meaning of a frame
 * does not depend on the fields that its reader asks for, or on the library that reads it.
 * docs/protocol.md, section Frames in CBOR, says the same to authors of other clients.
 *
 * <p>The keys of the maps that it is in are all that it keeps.
 */
public final class CborForm {
    /** The deepest that maps and arrays may be nested; the frame's own map is the first level. */
    public static final int MAX_DEPTH = 8;

    /** The longest key of a map, in bytes of UTF-8. */
    public static final int MAX_KEY = 64;

    /** The most data items that there may be: keys, values, maps, arrays and tags. */
    public static final int MAX_ITEMS = 4_000;

    /** The highest number of a tag that is skipped. */
    private static final int MAX_TAG = Integer.MAX_VALUE;

    private static final int BYTES = 2;
    private static final int TEXT = 3;
    private static final int ARRAY = 4;
    private static final int MAP = 5;
    private static final int TAG = 6;
    private static final int SIMPLE = 7;

    /** The length of an item that ends with a break. */
    private static final long INDEFINITE = -1;

    private static final int BREAK = 0xff;

    private final ByteBuffer in;
    private int items;

    private CborForm(Bytes frame) {
        this.in = frame.asByteBuffer();
    }

    /**
     * Checks a frame.
     *
     * @throws ProtocolViolationException if it has another form; the message names the mistake in a
     *     few words
     */
    public static void require(Bytes frame) throws ProtocolViolationException {
        CborForm form = new CborForm(frame);
        try {
            form.frame();
        } catch (BufferUnderflowException e) {
            throw new ProtocolViolationException("not well-formed CBOR: it ends too early", e);
        }
    }

    private void frame() throws ProtocolViolationException {
        if (item(0) != MAP) {
            throw new ProtocolViolationException("not a CBOR map");
        }
        if (in.hasRemaining()) {
            throw new ProtocolViolationException(
                    "%d bytes behind the CBOR map".formatted(in.remaining()));
        }
    }

    /**
     * Reads an item and all that is in it.
     *
     * @param depth the depth of the map or array that it stands in
     * @return its major type, which is never that of a tag
     */
    private int item(int depth) throws ProtocolViolationException {
        int head = head();
        while (major(head) == TAG) {
            requireHarmlessTag(argument(head));
            head = head();
        }
        int major = major(head);
        switch (major) {
            case BYTES, TEXT -> string(head, Pieces.SKIPPED);
            case ARRAY -> array(head, nested(depth));
            case MAP -> map(head, nested(depth));
            case SIMPLE -> simple(head);
            default -> argument(head);
        }
        return major;
    }

    private int head() throws ProtocolViolationException {
        items++;
        if (items > MAX_ITEMS) {
            throw new ProtocolViolationException("more than " + MAX_ITEMS + " items of CBOR");
        }
        return Byte.toUnsignedInt(in.get());
    }

    private static int major(int head) {
        return head >> 5;
    }

    /** Returns the number in or after a head; one of 2^63 or more is negative. */
    private long argument(int head) throws ProtocolViolationException {
        int info = head & 0x1f;
        return switch (info) {
            case 24 -> Byte.toUnsignedLong(in.get());
            case 25 -> Short.toUnsignedLong(in.getShort());
            case 26 -> Integer.toUnsignedLong(in.getInt());
            case 27 -> in.getLong();
            case 28, 29, 30, 31 -> throw malformed("a head of 0x%02x".formatted(head));
            default -> info;
        };
    }

    private long length(int head) throws ProtocolViolationException {
        if ((head & 0x1f) == 0x1f) {
            return INDEFINITE;
        }
        long length = argument(head);
        // no item is shorter than a byte
        if (length < 0 || length > in.remaining()) {
            throw malformed("it ends too early");
        }
        return length;
    }

    private static int nested(int depth) throws ProtocolViolationException {
        if (depth == MAX_DEPTH) {
            throw new ProtocolViolationException("nested more than " + MAX_DEPTH + " levels deep");
        }
        return depth + 1;
    }

    private void array(int head, int depth) throws ProtocolViolationException {
        long length = length(head);
        for (long i = 0; hasNext(length, i); i++) {
            item(depth);
        }
    }

    private void map(int head, int depth) throws ProtocolViolationException {
        Set<String> keys = new HashSet<>();
        long length = length(head);
        for (long i = 0; hasNext(length, i); i++) {
            String key = key();
            if (!keys.add(key)) {
                throw new ProtocolViolationException(
                        "the key '" + Printable.excerpt(key) + "' stands twice in one map");
            }
            item(depth);
        }
    }

    private String key() throws ProtocolViolationException {
        int head = head();
        if (major(head) != TEXT) {
            throw new ProtocolViolationException("a key of a map is not text");
        }
        Key key = new Key();
        string(head, key);
        return key.text;
    }

    /** Puts a key together: a byte a character, so that equal bytes are equal keys. */
    private static final class Key implements Pieces {
        private String text = "";

        @Override
        public void take(ByteBuffer in, int length) throws ProtocolViolationException {
            if (text.length() + length > MAX_KEY) {
                throw new ProtocolViolationException(
                        "a key of a map is longer than " + MAX_KEY + " bytes");
            }
            byte[] piece = new byte[length];
            in.get(in.position(), piece);
            // mostly there is one piece
            text = text.concat(new String(piece, StandardCharsets.ISO_8859_1));
        }
    }

    /** Tells whether there is one more item; reads a break that ends the items. */
    private boolean hasNext(long length, long i) {
        if (length != INDEFINITE) {
            return i < length;
        }
        in.mark();
        if (Byte.toUnsignedInt(in.get()) == BREAK) {
            return false;
        }
        in.reset();
        return true;
    }

    /** Receives the pieces of a string. */
    private interface Pieces {
        Pieces SKIPPED = (_, _) -> {};

        /** Takes a piece from where {@code in} stands; need not move on. */
        void take(ByteBuffer in, int length) throws ProtocolViolationException;
    }

    /** Reads a byte string or text, in one piece or several. */
    private void string(int head, Pieces pieces) throws ProtocolViolationException {
        long length = length(head);
        if (length != INDEFINITE) {
            piece(major(head), length, pieces);
            return;
        }
        for (long i = 0; hasNext(INDEFINITE, i); i++) {
            int next = Byte.toUnsignedInt(in.get());
            long part = length(next);
            if (major(next) != major(head) || part == INDEFINITE) {
                throw malformed("a piece of a string is none");
            }
            piece(major(head), part, pieces);
        }
    }

    private void piece(int major, long length, Pieces pieces) throws ProtocolViolationException {
        int end = in.position() + (int) length;
        if (major == TEXT && !isAscii(end) && !isUtf8(end)) {
            throw new ProtocolViolationException("a text is not UTF-8");
        }
        pieces.take(in, (int) length);
        in.position(end);
    }

    /** Tells whether a text is ASCII: most text is, and costs nothing to check. */
    private boolean isAscii(int end) {
        for (int i = in.position(); i < end; i++) {
            if (in.get(i) < 0) {
                return false;
            }
        }
        return true;
    }

    private boolean isUtf8(int end) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer text = in.duplicate().limit(end);
        CharBuffer some = CharBuffer.allocate(256);
        while (true) {
            var result = decoder.decode(text, some.clear(), true);
            if (!result.isOverflow()) {
                return result.isUnderflow();
            }
        }
    }

    /** Reads a simple value or a floating-point number. */
    private void simple(int head) throws ProtocolViolationException {
        long value = argument(head);
        if ((head & 0x1f) == 24 && value < 32) {
            throw malformed("a simple value in two bytes that has one");
        }
    }

    /**
     * Refuses the tags that make another value of the item after them: libraries differ in which of
     * them they know. RFC 8949, section 3.4: 2 to 5 are numbers; 25 and 256 refer to another text
     * in the frame. Refuses those of 2^31 and more, too, which some libraries can't read.
     */
    private static void requireHarmlessTag(long tag) throws ProtocolViolationException {
        if (tag >= 2 && tag <= 5 || tag == 25 || tag == 256 || tag < 0 || tag > MAX_TAG) {
            throw new ProtocolViolationException(
                    "the tag " + Long.toUnsignedString(tag) + " of CBOR is not used here");
        }
    }

    private static ProtocolViolationException malformed(String what) {
        return new ProtocolViolationException("not well-formed CBOR: " + what);
    }
}
