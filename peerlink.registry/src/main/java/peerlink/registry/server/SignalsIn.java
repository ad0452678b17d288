package peerlink.registry.server;

import java.util.LinkedHashMap;
import java.util.Map;
import peerlink.api.Bytes;

/**
 * Limits the signals to one key: all of them together, and those from one address to a quarter of
 * that, so that one machine with many keys leaves room for the others. Safe for use by several
 * threads.
 */
final class SignalsIn {
    /** The part of the limit that signals from one address may use is one of so many. */
    static final int PARTS = 4;

    /** The most addresses that are told apart; the one not heard for longest is forgotten. */
    private static final int MAX_SENDERS = 64;

    private final int perSender;
    private final TokenBucket all;
    private final Map<Bytes, TokenBucket> senders = new LinkedHashMap<>(16, 0.75f, true);

    SignalsIn(int perMinute, long now) {
        perSender = Math.max(1, perMinute / PARTS);
        all = TokenBucket.perMinute(perMinute, now);
    }

    /**
     * Returns 0 if a signal may be passed on, else the time to wait, in milliseconds.
     *
     * @param sender the part of the sender's address that counts as one
     */
    synchronized long take(Bytes sender, long now) {
        TokenBucket own =
                senders.computeIfAbsent(sender, _ -> TokenBucket.perMinute(perSender, now));
        if (senders.size() > MAX_SENDERS) {
            senders.remove(senders.keySet().iterator().next());
        }
        long wait = own.take(1, now);
        return wait > 0 ? wait : all.take(1, now);
    }

    /** Tells whether nothing is used up. */
    synchronized boolean isFull(long now) {
        senders.values().removeIf(sender -> sender.isFull(now));
        return senders.isEmpty() && all.isFull(now);
    }
}
