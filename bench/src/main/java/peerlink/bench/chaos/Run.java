package peerlink.bench.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import peerlink.bench.chaos.Oracle.Verdict;

/** Makes one run: two peers that talk to each other, a registry, the faults, and the report. */
final class Run implements AutoCloseable {
    /**
     * The time without any arrival after which a missing message counts as lost, though nothing
     * goes wrong.
     */
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(180);

    private static final int REGISTRY_PORT = 7777;
    private static final String PAUSE_MILLIS = "15";

    private final Path launcher;
    private final Path folder;
    private final long seed;
    private final ChaosNetwork network;
    private final Resident registry;
    private final List<Resident> peers;
    private final List<Display> displays;
    private final List<Handovers> handovers = new ArrayList<>();
    private final Faults faults;
    private List<ChaosBot> bots = List.of();

    /** The number of each peer's messages that were accepted before the bots had their cursors. */
    private final List<Integer> beforeBots = new ArrayList<>();

    private boolean closed;

    /**
     * Prepares a run.
     *
     * @param folder the folder for all output
     */
    Run(Path launcher, Path talker, Path folder, long seed)
            throws IOException, InterruptedException {
        this.launcher = launcher;
        this.folder = folder;
        this.seed = seed;
        network = ChaosNetwork.make(List.of("registry", "alice", "bob"), seed);
        List<Host> hosts = network.hosts();
        Host first = hosts.getFirst();
        String address =
                first.address() + ":" + (network.wire() == null ? freePort() : REGISTRY_PORT);
        registry =
                new Resident(
                        first,
                        folder,
                        Map.of("PEERLINK_HOME", home(first).toString()),
                        command("registry", "--listen", address));
        peers =
                List.of(
                        peer(hosts.get(1), "bob", talker, address),
                        peer(hosts.get(2), "alice", talker, address));
        displays = peers.stream().map(Display::new).toList();
        faults =
                new Faults(
                        seed,
                        folder.resolve("faults.log"),
                        network,
                        peers,
                        peer -> data(peer).resolve("accepted"),
                        registry);
    }

