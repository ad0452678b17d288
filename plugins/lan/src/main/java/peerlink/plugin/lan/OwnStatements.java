package peerlink.plugin.lan;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import peerlink.api.Address;
import peerlink.api.Announcement;
import peerlink.api.Bytes;
import peerlink.api.Identity;

/** Makes the datagrams by which this node is seen. Not safe for use by several threads. */
final class OwnStatements {
    /** The time for which a statement holds: three announcements may be lost. */
    static final Duration LIFETIME = Duration.ofSeconds(110);

    private final LanKey key;
    private final LanSeal seal;
    private final Show show;
    private final InstantSource clock;
    private final RandomGenerator random;
    private long last;

    /**
     * @param random a source that nobody can foresee
     */
    OwnStatements(Identity identity, Show show, InstantSource clock, RandomGenerator random) {
        this.key = new LanKey(identity);
        this.seal = new LanSeal(identity.id());
        this.show = show;
        this.clock = clock;
        this.random = random;
    }

    /** Returns a sequence greater than all before it, also than those of an earlier process. */
    long next() {
        last = Math.max(clock.millis(), last + 1);
        return last;
    }

    /**
     * Returns the datagram that tells of this node.
     *
     * @param nonce that of the query to answer, or {@link LanDatagram#UNASKED}
     * @param limit the greatest length
     * @return nothing if the node has no address that is of use there, or the limit is too low
     */
    Optional<byte[]> present(
            Announcement own, LanInterface to, long sequence, Bytes nonce, int limit) {
        List<Address> addresses = LanAddresses.told(own.addresses(), to);
        boolean isSealed = show.isSealed(own.visibility());
        int longest = isSealed ? LanSeal.LONGEST : Math.min(limit, LanDatagram.MAX_LENGTH);
        int room = longest - LanDatagram.Signed.OVERHEAD - key.encoded().size();
        if (addresses.isEmpty()
                || room < LanRecord.least(own.name())
                || isSealed && limit < LanDatagram.MAX_LENGTH) {
            return Optional.empty();
        }
        byte[] body = new LanRecord(LIFETIME, own.name(), addresses).encode(room);
        return Optional.of(datagram(LanDatagram.Kind.PRESENT, isSealed, sequence, nonce, body));
    }

    /** Returns the datagram that tells that this node goes. */
    byte[] gone(Announcement own, long sequence) {
        return datagram(
                LanDatagram.Kind.GONE,
                show.isSealed(own.visibility()),
                sequence,
                LanDatagram.UNASKED,
                new byte[0]);
    }

    private byte[] datagram(
            LanDatagram.Kind kind, boolean isSealed, long sequence, Bytes nonce, byte[] body) {
        byte[] signed = LanDatagram.Signed.encode(kind, key, sequence, clock.millis(), nonce, body);
        return isSealed ? seal.seal(signed, random) : signed;
    }
}
