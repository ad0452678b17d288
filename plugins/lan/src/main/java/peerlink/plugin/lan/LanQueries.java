package peerlink.plugin.lan;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import peerlink.api.Bytes;

/**
 * Remembers the nonces of this node's queries. A statement with one of them was signed after the
 * query, whatever the clocks say. Not safe for use by several threads.
 */
final class LanQueries {
    private static final long HOLDS = TimeUnit.SECONDS.toNanos(10);
    private static final int MAX = 256;

    private final SequencedMap<Bytes, Long> asked = new LinkedHashMap<>();
    private final RandomGenerator random;

    /**
     * @param random a source that nobody can foresee
     */
    LanQueries(RandomGenerator random) {
        this.random = random;
    }

    /** Makes a query that counts from now on. */
    LanDatagram.Query ask(int length, long now) {
        byte[] nonce = new byte[LanDatagram.NONCE];
        random.nextBytes(nonce);
        LanDatagram.Query query = new LanDatagram.Query(Bytes.wrap(nonce), length);
        asked.put(query.nonce(), now);
        if (asked.size() > MAX) {
            asked.pollFirstEntry();
        }
        return query;
    }

    /** Tells whether this is the nonce of a query of the last seconds. */
    boolean isAsked(Bytes nonce, long now) {
        while (isOver(asked.firstEntry(), now)) {
            asked.pollFirstEntry();
        }
        return asked.containsKey(nonce);
    }

    private static boolean isOver(Map.@Nullable Entry<Bytes, Long> first, long now) {
        return first != null && now - first.getValue() > HOLDS;
    }
}