    /** Carries the run out, and prints the report; returns whether all is as it should be. */
    boolean judge(long seconds) throws IOException, InterruptedException {
        System.err.printf("chaos: %d s, seed %d, in %s%n", seconds, seed, network);
        registry.start();
        for (Resident peer : peers) {
            peer.start();
        }
        bots =
                peers.stream()
                        .map(peer -> new ChaosBot(peer.host().name(), profile(peer.host()), seed))
                        .toList();
        boolean began =
                await(
                        () ->
                                shown(0) > 0
                                        && shown(1) > 0
                                        && bots.stream().allMatch(ChaosBot::hasCursor));
        if (!began) {
            System.err.println("chaos: the peers do not talk to each other");
            return false;
        }
        for (int from = 0; from < peers.size(); from++) {
            beforeBots.add(talked(from).size());
        }
        handOver(0);
        handOver(1);
        long start = System.nanoTime();
        faults.run(start + TimeUnit.SECONDS.toNanos(seconds));
        System.err.println("chaos: everything is whole again; waiting for what is under way");
        faults.heal();
        for (Resident peer : peers) {
            Files.createFile(data(peer).resolve("quiet"));
        }
        for (Handovers sending : handovers) {
            sending.finish();
        }
        boolean complete =
                await(
                        () ->
                                verdict(0).plus(verdict(1)).lost().isEmpty()
                                        && botVerdict(0).plus(botVerdict(1)).lost().isEmpty());
        bots.forEach(ChaosBot::close);
        boolean ended = true;
        for (Resident peer : peers) {
            ended &= peer.stop();
        }
        Verdict verdict = verdict(0).plus(verdict(1));
        new Report(network, peers, registry, handovers, faults)
                .print(
                        System.out,
                        verdict,
                        seed,
                        TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start));
        Verdict ofBots = botVerdict(0).plus(botVerdict(1));
        System.out.printf(
                "bots         %d messages read, %d of them again; lost %s, doubled %s, reordered %s%n",
                ofBots.shown(),
                ofBots.redelivered(),
                ofBots.lost().size(),
                ofBots.doubled().size(),
                ofBots.reordered().size());
        if (!ended) {
            System.out.println("a peer did not end when it was asked to");
        }
        return complete
                && ended
                && verdict.clean()
                && ofBots.clean()
                && handovers.stream().allMatch(sending -> sending.stuck() == 0);
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        handovers.forEach(Handovers::close);
        bots.forEach(ChaosBot::close);
        peers.forEach(Resident::close);
        registry.close();
        network.close();
    }

    private Resident peer(Host host, String other, Path talker, String registry)
            throws IOException {
        Path home = home(host);
        Files.copy(talker, Files.createDirectories(home.resolve("plugins")).resolve("talker.jar"));
        Path profile =
                Files.createDirectories(
                        profile(host),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rwx------")));
        Files.writeString(
                profile.resolve("config.toml"),
                """
                registry = "%s"
                requests = "accept"

                [plugins.talker]
                peer = "%s"
                pause = "%s"
                """
                        .formatted(registry, other, PAUSE_MILLIS));
        return new Resident(
                host,
                folder,
                environment(host),
                command(
                        "listen",
                        "--json",
                        "--profile",
                        host.name(),
                        "--allow-plugin",
                        "talker=" + sha256(talker)));
    }

    private static String sha256(Path file) throws IOException {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private void handOver(int from) throws IOException {
        Host host = peers.get(from).host();
        handovers.add(
                new Handovers(
                        host,
                        folder.resolve(host.name() + "-send.log"),
                        environment(host),
                        command(
                                "send",
                                "--queue",
                                "--profile",
                                host.name(),
                                peers.get(1 - from).host().name()),
                        seed + from));
    }

    /** Returns what the talker of a peer has had accepted so far, in order. */
    private List<String> talked(int from) throws IOException {
        return Files.readAllLines(data(peers.get(from)).resolve("accepted")).stream()
                .map(line -> line.substring(line.indexOf(' ') + 1))
                .toList();
    }

    /** Judges the messages of one peer to the bot of the other one. */
    private Verdict botVerdict(int from) {
        try {
            ChaosBot bot = bots.get(1 - from);
            List<String> talked = talked(from);
            return Oracle.judge(
                    List.of(
                            talked.subList(beforeBots.get(from), talked.size()),
                            handovers.get(from).accepted()),
                    bot.runs(),
                    bot.read());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Judges the messages of one peer to the other one. */
    private Verdict verdict(int from) {
        try {
            List<String> talked = talked(from);
            List<List<String>> sequences = new ArrayList<>(List.of(talked));
            if (from < handovers.size()) {
                sequences.add(handovers.get(from).accepted());
            }
            return Oracle.judge(
                    sequences, peers.get(1 - from).killed(), displays.get(1 - from).read());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int shown(int peer) {
        try {
            return displays.get(peer).read().size();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Waits until a condition holds, for as long as messages arrive; starts again all programs that
     * have ended.
     */
    private boolean await(BooleanSupplier condition) throws IOException, InterruptedException {
        int before = -1;
        long since = System.nanoTime();
        while (!condition.getAsBoolean()) {
            int now = shown(0) + shown(1);
            if (now != before) {
                before = now;
                since = System.nanoTime();
            } else if (System.nanoTime() - since > PATIENCE) {
                return false;
            }
            for (Resident peer : peers) {
                peer.watch();
            }
            registry.watch();
            Thread.sleep(200);
        }
        return true;
    }

    private Path home(Host host) {
        return folder.resolve("home-" + host.name());
    }

    private Path profile(Host host) {
        return home(host).resolve("profiles", host.name());
    }

    /** Returns the folder that the talker of a peer writes to. */
    private Path data(Resident peer) {
        return profile(peer.host()).resolve("plugins", "talker");
    }

    private Map<String, String> environment(Host host) {
        return Map.of(
                "PEERLINK_HOME", home(host).toString(),
                // the registry is a part of the play, so nobody is to be found without it
                "PEERLINK_LAN", "off",
                "PEERLINK_LOG", folder.resolve(host.name() + ".log").toString());
    }

    private List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(List.of(arguments));
        command.addFirst(launcher.toString());
        return command;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
