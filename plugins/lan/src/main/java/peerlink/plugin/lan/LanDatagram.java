package peerlink.plugin.lan;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import peerlink.api.Bytes;
import peerlink.api.PeerId;
import peerlink.api.ProtocolViolationException;

/**
 * A datagram of {@code lan/1}; docs/lan-protocol.md defines it. Numbers are big-endian.
 *
 * <pre>
 *   "PeerLAN" (7), version 1 (1), kind (1), and
 *   1 present   the signed part below; its body is a {@link LanRecord}
 *   2 gone      the same, with an empty body
 *   3 query     nonce (16); zeros to any length
 *   4 sealed    nonce (16), tag (16), ciphertext of a datagram of kind 1 or 2
 *
 *   signed part   length of the key (1), key, sequence (8), time (8), nonce (16),
 *                 length of the body (2), body, signature (64) of everything before it
 * </pre>
 */
sealed interface LanDatagram {
    /** The longest datagram, in bytes: it fits into one packet of any network with IPv6. */
    int MAX_LENGTH = 1_200;

    /** The length of a nonce, and of a tag. */
    int NONCE = 16;

    /** The length of the beginning that all kinds have in common. */
    int HEADER = 9;

    /** The nonce of a statement that nobody asked for. */
    Bytes UNASKED = Bytes.wrap(new byte[NONCE]);

    /** The magic number and the version. */
    Bytes MAGIC = Bytes.wrap(new byte[] {'P', 'e', 'e', 'r', 'L', 'A', 'N', 1});

    /** The kinds of statements that a peer signs. */
    enum Kind {
        PRESENT(1),
        GONE(2);

        private final int code;

        Kind(int code) {
            this.code = code;
        }
    }

    /** Asks everybody who lets himself be seen for a statement with this nonce. */
    record Query(Bytes nonce, int length) implements LanDatagram {
        static final int SHORTEST = HEADER + NONCE;

        /** Returns the query with zeros up to its length. */
        byte[] encode() {
            return header(3, length).put(nonce.asByteBuffer()).array();
        }
    }

    /**
     * States that a peer is present, or gone. Not verified, and its body not read.
     *
     * @param key the DER SubjectPublicKeyInfo of the peer's key
     * @param sequence orders the statements of one key
     * @param time the sender's clock, in milliseconds since 1970
     * @param nonce that of the query that it answers, or {@link #UNASKED}
     * @param message the bytes that are signed
     */
    record Signed(
            Kind kind,
            Bytes key,
            long sequence,
            long time,
            Bytes nonce,
            Bytes body,
            Bytes message,
            Bytes signature)
            implements LanDatagram {
        /** The number of bytes besides key and body. */
        static final int OVERHEAD = HEADER + 1 + 8 + 8 + NONCE + 2 + LanKey.SIGNATURE;

        PeerId id() {
            return PeerId.ofKey(key.toByteArray());
        }

        boolean isVerified() {
            return LanKey.verifies(key, message, signature);
        }

        /** Signs a statement, and returns its datagram. */
        static byte[] encode(
                Kind kind, LanKey key, long sequence, long time, Bytes nonce, byte[] body) {
            int length = OVERHEAD + key.encoded().size() + body.length;
            ByteBuffer out =
                    header(kind.code, length)
                            .put((byte) key.encoded().size())
                            .put(key.encoded().asByteBuffer())
                            .putLong(sequence)
                            .putLong(time)
                            .put(nonce.asByteBuffer())
                            .putShort((short) body.length)
                            .put(body);
            return out.put(key.sign(Bytes.copyOf(out.array(), 0, out.position()))).array();
        }
    }

    /**
     * Hides a statement from all who do not know its peer's id.
     *
     * @param header the bytes before the ciphertext, which it authenticates
     */
    record Sealed(Bytes nonce, Bytes tag, Bytes header, Bytes ciphertext) implements LanDatagram {
        /** The length before the ciphertext. */
        static final int OPEN = HEADER + 2 * NONCE;

        /** Returns the bytes before the ciphertext. */
        static byte[] header(Bytes nonce, Bytes tag) {
            return LanDatagram.header(4, OPEN)
                    .put(nonce.asByteBuffer())
                    .put(tag.asByteBuffer())
                    .array();
        }
    }

    private static ByteBuffer header(int kind, int length) {
        return ByteBuffer.allocate(length).put(MAGIC.asByteBuffer()).put((byte) kind);
    }

    /**
     * Reads a datagram.
     *
     * @throws ProtocolViolationException if it is none of this version
     */
    static LanDatagram decode(Bytes datagram) throws ProtocolViolationException {
        ByteBuffer in = datagram.asByteBuffer();
        if (in.remaining() > MAX_LENGTH) {
            throw new ProtocolViolationException("more than " + MAX_LENGTH + " bytes");
        }
        if (!take(in, MAGIC.size()).equals(MAGIC)) {
            throw new ProtocolViolationException("not of lan/1");
        }
        int kind = take(in, 1).asByteBuffer().get();
        return switch (kind) {
            case 1 -> signed(Kind.PRESENT, datagram, in);
            case 2 -> signed(Kind.GONE, datagram, in);
            case 3 -> new Query(take(in, NONCE), datagram.size());
            case 4 ->
                    new Sealed(
                            take(in, NONCE),
                            take(in, NONCE),
                            Bytes.copyOf(datagram.toByteArray(), 0, Sealed.OPEN),
                            take(in, in.remaining()));
            default -> throw new ProtocolViolationException("unknown kind " + kind);
        };
    }

    private static Signed signed(Kind kind, Bytes datagram, ByteBuffer in)
            throws ProtocolViolationException {
        Bytes key = take(in, Byte.toUnsignedInt(take(in, 1).asByteBuffer().get()));
        ByteBuffer numbers = take(in, 2 * Long.BYTES).asByteBuffer();
        Bytes nonce = take(in, NONCE);
        Bytes body = take(in, Short.toUnsignedInt(take(in, 2).asByteBuffer().getShort()));
        Bytes message = Bytes.copyOf(datagram.toByteArray(), 0, in.position());
        Bytes signature = take(in, LanKey.SIGNATURE);
        if (in.hasRemaining()) {
            throw new ProtocolViolationException(in.remaining() + " bytes behind the signature");
        }
        return new Signed(
                kind, key, numbers.getLong(), numbers.getLong(), nonce, body, message, signature);
    }

    /** Takes bytes whose number is bounded by what is there. */
    private static Bytes take(ByteBuffer in, int length) throws ProtocolViolationException {
        if (in.remaining() < length) {
            throw new ProtocolViolationException(
                    "cut short: %d bytes where %d are due".formatted(in.remaining(), length));
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return Bytes.wrap(bytes);
    }

    /** Returns the ASCII bytes of a domain, by which a signature or digest is for one purpose. */
    static byte[] domain(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
