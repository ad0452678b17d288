package peerlink.registry.admin;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;

/**
 * Holds all figures of a registry at one moment.
 *
 * @param startedAt the time at which it began to count
 * @param connections clients connected now
 * @param watchers those of them that watch
 * @param leases peers registered now
 * @param totals from the start on
 * @param perSecond over the last minute
 * @param refusals requests and connections declined since the start, by the word of the reason
 * @param sweepLag the delay with which the last leases were ended, or of the next sweep
 * @param store the store's round trips since the start
 * @param storeLastMinute those of the last minute
 * @param leasesByMinute of the last hour, the oldest first; empty if unknown
 * @param relay the figures of its relay; empty if it offers none
 * @param isRelayAlone whether there is a relay, and no registry
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
        Optional<RelayMetrics.Figures> relay,
        boolean isRelayAlone,
        Health health) {

    /** Returns the time since the start, never negative, even if the clock was set back. */
    Duration uptime() {
        Duration uptime = Duration.between(startedAt, at);
        return uptime.isNegative() ? Duration.ZERO : uptime;
    }
}
