package peerlink.registry.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import peerlink.registry.fixture.TestClock;

class StatusPageTest {
    private final TestClock clock = new TestClock();
    private final RegistryMetrics metrics = new RegistryMetrics(clock);

    private String page() {
        return StatusPage.render(metrics.snapshot(), "1.2.3");
    }

    @Test
    void showsWhatAnOperatorAsksFor() {
        metrics.count(Count.REGISTRATION, 30);
        metrics.count(Count.RENEWAL, 6_000);
        metrics.count(Count.LOOKUP, 3);
        metrics.refused("name-taken");
        metrics.storeAnswered(Duration.ofNanos(200_000));
        clock.advance(Duration.ofSeconds(60));
        metrics.swept(Duration.ofMillis(40), Duration.ofSeconds(1));
        metrics.sample(1_200, 700, 12_345);
        String page = page();
        assertTrue(page.contains("<p class=\"figure\">12,345</p>"), page);
        assertTrue(page.contains("<div><dt>registrations</dt><dd>0.5</dd></div>"), page);
        assertTrue(page.contains("<div><dt>renewals</dt><dd>100</dd></div>"), page);
        assertTrue(page.contains("<div><dt>lookups</dt><dd>&lt; 0.1</dd></div>"), page);
        assertTrue(page.contains("<tr><th scope=\"row\">name-taken</th><td>1</td></tr>"), page);
        assertTrue(page.contains("<div><dt>sweep lag</dt><dd>40 ms</dd></div>"), page);
        assertTrue(page.contains("<dd>≤ 0.25 ms</dd>"), page);
        assertTrue(page.contains("<div><dt>uptime</dt><dd>1 min 0 s</dd>"), page);
        assertTrue(page.contains("<div><dt>version</dt><dd>1.2.3</dd></div>"), page);
        assertTrue(page.contains("12,345 to 12,345 in the last hour"), page);
        assertTrue(page.contains("<p class=\"state good\" role=\"status\">ok</p>"), page);
    }

    @Test
    void saysWhatIsWrongInAWord() {
        metrics.storeFailed();
        assertTrue(page().contains("<p class=\"state bad\" role=\"status\">store-unreachable</p>"));
    }

    @Test
    void isCompleteInItself() {
        String page = page();
        assertFalse(page.contains("{{"), page);
        assertFalse(page.contains("<script"), page);
        assertFalse(page.contains(" style="), page);
        assertFalse(page.contains(" on"), "a handler of events in " + page);
        assertEquals(1, page.split("<style>", -1).length - 1);
        // the name of the icon's language is the one address there is
        assertFalse(page.replace("http://www.w3.org/2000/svg", "").contains("//"), page);
    }

    @Test
    void anyWordIsShownAsText() {
        metrics.refused("<script>alert('x')</script>{{style}}");
        String page = page();
        assertFalse(page.contains("<script"), page);
        assertTrue(page.contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;{{style}}"), page);
    }

    @Test
    void theChartDrawsKnownMinutesAloneAndLeavesGaps() {
        List<OptionalLong> hour = new ArrayList<>(Collections.nCopies(60, OptionalLong.empty()));
        hour.set(10, OptionalLong.of(5));
        hour.set(11, OptionalLong.of(20));
        hour.set(59, OptionalLong.of(0));
        var chart = new LeaseChart(hour);
        String svg = chart.svg("a \"text\"");
        assertEquals(20, chart.top());
        assertTrue(svg.contains("aria-label=\"a &quot;text&quot;\""), svg);
        assertTrue(
                svg.contains("<path class=\"line\" d=\"M100 90.0 V90.0 H110 V0.0 H120\"/>"), svg);
        assertTrue(svg.contains("<path class=\"line\" d=\"M590 120.0 V120.0 H600\"/>"), svg);
        assertEquals(2, svg.split("class=\"line\"", -1).length - 1);
    }

    @Test
    void theScaleIsRoundAndAtLeastAsHighAsTheHighest() {
        for (long most : List.of(0L, 1L, 4L, 5L, 9L, 21L, 99_999L, 1_000_000L, Long.MAX_VALUE)) {
            long top = new LeaseChart(List.of(OptionalLong.of(most))).top();
            assertTrue(top >= most && top >= 4, most + " of " + top);
        }
        assertEquals(200_000, new LeaseChart(List.of(OptionalLong.of(99_999))).top());
    }
}
