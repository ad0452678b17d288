package peerlink.api;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Holds an immutable sequence of bytes with value equality, which a {@code byte[]} in a record has
 * not.
 */
public final class Bytes {
    private static final Bytes EMPTY = new Bytes(new byte[0]);

    private final byte[] array;

    private Bytes(byte[] array) {
        this.array = array;
    }

    public static Bytes empty() {
        return EMPTY;
    }

    /** Returns a copy of the array's bytes. */
    public static Bytes copyOf(byte[] array) {
        return new Bytes(array.clone());
    }

    /** Returns a copy of {@code length} bytes from {@code offset} on. */
    public static Bytes copyOf(byte[] array, int offset, int length) {
        return new Bytes(Arrays.copyOfRange(array, offset, offset + length));
    }

    /** Takes the array over without a copy: the caller must never change it again. */
    public static Bytes wrap(byte[] array) {
        return new Bytes(array);
    }

    /** Returns the text in UTF-8. */
    public static Bytes utf8(String text) {
        return new Bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    public int size() {
        return array.length;
    }

    public byte[] toByteArray() {
        return array.clone();
    }

    /** Returns a read-only view, without a copy. */
    public ByteBuffer asByteBuffer() {
        return ByteBuffer.wrap(array).asReadOnlyBuffer();
    }

    /**
     * Decodes the bytes as UTF-8.
     *
     * @throws CharacterCodingException if they are not well-formed UTF-8
     */
    public String decodeUtf8() throws CharacterCodingException {
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(array)).toString();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes bytes && Arrays.equals(array, bytes.array);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(array);
    }

    /** Tells the size only: the content may be somebody's words. */
    @Override
    public String toString() {
        return "Bytes[" + array.length + "]";
    }
}
