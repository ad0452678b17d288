package peerlink.registry.store.embedded;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;
import peerlink.api.Bytes;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.api.Visibility;
import peerlink.registry.store.PeerRecord;
import peerlink.registry.store.SignedRecord;

/**
 * Encodes the entries of logs and snapshots: the length of the payload (4 bytes), a CRC-32C over
 * length and payload (4 bytes), the payload, which begins with the entry's kind. Numbers are
 * big-endian.
 */
final class LeaseLogFormat {
    /** The length of the bytes before a payload. */
    static final int FRAME = 8;

    /**
     * The longest payload, in bytes: a record and signature with 1.2 KiB of them, and the rest
     * beside them.
     */
    static final int MAX_PAYLOAD = 2 << 10;

    /**
     * The most bytes of a payload beside the record and its signature: an id, a few numbers, a
     * text.
     */
    private static final int OTHERS = 256;

    private static final byte LEASED = 1;
    private static final byte REMOVED = 2;
    private static final byte ENDED = 3;
    private static final byte RELEASED = 4;
    private static final byte ALIVE = 5;
    private static final byte BEGAN = 6;
    private static final byte HELD = 7;
    private static final byte COMPLETE = 8;

    private LeaseLogFormat() {}

    static byte[] frame(LogEntry entry) {
        ByteBuffer out = ByteBuffer.allocate(FRAME + room(entry)).position(FRAME);
        switch (entry) {
            case LogEntry.Leased(PeerRecord record, long at) -> {
                id(out.put(LEASED), record.id()).putLong(at);
                out.putLong(record.sequence()).putLong(record.issuedAt());
                text(out.put((byte) record.visibility().ordinal()), record.name().text());
                bytes(out, record.signed().record());
                bytes(out, record.signed().signature());
            }
            case LogEntry.Removed(PeerId id, long sequence, long at) ->
                    id(out.put(REMOVED), id).putLong(sequence).putLong(at);
            case LogEntry.Ended(PeerId id, long at) -> id(out.put(ENDED), id).putLong(at);
            case LogEntry.Released(PeerId id) -> id(out.put(RELEASED), id);
            case LogEntry.Alive(long at) -> out.put(ALIVE).putLong(at);
            case LogEntry.Began(String epoch) -> text(out.put(BEGAN), epoch);
            case LogEntry.Held(PeerId id, String skeleton, long sequence, long at) ->
                    text(id(out.put(HELD), id).putLong(sequence).putLong(at), skeleton);
            case LogEntry.Complete(long entries, long position) ->
                    out.put(COMPLETE).putLong(entries).putLong(position);
        }
        byte[] frame = Arrays.copyOf(out.array(), out.position());
        int length = frame.length - FRAME;
        ByteBuffer.wrap(frame).putInt(length).putInt(checksum(length, frame, FRAME));
        return frame;
    }

    /** Returns the greatest length of the entry's payload. */
    private static int room(LogEntry entry) {
        return OTHERS
                + (entry instanceof LogEntry.Leased(PeerRecord record, _)
                        ? record.signed().record().size() + record.signed().signature().size()
                        : 0);
    }

    /** Returns the checksum of a payload that stands in an array from an offset on. */
    static int checksum(int length, byte[] array, int offset) {
        var crc = new CRC32C();
        crc.update(ByteBuffer.allocate(4).putInt(length).flip());
        crc.update(array, offset, length);
        return (int) crc.getValue();
    }

    /** Reads a payload whose checksum is right. */
    static LogEntry decode(byte[] payload) throws DamageException {
        ByteBuffer in = ByteBuffer.wrap(payload);
        try {
            LogEntry entry = decode(in);
            if (!in.hasRemaining()) {
                return entry;
            }
        } catch (BufferUnderflowException
                | IllegalArgumentException
                | ArrayIndexOutOfBoundsException e) {
            // reported below: nonsense with a good checksum is another program's
        }
        throw new DamageException("an entry that this version doesn't know");
    }

    private static LogEntry decode(ByteBuffer in) throws DamageException {
        byte kind = in.get();
        return switch (kind) {
            case LEASED -> {
                PeerId id = id(in);
                long at = in.getLong();
                long sequence = in.getLong();
                long issuedAt = in.getLong();
                Visibility visibility = Visibility.values()[in.get()];
                var name = new PeerName(text(in));
                var signed = new SignedRecord(bytes(in), bytes(in));
                yield new LogEntry.Leased(
                        new PeerRecord(signed, id, sequence, issuedAt, name, visibility), at);
            }
            case REMOVED -> new LogEntry.Removed(id(in), in.getLong(), in.getLong());
            case ENDED -> new LogEntry.Ended(id(in), in.getLong());
            case RELEASED -> new LogEntry.Released(id(in));
            case ALIVE -> new LogEntry.Alive(in.getLong());
            case BEGAN -> new LogEntry.Began(text(in));
            case HELD -> {
                PeerId id = id(in);
                long sequence = in.getLong();
                long at = in.getLong();
                yield new LogEntry.Held(id, text(in), sequence, at);
            }
            case COMPLETE -> new LogEntry.Complete(in.getLong(), in.getLong());
            default -> throw new DamageException("an entry of unknown kind " + kind);
        };
    }

    private static ByteBuffer id(ByteBuffer out, PeerId id) {
        return out.put(id.text().getBytes(StandardCharsets.US_ASCII));
    }

    private static PeerId id(ByteBuffer in) {
        return new PeerId(ascii(in, PeerId.LENGTH));
    }

    private static void text(ByteBuffer out, String text) {
        out.put((byte) text.length()).put(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String text(ByteBuffer in) {
        return ascii(in, Byte.toUnsignedInt(in.get()));
    }

    private static String ascii(ByteBuffer in, int length) {
        byte[] bytes = new byte[length];
        in.get(bytes);
        return new String(bytes, StandardCharsets.US_ASCII);
    }

    private static void bytes(ByteBuffer out, Bytes bytes) {
        out.putShort((short) bytes.size()).put(bytes.asByteBuffer());
    }

    private static Bytes bytes(ByteBuffer in) {
        // a frame's length bounds it
        byte[] bytes = new byte[Math.min(Short.toUnsignedInt(in.getShort()), in.remaining() + 1)];
        in.get(bytes);
        return Bytes.wrap(bytes);
    }
}
