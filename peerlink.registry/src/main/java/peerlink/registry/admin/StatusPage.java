package peerlink.registry.admin;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Locale;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * Writes the page for people. It is complete in itself: one style, allowed by its hash, no script,
 * nothing from elsewhere. It shows figures and words of this program, never of a peer.
 */
final class StatusPage {
    /** The time after which browsers load the page anew. */
    static final Duration REFRESH = Duration.ofSeconds(10);

    private static final String STYLE = resource("status.css");
    private static final String FRAME = resource("status.html");
    private static final String RELAY_FRAME = resource("relay.html");
    private static final String RELAY_SECTION = resource("relay-section.html");

    /**
     * The content security policy: the browser may apply this one style, show the icon in it, and
     * do nothing else.
     */
    static final String POLICY =
            "default-src 'none'; style-src 'sha256-%s'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
                    .formatted(sha256(STYLE));

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private StatusPage() {}

    static String render(Snapshot snapshot, String version) {
        return snapshot.isRelayAlone()
                ? filled(RELAY_FRAME, relayAlone(snapshot, version))
                : filled(FRAME, registry(snapshot, version));
    }

    private static Map<String, String> relayAlone(Snapshot snapshot, String version) {
        RelayMetrics.Figures figures = snapshot.relay().orElseThrow();
        return Map.ofEntries(
                Map.entry("style", STYLE),
                Map.entry("state", snapshot.health().isGood() ? "good" : "bad"),
                Map.entry("health", Html.escaped(snapshot.health().words())),
                Map.entry("circuits", Amount.count(figures.circuits())),
                Map.entry("relay", relay(snapshot)),
                Map.entry("started", TIME.format(snapshot.startedAt())),
                Map.entry("uptime", Amount.longTime(snapshot.uptime())),
                Map.entry("version", Html.escaped(version)),
                Map.entry("time", TIME.format(snapshot.at())),
                Map.entry("refresh", Long.toString(REFRESH.toSeconds())));
    }

    /** Returns the section about the relay; empty if there is none. */
    private static String relay(Snapshot snapshot) {
        return snapshot.relay()
                .map(
                        figures ->
                                filled(
                                        RELAY_SECTION,
                                        Map.of(
                                                "places", Amount.count(figures.places()),
                                                "circuits", Amount.count(figures.circuits()),
                                                "opened", Amount.count(figures.circuitsOpened()),
                                                "carried", mebibytes(figures.bytes()),
                                                "slowed", Amount.count(figures.slowed()),
                                                "refusals", refusals(figures.refusals()))))
                .orElse("");
    }

    private static String mebibytes(long bytes) {
        return Amount.count((bytes + (1 << 19)) >> 20) + " MiB";
    }

    private static Map<String, String> registry(Snapshot snapshot, String version) {
        var chart = new LeaseChart(snapshot.leasesByMinute());
        Health health = snapshot.health();
        return Map.ofEntries(
                Map.entry("style", STYLE),
                Map.entry("state", health.isGood() ? "good" : "bad"),
                Map.entry("health", Html.escaped(health.words())),
                Map.entry("leases", Amount.count(snapshot.leases())),
                Map.entry("span", span(snapshot)),
                Map.entry("started", TIME.format(snapshot.startedAt())),
                Map.entry("top", Amount.count(chart.top())),
                Map.entry("middle", Amount.count(chart.top() / 2)),
                Map.entry("chart", chart.svg("leases: " + span(snapshot))),
                Map.entry("registrations", rate(snapshot, Count.REGISTRATION)),
                Map.entry("renewals", rate(snapshot, Count.RENEWAL)),
                Map.entry("lookups", rate(snapshot, Count.LOOKUP)),
                Map.entry("connections", Amount.count(snapshot.connections())),
                Map.entry("watchers", Amount.count(snapshot.watchers())),
                Map.entry("sweep-lag", Amount.shortTime(snapshot.sweepLag())),
                Map.entry("store-half", within(snapshot.storeLastMinute(), 0.5)),
                Map.entry("store-most", most(snapshot.storeLastMinute())),
                Map.entry("refusals", refusals(snapshot.refusals())),
                Map.entry("totals", totals(snapshot)),
                Map.entry("uptime", Amount.longTime(snapshot.uptime())),
                Map.entry("version", Html.escaped(version)),
                Map.entry("time", TIME.format(snapshot.at())),
                Map.entry("relay", relay(snapshot)),
                Map.entry("refresh", Long.toString(REFRESH.toSeconds())));
    }

    /** Describes the chart for readers who do not see it. */
    private static String span(Snapshot snapshot) {
        LongSummaryStatistics hour =
                snapshot.leasesByMinute().stream()
                        .flatMapToLong(OptionalLong::stream)
                        .summaryStatistics();
        return hour.getCount() == 0
                ? "nothing known of the last hour yet"
                : "%s to %s in the last hour"
                        .formatted(Amount.count(hour.getMin()), Amount.count(hour.getMax()));
    }

    private static String rate(Snapshot snapshot, Count count) {
        return Html.escaped(Amount.rate(snapshot.perSecond().getOrDefault(count, 0.0)));
    }

    private static String within(Histogram.Values trips, double share) {
        if (trips.total() == 0) {
            return "–";
        }
        Duration most = Histogram.BOUNDS.getLast();
        return Html.escaped(
                trips.within(share)
                        .map(bound -> "≤ " + Amount.shortTime(bound))
                        .orElse("> " + Amount.shortTime(most)));
    }

    private static String most(Histogram.Values trips) {
        return trips.total() == 0
                ? "no answer in the last minute"
                : "99 of 100 " + within(trips, 0.99);
    }

    private static String refusals(Map<String, Long> refusals) {
        return refusals.isEmpty()
                ? "<tr><td colspan=\"2\">none</td></tr>"
                : refusals.entrySet().stream()
                        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                        .map(entry -> row(entry.getKey(), entry.getValue()))
                        .collect(Collectors.joining("\n"));
    }

    private static String totals(Snapshot snapshot) {
        return snapshot.totals().entrySet().stream()
                .map(entry -> row(entry.getKey().metric().replace('_', ' '), entry.getValue()))
                .collect(Collectors.joining("\n"));
    }

    private static String row(String what, long count) {
        return "<tr><th scope=\"row\">%s</th><td>%s</td></tr>"
                .formatted(Html.escaped(what), Amount.count(count));
    }

    /** Replaces each {@code {{name}}} by a value; a placeholder in a value stays as it is. */
    private static String filled(String frame, Map<String, String> values) {
        StringBuilder page = new StringBuilder(frame.length() + STYLE.length() + 4_096);
        int from = 0;
        for (int open = frame.indexOf("{{"); open >= 0; open = frame.indexOf("{{", from)) {
            int close = frame.indexOf("}}", open);
            String name = frame.substring(open + 2, close);
            String value = values.get(name);
            if (value == null) {
                throw new IllegalStateException("no value for '" + name + "' on the status page");
            }
            page.append(frame, from, open).append(value);
            from = close + 2;
        }
        return page.append(frame, from, frame.length()).toString();
    }

    private static String resource(String name) {
        try (InputStream in = StatusPage.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("not in the module: " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sha256(String text) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
