package peerlink.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import peerlink.cli.log.StrayOutput;
import peerlink.cli.program.Environment;
import peerlink.cli.program.ExitCode;
import peerlink.cli.program.Typed;

/**
 * Does in one process the things that users do, for the build: the JVM records the classes and
 * methods that they need, and the image's cache of classes is made from the record. The chat takes
 * part where the process has a terminal; its lines come from there.
 */
final class Training {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** The size of the file that is sent, in MiB. */
    private static final int FILE_MIB = 64;

    /** The number of messages each of which waits for the acknowledgement of the one before. */
    private static final int ROUND_TRIPS = 1000;

    /** The number of messages that are sent as fast as the node takes them. */
    private static final int MESSAGES = 3000;

    private final Path home;
    private final String registry;

    /** The surroundings of this process. */
    private final Environment own;

    private Training(Environment own, Path home, int port) {
        this.own = own;
        this.home = home;
        this.registry = "127.0.0.1:" + port;
    }

    /** Runs the training. Ends the process with 0 if every command did its work. */
    public static void main(String[] args) throws Exception {
        Main.logUncaught();
        Environment own = Main.surroundings();
        StrayOutput.divert();
        Path home = Files.createTempDirectory("peerlink-training");
        int code = ExitCode.ERROR;
        try {
            code = new Training(own, home, freePort()).run();
        } catch (IllegalStateException e) {
            own.err().println(e.getMessage());
        }
        // the commands' threads are still at work: the files go first, then the process
        delete(home);
        System.exit(code);
    }

    private int run() throws IOException, InterruptedException {
        for (String question : new String[] {"--version", "--help", "id", "outbox", "plugins"}) {
            require(question.split(" "));
        }
        require("history");
        Path file = home.resolve("file");
        fill(file);
        Files.writeString(
                home.resolve("config.toml"),
                "[plugins.files]\naccept = \"all\"\nfolder = '%s'\n"
                        .formatted(home.resolve("taken")));
        start("registry", "--listen", registry, "--admin", "off");
        start(
                "listen",
                "--json",
                "--profile",
                "bob",
                "--registry",
                registry,
                "--requests",
                "accept");
        await("bob can't be reached", "send", "bob", "hello", "--registry", registry);
        require("peers", "--registry", registry);
        require("contacts");
        require("why", "bob", "--registry", registry);
        require("verify", "bob");
        require("send", "bob", "hello again", "--registry", registry);
        besideANode();
        // enough that the record tells which methods have to be compiled at once
        require("send-file", "bob", file.toString(), "--registry", registry);
        require("demo");
        if (own.terminal()) {
            return Main.run(atTerminal(), "--registry", registry);
        }
        return ExitCode.OK;
    }

    /** Asks a node that runs, as users do who leave one running. */
    private void besideANode() throws IOException, InterruptedException {
        start("daemon", "--profile", "dave", "--registry", registry);
        await("dave does not run", "status", "--profile", "dave");
        require("send", "--profile", "dave", "bob", "hello");
        require("contacts", "--profile", "dave");
        require("history", "hello", "--profile", "dave");
        try (TrainingBot bot = new TrainingBot(ROUND_TRIPS, MESSAGES)) {
            if (Main.run(environment(bot.answers(), bot.requests()), "rpc", "--profile", "dave")
                            != ExitCode.OK
                    || !bot.isDone()) {
                throw new IllegalStateException("a bot has no answer");
            }
        }
    }

    private void await(String failure, String... command) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (command(command) != ExitCode.OK) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException(failure);
            }
            Thread.sleep(100);
        }
    }

    private static void fill(Path file) throws IOException {
        byte[] block = new byte[1 << 20];
        new Random(1).nextBytes(block);
        try (OutputStream out = Files.newOutputStream(file)) {
            for (int i = 0; i < FILE_MIB; i++) {
                out.write(block);
            }
        }
    }

    private void require(String... command) {
        int code = command(command);
        if (code != ExitCode.OK) {
            throw new IllegalStateException(String.join(" ", command) + " ended with " + code);
        }
    }

    private void start(String... command) {
        Thread.ofPlatform()
                .daemon()
                .name("peerlink training " + command[0])
                .start(() -> command(command));
    }

    private int command(String... command) {
        return Main.run(environment(nowhere(), InputStream.nullInputStream()), command);
    }

    private static PrintStream nowhere() {
        return new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    }

    /** Returns the surroundings of the chat, whose lines come from the terminal. */
    private Environment atTerminal() {
        return environment(InputStream.nullInputStream(), own.out(), own.err(), true);
    }

    private Environment environment(PrintStream out, InputStream in) {
        return environment(in, out, nowhere(), false);
    }

    private Environment environment(
            InputStream in, PrintStream out, PrintStream err, boolean terminal) {
        return new Environment(
                in,
                out,
                err,
                terminal,
                _ -> Optional.empty(),
                // nobody on the network of the build is to see it
                Map.of(
                        "PEERLINK_HOME", home.toString(),
                        "PEERLINK_LAN", "off",
                        "TERM", "xterm-256color"),
                home,
                "alice",
                home.resolve("config.toml"),
                new Typed(List.of()));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
