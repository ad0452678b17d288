package peerlink.transport.tls;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Parses and changes the first message of a client, as an attacker on the way sees it: RFC 8446,
 * sections 4.1.2 and 5.1. It fits into one record.
 *
 * @param beforeSessionId the version and the random number
 * @param afterSessionId the cipher suites and compression methods
 * @param extensions by their types
 */
record ClientHello(
        byte[] beforeSessionId,
        byte[] sessionId,
        byte[] afterSessionId,
        Map<Integer, byte[]> extensions) {
    private static final int HANDSHAKE_RECORD = 22;
    private static final int CLIENT_HELLO = 1;
    private static final int SUPPORTED_GROUPS = 10;
    private static final int KEY_SHARE = 51;
    private static final byte[] RECORD_VERSION = {3, 1};

    /** Returns the next record, its header included; nothing if the stream has ended. */
    static byte[] readRecord(InputStream in) throws IOException {
        byte[] header = in.readNBytes(5);
        if (header.length < 5) {
            return new byte[0];
        }
        int length = ByteBuffer.wrap(header).getShort(3);
        byte[] record = Arrays.copyOf(header, 5 + length);
        new DataInputStream(in).readFully(record, 5, length);
        return record;
    }

    static boolean isOne(byte[] record) {
        return record.length > 5 && record[0] == HANDSHAKE_RECORD && record[5] == CLIENT_HELLO;
    }

    static ClientHello parse(byte[] record) {
        ByteBuffer in = ByteBuffer.wrap(record).position(9);
        byte[] before = take(in, 34);
        byte[] sessionId = take(in, in.get());
        int start = in.position();
        in.position(start + 2 + in.getShort(start));
        in.position(in.position() + 1 + in.get(in.position()));
        byte[] after = Arrays.copyOfRange(record, start, in.position());
        in.getShort();
        Map<Integer, byte[]> extensions = new LinkedHashMap<>();
        while (in.hasRemaining()) {
            int type = in.getShort();
            extensions.put(type, take(in, in.getShort()));
        }
        return new ClientHello(before, sessionId, after, extensions);
    }

    private static byte[] take(ByteBuffer in, int length) {
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    /**
     * Returns this hello with these groups in the place of those that the client has; key shares
     * for others go.
     */
    ClientHello offering(int... groups) {
        ByteArrayOutputStream list = new ByteArrayOutputStream();
        ByteArrayOutputStream shares = new ByteArrayOutputStream();
        for (int group : groups) {
            list.writeBytes(uint16(group));
            ByteBuffer offered = ByteBuffer.wrap(extensions.getOrDefault(KEY_SHARE, new byte[2]));
            offered.getShort();
            while (offered.hasRemaining()) {
                int offeredGroup = offered.getShort();
                byte[] key = take(offered, offered.getShort());
                if (offeredGroup == group) {
                    shares.writeBytes(uint16(group));
                    shares.writeBytes(withLength(key));
                }
            }
        }
        Map<Integer, byte[]> changed = new LinkedHashMap<>(extensions);
        changed.put(SUPPORTED_GROUPS, withLength(list.toByteArray()));
        changed.put(KEY_SHARE, withLength(shares.toByteArray()));
        return new ClientHello(beforeSessionId, sessionId, afterSessionId, changed);
    }

    byte[] record() {
        ByteArrayOutputStream list = new ByteArrayOutputStream();
        extensions.forEach(
                (type, value) -> {
                    list.writeBytes(uint16(type));
                    list.writeBytes(withLength(value));
                });
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(beforeSessionId);
        body.write(sessionId.length);
        body.writeBytes(sessionId);
        body.writeBytes(afterSessionId);
        body.writeBytes(withLength(list.toByteArray()));
        return handshakeRecord(CLIENT_HELLO, body.toByteArray(), RECORD_VERSION);
    }

    /** Returns a record with one message of the handshake. */
    static byte[] handshakeRecord(int type, byte[] body, byte[] version) {
        ByteBuffer record = ByteBuffer.allocate(9 + body.length);
        record.put((byte) HANDSHAKE_RECORD).put(version).putShort((short) (4 + body.length));
        record.putInt(type << 24 | body.length).put(body);
        return record.array();
    }

    private static byte[] withLength(byte[] bytes) {
        return ByteBuffer.allocate(2 + bytes.length)
                .putShort((short) bytes.length)
                .put(bytes)
                .array();
    }

    private static byte[] uint16(int value) {
        return ByteBuffer.allocate(2).putShort((short) value).array();
    }
}
