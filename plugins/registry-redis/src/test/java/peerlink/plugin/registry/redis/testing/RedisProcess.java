package peerlink.plugin.registry.redis.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Runs a redis-server, or a sentinel, of the tests' own: on loopback, in a folder of its own, and
 * ended with them.
 */
public final class RedisProcess implements AutoCloseable {
    private static final String MISSING =
            "NOT TESTED: the registry's store in Redis, as redis-server is not installed (sudo apt install redis-server redis-sentinel)";

    private static final boolean IS_INSTALLED = lookForIt();

    private static final long MAX_START_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final int port;
    private final Path folder;
    private final List<String> command;
    private final Process process;

    private RedisProcess(int port, Path folder, List<String> command, Process process) {
        this.command = command;
        this.port = port;
        this.folder = folder;
        this.process = process;
    }

    /**
     * Skips the test if there is no redis-server on this machine, and says so where it can't be
     * overlooked.
     */
    public static void assumeInstalled() {
        assumeTrue(IS_INSTALLED, MISSING);
    }

    public static boolean isInstalled() {
        return IS_INSTALLED;
    }

    private static boolean lookForIt() {
        try {
            Process version =
                    new ProcessBuilder("redis-server", "--version")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            if (version.waitFor(30, TimeUnit.SECONDS) && version.exitValue() == 0) {
                return true;
            }
        } catch (IOException e) {
            // said below
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
        System.err.println(MISSING);
        return false;
    }

    /** Starts a server that keeps nothing on disk. */
    public static RedisProcess start(String... options) throws IOException {
        return start(freePort(), List.of(options));
    }

    public static RedisProcess start(int port, List<String> options) throws IOException {
        Path folder = Files.createTempDirectory("peerlink-redis-");
        var command =
                new ArrayList<>(
                        List.of(
                                "redis-server",
                                "--bind",
                                "127.0.0.1",
                                "--dir",
                                folder.toString(),
                                "--save",
                                "",
                                "--loglevel",
                                "warning"));
        if (!options.contains("--port")) {
            command.addAll(List.of("--port", Integer.toString(port)));
        }
        command.addAll(options);
        return launch(port, folder, command);
    }

    /**
     * Starts a sentinel.
     *
     * @param settings the lines of its file besides those that are always there
     */
    public static RedisProcess sentinel(List<String> settings) throws IOException {
        int port = freePort();
        Path folder = Files.createTempDirectory("peerlink-sentinel-");
        var lines =
                new ArrayList<>(
                        List.of(
                                "port " + port,
                                "bind 127.0.0.1",
                                "dir " + folder,
                                "loglevel warning"));
        lines.addAll(settings);
        // sentinels write into their files
        Path file = Files.write(folder.resolve("sentinel.conf"), lines);
        return launch(port, folder, List.of("redis-server", file.toString(), "--sentinel"));
    }

    private static RedisProcess launch(int port, Path folder, List<String> command)
            throws IOException {
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("log").toFile())
                        .start();
        // for any end of the tests
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        var started = new RedisProcess(port, folder, command, process);
        try {
            started.awaitPort();
            return started;
        } catch (IOException e) {
            started.close();
            throw e;
        }
    }

    public int port() {
        return port;
    }

    public String hostAndPort() {
        return "127.0.0.1:" + port;
    }

    /** Starts the server again after a {@link #kill}, with its files on disk. */
    public RedisProcess again() throws IOException {
        return launch(port, folder, command);
    }

    /** Ends it as a power cut would. */
    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() throws IOException {
        kill();
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    private void awaitPort() throws IOException {
        long end = System.nanoTime() + MAX_START_NANOS;
        while (!answers()) {
            if (!process.isAlive() || System.nanoTime() > end) {
                throw new IOException(
                        "redis-server did not start: " + Files.readString(folder.resolve("log")));
            }
            LockSupport.parkNanos(10_000_000);
        }
    }

    private boolean answers() {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    public static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
