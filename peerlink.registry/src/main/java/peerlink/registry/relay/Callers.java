package peerlink.registry.relay;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import peerlink.api.Bytes;

/**
 * Limits the calls to one key, and leaves room for others beside whoever calls most: of the calls a
 * minute and of the circuits, one address may use up a half. Safe for use by several threads.
 */
final class Callers {
    /** The part of a limit that one address may use is one of so many. */
    static final int PARTS = 2;

    /** The most addresses that are told apart; the one not heard for longest is forgotten. */
    private static final int MAX_REMEMBERED = 64;

    private final int callsOfOne;
    private final int circuitsOfOne;
    private final long nanos;
    private final Budget all;
    private final Map<Bytes, Budget> calls = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<Bytes, Integer> circuits = new HashMap<>();

    /**
     * @param calls the most calls
     * @param nanos the time in which they come back
     * @param circuits the most circuits at once
     */
    Callers(int calls, long nanos, int circuits, long now) {
        this.callsOfOne = Math.max(1, calls / PARTS);
        this.circuitsOfOne = Math.max(1, circuits / PARTS);
        this.nanos = nanos;
        this.all = new Budget(calls, nanos, now);
    }

    /**
     * Takes a call.
     *
     * @param from the part of the caller's address that counts as one
     * @return 0 if the peer may be called, else the nanoseconds to wait
     */
    synchronized long call(Bytes from, long now) {
        Budget own = calls.computeIfAbsent(from, _ -> new Budget(callsOfOne, nanos, now));
        if (calls.size() > MAX_REMEMBERED) {
            calls.remove(calls.keySet().iterator().next());
        }
        long wait = Math.max(own.until(1, now), all.until(1, now));
        if (wait == 0) {
            own.take(1, now);
            all.take(1, now);
        }
        return wait;
    }

    /** Takes a circuit, to be given back by {@link #leave}; returns false if there are too many. */
    synchronized boolean enter(Bytes from) {
        if (circuits.getOrDefault(from, 0) >= circuitsOfOne) {
            return false;
        }
        circuits.merge(from, 1, Integer::sum);
        return true;
    }

    synchronized void leave(Bytes from) {
        circuits.computeIfPresent(from, (_, count) -> count == 1 ? null : count - 1);
    }

    /** Tells whether nothing is in use or used up. */
    synchronized boolean isFull(long now) {
        calls.values().removeIf(one -> one.isFull(now));
        return circuits.isEmpty() && calls.isEmpty() && all.isFull(now);
    }
}
