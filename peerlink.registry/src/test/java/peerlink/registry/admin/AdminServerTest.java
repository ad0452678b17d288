package peerlink.registry.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import peerlink.registry.fixture.TestClock;

/** Clients that keep to the rules are answered over real HTTP, and others are cut off. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@Execution(ExecutionMode.CONCURRENT)
class AdminServerTest {
    private final RegistryMetrics metrics = new RegistryMetrics(new TestClock());
    private AdminServer server;
    private RawHttp http;

    @BeforeEach
    void start() throws IOException {
        server =
                AdminServer.start(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        Set.of("registry.example"),
                        metrics,
                        "1.2.3");
        http = new RawHttp(server.address());
        metrics.sample(1, 0, 42);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private RawHttp.Response ask(String method, String path, String... headers) throws IOException {
        return http.send(
                method + " " + path + " HTTP/1.1\r\n" + String.join("\r\n", headers) + "\r\n\r\n");
    }

    @Test
    void livesAndIsHealthy() throws Exception {
        assertEquals("ok\n", http.get("/livez").body());
        RawHttp.Response health = http.get("/healthz");
        assertEquals(200, health.status());
        assertEquals("ok\n", health.body());
    }

    @Test
    void saysWithAWordWhyItIsNotHealthyAndStillLives() throws Exception {
        metrics.storeFailed();
        metrics.swept(Duration.ofMinutes(1), Duration.ofSeconds(1));
        RawHttp.Response health = http.get("/healthz");
        assertEquals(503, health.status());
        assertEquals("store-unreachable, sweep-late\n", health.body());
        assertEquals(200, http.get("/livez").status());
        assertTrue(http.get("/").body().contains("store-unreachable, sweep-late"));
    }

    @Test
    void metricsAreOfTheFormatThatPrometheusAsksFor() throws Exception {
        RawHttp.Response response = http.get("/metrics");
        assertEquals(200, response.status());
        assertEquals(
                "text/plain; version=0.0.4; charset=utf-8", response.headers().get("content-type"));
        assertEquals(List.of(), MetricsLint.problems(response.body()));
        assertTrue(response.body().contains("\npeerlink_registry_leases 42\n"), response.body());
    }

    @Test
    void thePageForPeopleMayDoNothing() throws Exception {
        RawHttp.Response page = http.get("/");
        assertEquals(200, page.status());
        assertEquals("text/html; charset=utf-8", page.headers().get("content-type"));
        assertEquals("10", page.headers().get("refresh"));
        String policy = page.headers().get("content-security-policy");
        assertTrue(policy.startsWith("default-src 'none'; style-src 'sha256-"), policy);
        assertTrue(!policy.contains("unsafe"), policy);
        assertTrue(policy.contains("frame-ancestors 'none'"), policy);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/metrics", "/livez", "/healthz", "/nothing"})
    void everyAnswerIsKeptFromBeingGuessedAtCachedOrFramed(String path) throws Exception {
        var headers = http.get(path).headers();
        assertEquals("nosniff", headers.get("x-content-type-options"));
        assertEquals("no-referrer", headers.get("referrer-policy"));
        assertEquals("no-store", headers.get("cache-control"));
        assertEquals("DENY", headers.get("x-frame-options"));
        assertNull(headers.get("access-control-allow-origin"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/metrics", "/livez", "/healthz"})
    void headIsGetWithoutTheBody(String path) throws Exception {
        RawHttp.Response head = ask("HEAD", path, "Host: " + http.host(), "Connection: close");
        assertEquals(200, head.status());
        assertEquals("", head.body());
        assertTrue(Integer.parseInt(head.headers().get("content-length")) > 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "TRACE", "get"})
    void nothingCanBeDoneHere(String method) throws Exception {
        RawHttp.Response response = ask(method, "/", "Host: " + http.host(), "Connection: close");
        assertEquals(405, response.status());
        assertEquals("GET, HEAD", response.headers().get("allow"));
    }

    @Test
    void aBodyIsNotRead() throws Exception {
        RawHttp.Response response =
                ask(
                        "GET",
                        "/",
                        "Host: " + http.host(),
                        "Connection: close",
                        "Content-Length: 1000000000");
        assertEquals(413, response.status());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/nothing",
                "/metrics/",
                "//metrics",
                "/..//metrics",
                "/%2e%2e/etc/passwd",
                "*"
            })
    void otherPagesAreNotThere(String path) throws Exception {
        assertTrue(http.get(path).status() >= 400, path);
    }

    @Test
    void aNameThatIsNotTheOperatorsIsRefused() throws Exception {
        for (String path : List.of("/", "/metrics", "/healthz", "/livez")) {
            RawHttp.Response response =
                    ask("GET", path, "Host: evil.example:7780", "Connection: close");
            assertEquals(421, response.status());
            assertTrue(!response.body().contains("42"), response.body());
        }
        assertEquals(200, ask("GET", "/", "Host: registry.example", "Connection: close").status());
        assertEquals(421, http.send("GET / HTTP/1.0\r\n\r\n").status());
    }

    @Test
    void aRequestWithTooMuchOfAHeadIsRefused() throws Exception {
        String long1 = "X-Long: " + "x".repeat(20_000);
        assertRefused("Host: " + http.host(), long1);
        String[] many = new String[80];
        Arrays.setAll(many, i -> "X-" + i + ": x");
        assertRefused(many);
    }

    private void assertRefused(String... headers) {
        try {
            int status = ask("GET", "/", headers).status();
            assertTrue(status == 0 || status >= 400, "answered with " + status);
        } catch (IOException e) {
            assertTrue(
                    e.getMessage().contains("reset") || e.getMessage().contains("pipe"),
                    e::toString);
        }
    }

    /** Slow clients hold no thread that another needs, and are cut off. */
    @Test
    void slowClientsKeepNobodyWaiting() throws Exception {
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 60; i++) {
                Socket socket = http.connect();
                slow.add(socket);
                if (i % 2 == 0) {
                    socket.getOutputStream()
                            .write("GET / HTTP/1.1\r\nHost: 127".getBytes(StandardCharsets.UTF_8));
                }
            }
            assertEquals(200, http.get("/livez").status());
            assertEquals(200, http.get("/").status());
            // half a request is ended after 10 s; the read's own limit is 30
            assertEquals(-1, slow.getFirst().getInputStream().read());
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    @Test
    void isGoneWhenItIsClosed() {
        server.close();
        Assertions.assertThrows(ConnectException.class, () -> http.get("/livez"));
    }
}
