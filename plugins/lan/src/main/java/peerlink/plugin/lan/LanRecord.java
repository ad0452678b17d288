package peerlink.plugin.lan;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import peerlink.api.Address;
import peerlink.api.Bytes;
import peerlink.api.Peer;
import peerlink.api.PeerName;
import peerlink.api.Printable;
import peerlink.api.ProtocolViolationException;

/**
 * The content of a statement that a peer is present.
 *
 * <pre>
 *   lifetime in seconds (2), length of the name (1), name,
 *   number of addresses (1), each: length (1), address
 * </pre>
 *
 * A reader ignores bytes behind that, so that later versions may add fields.
 *
 * @param lifetime the time for which the statement holds
 */
record LanRecord(Duration lifetime, PeerName name, List<Address> addresses) {
    /** The longest time for which a statement may hold. */
    static final Duration LONGEST = Duration.ofMinutes(10);

    LanRecord {
        addresses = List.copyOf(addresses);
    }

    /** Returns the bytes, with as many of the addresses as fit, the first ones first. */
    byte[] encode(int limit) {
        byte[] ascii = name.text().getBytes(StandardCharsets.US_ASCII);
        ByteBuffer out = ByteBuffer.allocate(limit);
        out.putShort((short) lifetime.toSeconds()).put((byte) ascii.length).put(ascii);
        int countAt = out.position();
        out.put((byte) 0);
        int count = 0;
        for (Address address : addresses) {
            byte[] text = address.toString().getBytes(StandardCharsets.US_ASCII);
            if (count < Peer.MAX_ADDRESSES && out.remaining() > text.length) {
                out.put((byte) text.length).put(text);
                count++;
            }
        }
        out.put(countAt, (byte) count);
        byte[] bytes = new byte[out.position()];
        out.get(0, bytes);
        return bytes;
    }

    /** Returns the least limit with which the name fits, and no address. */
    static int least(PeerName name) {
        return Short.BYTES + 1 + name.text().length() + 1;
    }

    /**
     * Reads the body of a statement, which is verified.
     *
     * @throws ProtocolViolationException if it is none
     */
    static LanRecord decode(Bytes body) throws ProtocolViolationException {
        ByteBuffer in = body.asByteBuffer();
        int seconds = in.remaining() < 2 ? 0 : Short.toUnsignedInt(in.getShort());
        if (seconds == 0 || seconds > LONGEST.toSeconds()) {
            throw new ProtocolViolationException("not a lifetime: " + seconds + " s");
        }
        try {
            PeerName name = new PeerName(text(in));
            int count = in.hasRemaining() ? in.get() : -1;
            if (count < 0 || count > Peer.MAX_ADDRESSES) {
                throw new ProtocolViolationException(count + " addresses");
            }
            List<Address> addresses = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                addresses.add(address(text(in)));
            }
            return new LanRecord(Duration.ofSeconds(seconds), name, addresses);
        } catch (IllegalArgumentException e) {
            throw new ProtocolViolationException(String.valueOf(e.getMessage()), e);
        }
    }

    private static Address address(String text) throws ProtocolViolationException {
        Address address = Address.parse(text);
        // an address may lack a port, but not have one that no reader of it can take
        if (address.uri().getPort() > 65_535) {
            throw new ProtocolViolationException(
                    "not a port, 0 to 65535, in address '" + Printable.excerpt(text) + "'");
        }
        return address;
    }

    private static String text(ByteBuffer in) throws ProtocolViolationException {
        int length = in.hasRemaining() ? Byte.toUnsignedInt(in.get()) : 0;
        if (in.remaining() < length) {
            throw new ProtocolViolationException("a text of " + length + " bytes is cut short");
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        // a byte beyond ASCII becomes a character that neither a name nor an address may have
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
