package peerlink.registry.admin;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Answers the requests of operators and of their monitoring. Reads nothing of a request but its
 * head.
 */
final class AdminHandler implements HttpHandler {
    private static final System.Logger LOG = System.getLogger(AdminHandler.class.getName());

    private static final String TEXT = "text/plain; charset=utf-8";
    private static final List<String> NO_LENGTH = List.of("0");

    private final RegistryMetrics metrics;
    private final HostCheck hosts;
    private final String version;

    private record Answer(int status, String mediaType, String body) {
        static Answer text(int status, String body) {
            return new Answer(status, TEXT, body + "\n");
        }
    }

    AdminHandler(RegistryMetrics metrics, HostCheck hosts, String version) {
        this.metrics = metrics;
        this.hosts = hosts;
        this.version = version;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            send(exchange, answer(exchange));
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "an admin page could not be made", e);
            throw e; // the server closes the connection
        }
    }

    private Answer answer(HttpExchange exchange) {
        String method = exchange.getRequestMethod();
        if (!method.equals("GET") && !method.equals("HEAD")) {
            exchange.getResponseHeaders().set("Allow", "GET, HEAD");
            return Answer.text(405, "only GET and HEAD");
        }
        Headers asked = exchange.getRequestHeaders();
        if (asked.containsKey("Transfer-Encoding")
                || !NO_LENGTH.equals(asked.getOrDefault("Content-Length", NO_LENGTH))) {
            return Answer.text(413, "no request here has a body");
        }
        if (!hosts.accepts(asked.getFirst("Host"))) {
            return Answer.text(
                    421, "not a name of this port: use its address, or start with --admin-name");
        }
        return page(exchange.getRequestURI().getPath());
    }

    private Answer page(String path) {
        return switch (path) {
            case "/" ->
                    new Answer(
                            200,
                            "text/html; charset=utf-8",
                            StatusPage.render(metrics.snapshot(), version));
            case "/metrics" ->
                    new Answer(
                            200,
                            PrometheusText.MEDIA_TYPE,
                            MetricsPage.render(metrics.snapshot(), version));
            case "/livez" -> Answer.text(200, "ok");
            case "/healthz" -> {
                Health health = metrics.snapshot().health();
                yield Answer.text(health.isGood() ? 200 : 503, health.words());
            }
            case null, default -> Answer.text(404, "no such page: /, /metrics, /healthz or /livez");
        };
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        Headers headers = exchange.getResponseHeaders();
        headers.set("Content-Type", answer.mediaType());
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("X-Frame-Options", "DENY");
        headers.set("Referrer-Policy", "no-referrer");
        headers.set("Cross-Origin-Resource-Policy", "same-origin");
        headers.set("Cache-Control", "no-store");
        headers.set("Content-Security-Policy", StatusPage.POLICY);
        if (answer.mediaType().startsWith("text/html")) {
            headers.set("Refresh", Long.toString(StatusPage.REFRESH.toSeconds()));
        }
        if (exchange.getRequestMethod().equals("HEAD")) {
            headers.set("Content-Length", Integer.toString(body.length));
            exchange.sendResponseHeaders(answer.status(), -1);
        } else {
            exchange.sendResponseHeaders(answer.status(), body.length);
            // closed before the exchange is, which would first wait for a body that was announced
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(body);
            }
        }
    }
}
