package peerlink.registry.admin;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Map;

/** Writes the figures for a Prometheus server. */
final class MetricsPage {
    private static final String PREFIX = "peerlink_registry_";
    private static final String RELAY = "peerlink_relay_";

    private MetricsPage() {}

    static String render(Snapshot snapshot, String version) {
        var text = new PrometheusText();
        if (!snapshot.isRelayAlone()) {
            registry(text, snapshot, version);
        }
        snapshot.relay().ifPresent(figures -> relay(text, figures));
        process(text, snapshot);
        return text.toString();
    }

    private static void relay(PrometheusText text, RelayMetrics.Figures relay) {
        text.gauge(RELAY + "places", "Peers that wait at the relay now", relay.places());
        text.gauge(RELAY + "circuits", "Circuits carried now", relay.circuits());
        text.counter(RELAY + "places_taken_total", "Places taken", relay.placesTaken());
        text.counter(RELAY + "circuits_opened_total", "Circuits joined", relay.circuitsOpened());
        text.counter(RELAY + "bytes_total", "Bytes carried, both ways", relay.bytes());
        text.counter(
                RELAY + "slowed_total",
                "Pieces of a stream that waited for a limit of bytes",
                relay.slowed());
        if (!relay.refusals().isEmpty()) {
            text.counters(
                    RELAY + "refusals_total",
                    "Requests to the relay declined, by code",
                    "code",
                    relay.refusals());
        }
    }

    private static void registry(PrometheusText text, Snapshot snapshot, String version) {
        text.info(PREFIX + "build_info", "The version that runs", Map.of("version", version));
        text.gauge(
                PREFIX + "healthy",
                "1 if the registry can do its work, else 0",
                snapshot.health().isGood() ? 1 : 0);
        text.gauge(PREFIX + "leases", "Peers registered now", snapshot.leases());
        text.gauge(PREFIX + "connections", "Clients connected now", snapshot.connections());
        text.gauge(PREFIX + "watchers", "Clients that watch now", snapshot.watchers());
        snapshot.totals()
                .forEach(
                        (count, total) ->
                                text.counter(
                                        PREFIX + count.metric() + "_total", count.help(), total));
        if (!snapshot.refusals().isEmpty()) {
            text.counters(
                    PREFIX + "refusals_total",
                    "Requests and connections declined, by error code",
                    "code",
                    snapshot.refusals());
        }
        text.gauge(
                PREFIX + "sweep_lag_seconds",
                "How much later than due the last leases were ended, or the next sweep is",
                snapshot.sweepLag().toNanos() / 1_000_000_000.0);
        text.histogram(
                PREFIX + "store_round_trip_seconds",
                "How long the store of leases took to answer",
                snapshot.store());
    }

    /**
     * Writes the metrics that every Prometheus client has, as far as they are known here, by their
     * usual names.
     */
    private static void process(PrometheusText text, Snapshot snapshot) {
        text.gauge(
                "process_start_time_seconds",
                "When the registry began, in seconds since 1970 UTC",
                snapshot.startedAt().toEpochMilli() / 1_000.0);
        Runtime runtime = Runtime.getRuntime();
        text.gauge(
                "jvm_heap_used_bytes",
                "Bytes of heap in use, those included that the collector has yet to find unused",
                runtime.totalMemory() - runtime.freeMemory());
        text.gauge("jvm_heap_limit_bytes", "The most bytes of heap", runtime.maxMemory());
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean os) {
            text.counter(
                    "process_cpu_seconds_total",
                    "Processor time used, in seconds",
                    os.getProcessCpuTime() / 1_000_000_000.0);
            text.gauge(
                    "process_open_fds",
                    "Files and sockets open now",
                    os.getOpenFileDescriptorCount());
            text.gauge(
                    "process_max_fds", "The most that may be open", os.getMaxFileDescriptorCount());
        }
    }
}
