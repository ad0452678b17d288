package peerlink.registry.admin;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;

/**
 * Keeps the number of leases in each minute of the last hour, the current one included. Not safe
 * for several threads.
 */
final class LeaseHistory {
    static final int MINUTES = 60;

    private static final long UNKNOWN = -1;

    private final long[] leases = new long[MINUTES];
    private long newest = Long.MIN_VALUE;

    LeaseHistory() {
        Arrays.fill(leases, UNKNOWN);
    }

    /**
     * Notes the number of leases; the last note of a minute holds. A clock that was set back
     * changes nothing until it is there again.
     */
    void note(Instant now, long count) {
        long minute = minute(now);
        if (minute < newest) {
            return;
        }
        forgetUntil(minute);
        leases[slot(minute)] = count;
    }

    /** Returns the minutes, the oldest first; the unknown ones are empty. */
    List<OptionalLong> lastHour(Instant now) {
        long last = Math.max(minute(now), newest);
        List<OptionalLong> hour = new ArrayList<>(MINUTES);
        for (long minute = last - MINUTES + 1; minute <= last; minute++) {
            boolean known =
                    newest != Long.MIN_VALUE
                            && minute <= newest
                            && minute > newest - MINUTES
                            && leases[slot(minute)] != UNKNOWN;
            hour.add(known ? OptionalLong.of(leases[slot(minute)]) : OptionalLong.empty());
        }
        return List.copyOf(hour);
    }

    /** Empties the minutes between the newest one and this one, which may be the whole ring. */
    private void forgetUntil(long minute) {
        if (newest == Long.MIN_VALUE || minute - newest >= MINUTES) {
            Arrays.fill(leases, UNKNOWN);
        } else {
            for (long gap = newest + 1; gap <= minute; gap++) {
                leases[slot(gap)] = UNKNOWN;
            }
        }
        newest = minute;
    }

    private static long minute(Instant time) {
        return Math.floorDiv(time.getEpochSecond(), 60);
    }

    private static int slot(long minute) {
        return (int) Math.floorMod(minute, (long) MINUTES);
    }
}
