package peerlink.registry.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import peerlink.registry.fixture.TestClock;

class MetricsPageTest {
    private final RegistryMetrics metrics = new RegistryMetrics(new TestClock());

    private String page() {
        return MetricsPage.render(metrics.snapshot(), "1.2.3");
    }

    private static void assertLine(String line, String page) {
        assertTrue(page.lines().anyMatch(line::equals), () -> line + " is not in\n" + page);
    }

    @Test
    void aRegistryThatHasDoneNothingIsClean() {
        assertEquals(List.of(), MetricsLint.problems(page()));
    }

    @Test
    void everythingThatIsCountedIsThereAndClean() {
        for (Count count : Count.values()) {
            metrics.count(count, count.ordinal() + 1);
        }
        metrics.refused("name-taken");
        metrics.refused("rate-limited");
        metrics.storeAnswered(Duration.ofMillis(3));
        metrics.storeAnswered(Duration.ofMinutes(3));
        metrics.sample(12, 7, 1_000_000);
        String page = page();
        assertEquals(List.of(), MetricsLint.problems(page));
        for (Count count : Count.values()) {
            assertLine(
                    "peerlink_registry_" + count.metric() + "_total " + (count.ordinal() + 1),
                    page);
        }
        assertLine("peerlink_registry_leases 1000000", page);
        assertLine("peerlink_registry_connections 12", page);
        assertLine("peerlink_registry_watchers 7", page);
        assertLine("peerlink_registry_refusals_total{code=\"name-taken\"} 1", page);
        assertLine("peerlink_registry_store_round_trip_seconds_bucket{le=\"0.0025\"} 0", page);
        assertLine("peerlink_registry_store_round_trip_seconds_bucket{le=\"0.005\"} 1", page);
        assertLine("peerlink_registry_store_round_trip_seconds_bucket{le=\"+Inf\"} 2", page);
        assertLine("peerlink_registry_store_round_trip_seconds_sum 180.003", page);
        assertLine("peerlink_registry_build_info{version=\"1.2.3\"} 1", page);
        assertLine("process_start_time_seconds 1767225600", page);
    }

    @Test
    void theHealthOfARegistryIsAGauge() {
        metrics.storeFailed();
        assertLine("peerlink_registry_healthy 0", page());
    }

    @Test
    void labelsAndHelpAreEscaped() {
        String text =
                new PrometheusText()
                        .info("a_info", "one\\\ntwo \"three\"", Map.of("b", "\\ \" \n}"))
                        .toString();
        assertEquals(List.of(), MetricsLint.problems(text));
        assertEquals(
                """
                # HELP a_info one\\\\\\ntwo "three"
                # TYPE a_info gauge
                a_info{b="\\\\ \\" \\n}"} 1
                """,
                text);
    }

    /** The check finds faults: without this, the two tests above would prove nothing. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "# TYPE a gauge\na 1\n",
                "# HELP a b\n# TYPE a counter\na 1\n",
                "# HELP a_total b\n# TYPE a_total gauge\na_total 1\n",
                "# HELP a_ms b\n# TYPE a_ms gauge\na_ms 1\n",
                "# HELP a b\n# TYPE a gauge\na 1\na 2\n",
                "# HELP a b\n# TYPE a gauge\na{x=\"1\",y=\"2\"} 1\na{y=\"2\",x=\"1\"} 2\n",
                "# HELP a b\n# TYPE a gauge\na{x=\"1\n\"} 1\n",
                "# HELP a b\n# TYPE a gauge\na{x=\"\\q\"} 1\n",
                "# HELP a b\n# TYPE a gauge\na 1",
                "# HELP a b\n# TYPE a gauge\n# HELP c b\n# TYPE c gauge\nc 1\na 1\n",
                "# HELP a b\n# TYPE a histogram\na_bucket{le=\"1\"} 2\na_sum 1\na_count 2\n",
                "# HELP a b\n# TYPE a histogram\na_bucket{le=\"1\"} 2\na_bucket{le=\"+Inf\"} 1\na_sum 1\na_count 1\n",
                "# HELP a b\n# TYPE a histogram\na_bucket{le=\"+Inf\"} 1\na_sum 1\na_count 2\n"
            })
    void theLintFindsWhatIsWrong(String text) {
        assertFalse(MetricsLint.problems(text).isEmpty(), text);
    }
}
