package peerlink.registry.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import peerlink.registry.fixture.TestClock;

/**
 * The status page looks right in a real browser. Skipped, and loudly, if there is no Chromium;
 * {@code ./build} installs one. The pictures are left in {@code target/status-page} for people to
 * look at.
 */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StatusPageBrowserTest {
    private static final int PHONE = 360;
    private static final int DESK = 1280;

    /** The ratio of luminances that WCAG 2.2, AA, asks for. */
    private static final double CONTRAST = 4.5;

    private final TestClock clock = new TestClock();
    private final RegistryMetrics metrics = new RegistryMetrics(clock);

    @TempDir private Path profile;

    @Test
    void isReadableOnAPhoneAndADeskByDayAndByNight() throws Exception {
        Path browser = browser();
        Path pictures = Files.createDirectories(Path.of("target", "status-page"));
        live();
        try (AdminServer server = serve();
                Chromium chromium = new Chromium(browser, profile)) {
            Set<String> grounds = new HashSet<>();
            for (int width : List.of(PHONE, DESK)) {
                for (boolean dark : List.of(false, true)) {
                    chromium.resize(width, 800, dark);
                    chromium.open(url(server));
                    assertShown(chromium, width);
                    grounds.add(
                            chromium.evaluate("getComputedStyle(document.body).backgroundColor")
                                    .asString());
                    Files.write(
                            pictures.resolve("%d-%s.png".formatted(width, dark ? "dark" : "light")),
                            chromium.screenshot());
                }
            }
            assertEquals(2, grounds.size(), "the same ground by day and by night: " + grounds);
            assertEquals(List.of(), chromium.complaints());
        }
    }

    @Test
    void isReadableWhenNothingHasHappenedYetAndWhenAllIsWrong() throws Exception {
        Path browser = browser();
        Path pictures = Files.createDirectories(Path.of("target", "status-page"));
        try (AdminServer server = serve();
                Chromium chromium = new Chromium(browser, profile)) {
            chromium.resize(PHONE, 800, false);
            chromium.open(url(server));
            assertShown(chromium, PHONE);
            Files.write(pictures.resolve("new.png"), chromium.screenshot());

            metrics.storeFailed();
            metrics.swept(Duration.ofMinutes(90), Duration.ZERO);
            metrics.draining();
            metrics.sample(Long.MAX_VALUE, Long.MAX_VALUE, 100_000_000);
            metrics.count(Count.RENEWAL, Long.MAX_VALUE);
            metrics.refused("a-reason-as-long-as-none-is".repeat(5));
            chromium.open(url(server));
            assertShown(chromium, PHONE);
            Files.write(pictures.resolve("wrong.png"), chromium.screenshot());
            assertEquals(List.of(), chromium.complaints());
        }
    }

    /** The browser does complain: without this, an empty list of complaints would prove nothing. */
    @Test
    void aPageThatBreaksItsPolicyIsComplainedAbout() throws Exception {
        try (AdminServer server = serve();
                Chromium chromium = new Chromium(browser(), profile)) {
            chromium.open(url(server));
            chromium.evaluate(
                    "document.body.appendChild(document.createElement('script')).text = '1'");
            chromium.evaluate("document.body.setAttribute('style', 'color: red')");
            assertNotEquals(List.of(), chromium.complaints());
        }
    }

    private void assertShown(Chromium chromium, int width) throws IOException {
        assertTrue(chromium.evaluate("document.title").asString().endsWith("PeerLink registry"));
        assertEquals(width, chromium.evaluate("window.innerWidth").asInt());
        int needed = chromium.evaluate("document.documentElement.scrollWidth").asInt();
        assertTrue(needed <= width, needed + " pixels wide, of " + width);
        // the style is applied: its hash is that of the policy
        assertEquals(
                "grid",
                chromium.evaluate("getComputedStyle(document.querySelector('.tiles')).display")
                        .asString());
        assertTrue(
                chromium.evaluate("document.querySelector('svg').getBoundingClientRect().width")
                                .asDouble()
                        > width / 2.0);
        assertEquals("", chromium.evaluate(TOO_WIDE).asString());
        assertEquals("", chromium.evaluate(TOO_PALE.formatted(CONTRAST)).asString());
        assertTrue(
                chromium.evaluate(
                                        "parseFloat(getComputedStyle(document.querySelector('td')).fontSize)")
                                .asDouble()
                        >= 14);
    }

    /** Names the elements that stand out at the right, or have cut text. */
    private static final String TOO_WIDE =
            """
            [...document.body.querySelectorAll('*')]
              .filter(e => e.getBoundingClientRect().right > window.innerWidth + 0.5 || e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 0)
              .filter(e => !e.closest('svg'))
              .map(e => e.outerHTML.slice(0, 80)).join('\\n')
            """;

    /**
     * Names the elements with text of their own that stands out too little from the ground behind
     * it (WCAG 2.2, 1.4.3).
     */
    private static final String TOO_PALE =
            """
            (() => {
              const rgb = c => c.match(/[\\d.]+/g).map(Number);
              const luminance = c => rgb(c).slice(0, 3).map(v => v / 255)
                .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
                .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
              const ground = e => { const c = getComputedStyle(e).backgroundColor;
                return (rgb(c)[3] ?? 1) > 0 || !e.parentElement ? c : ground(e.parentElement); };
              return [...document.body.querySelectorAll('*')]
                .filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
                .filter(e => { const [a, b] = [luminance(getComputedStyle(e).color), luminance(ground(e))];
                  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) < %s; })
                .map(e => e.outerHTML.slice(0, 80)).join('\\n');
            })()
            """;

    /** Lets a registry live for some fifty minutes. */
    private void live() {
        Random random = new Random(7);
        double leases = 9_000;
        for (int minute = 0; minute < 52; minute++) {
            clock.advance(Duration.ofMinutes(1));
            leases += 400 * Math.sin(minute / 7.0) + random.nextInt(-120, 180);
            metrics.swept(Duration.ofMillis(38), Duration.ofSeconds(60));
            if (minute == 51) {
                metrics.count(Count.REGISTRATION, 744);
                metrics.count(Count.RENEWAL, 24_210);
                metrics.count(Count.LOOKUP, 8_350);
                metrics.count(Count.EXPIRY, 219);
                metrics.count(Count.CONNECTION, 15_204);
                metrics.count(Count.CHANGE, 1_922);
                for (int i = 0; i < 1_000; i++) {
                    metrics.storeAnswered(Duration.ofNanos(random.nextInt(200_000, 2_000_000)));
                }
            }
            metrics.sample((long) leases + 230, (long) leases / 3, (long) leases);
        }
        for (int i = 0; i < 61; i++) {
            metrics.refused(i % 3 == 0 ? "name-taken" : i % 7 == 0 ? "bad-time" : "rate-limited");
        }
    }

    private AdminServer serve() throws IOException {
        return AdminServer.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                Set.of(),
                metrics,
                "1.2.3");
    }

    private static String url(AdminServer server) {
        return "http://127.0.0.1:" + server.address().getPort() + "/";
    }

    private static Path browser() {
        Optional<Path> browser = Chromium.installed();
        if (browser.isEmpty()) {
            System.err.println(
                    "SKIPPED: the status page in a browser, as no chromium is installed (apt install chromium)");
        }
        Assumptions.assumeTrue(
                browser.isPresent(), "no chromium is installed: apt install chromium");
        return browser.get();
    }
}
