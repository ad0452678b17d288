package peerlink.registry.admin;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;

/**
 * All that a registry tells of itself, at one moment.
 *
 * @param startedAt when it began to count
 * @param connections clients connected now
 * @param watchers how many of them watch
 * @param leases peers registered now
 * @param totals from the start on
 * @param perSecond over the last minute
 * @param refusals requests and connections declined since the start, by the word of the reason
 * @param sweepLag how much later than due the last leases were ended, or the next sweep is
 * @param store the store's round trips since the start
 * @param storeLastMinute those of the last minute
 * @param leasesByMinute of the last hour, the oldest first; empty where nothing is known
 */
record Snapshot(
        Instant at,
        Instant startedAt,
        long connections,
        long watchers,
        long leases,
        Map<Count, Long> totals,
        Map<Count, Double> perSecond,
        SortedMap<String, Long> refusals,
        Duration sweepLag,
        Histogram.Values store,
        Histogram.Values storeLastMinute,
        List<OptionalLong> leasesByMinute,
        Health health) {

    /** How long it has run, no less than nothing whatever the clock does. */
    Duration uptime() {
        Duration uptime = Duration.between(startedAt, at);
        return uptime.isNegative() ? Duration.ZERO : uptime;
    }
}
