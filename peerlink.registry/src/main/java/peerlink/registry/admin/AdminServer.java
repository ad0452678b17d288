package peerlink.registry.admin;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Serves the port for operators: {@code /} for people, {@code /metrics} for Prometheus, {@code
 * /healthz} and {@code /livez} for the supervisor that keeps the registry running. Plain HTTP
 * without a login, so it belongs on loopback or behind a proxy that has both; it tells figures
 * alone, and no request changes anything.
 *
 * <p>At most 128 connections are open; a request or an answer may take 10 s. Each request has a
 * virtual thread of its own, so none waits for another client.
 */
public final class AdminServer implements AutoCloseable {
    /**
     * The limits of the JDK's server, in seconds, connections, lines and bytes; read once in the
     * life of a process.
     */
    private static final Map<String, String> LIMITS =
            Map.of(
                    "sun.net.httpserver.maxReqTime", "10",
                    "sun.net.httpserver.maxRspTime", "10",
                    "sun.net.httpserver.idleInterval", "30",
                    "sun.net.httpserver.maxIdleConnections", "32",
                    "jdk.httpserver.maxConnections", "128",
                    "sun.net.httpserver.maxReqHeaders", "50",
                    "sun.net.httpserver.maxReqHeaderSize", "16384",
                    "sun.net.httpserver.drainAmount", "0",
                    "sun.net.httpserver.nodelay", "true");

    private final HttpServer server;
    private final ExecutorService executor;

    private AdminServer(HttpServer server, ExecutorService executor) {
        this.server = server;
        this.executor = executor;
    }

    /**
     * Starts to answer.
     *
     * @param address the address to listen on; port 0 asks for any free port
     * @param names the host names that it answers to beside addresses and {@code localhost},
     *     without ports
     * @param version of the program
     * @throws IOException if the address can't be listened on
     */
    public static AdminServer start(
            InetSocketAddress address, Set<String> names, RegistryMetrics metrics, String version)
            throws IOException {
        LIMITS.forEach(
                (name, value) -> {
                    if (System.getProperty(name) == null) {
                        System.setProperty(name, value);
                    }
                });
        HttpServer server = HttpServer.create(address, 64);
        ExecutorService executor =
                Executors.newThreadPerTaskExecutor(
                        Thread.ofVirtual().name("peerlink registry-admin ", 0).factory());
        server.setExecutor(executor);
        server.createContext("/", new AdminHandler(metrics, new HostCheck(names), version));
        server.start();
        return new AdminServer(server, executor);
    }

    /** Returns the address that it listens on, with the actual port. */
    public InetSocketAddress address() {
        return server.getAddress();
    }

    /** Stops at once; answers that are under way are cut off. */
    @Override
    public void close() {
        server.stop(0);
        executor.shutdownNow();
    }
}
