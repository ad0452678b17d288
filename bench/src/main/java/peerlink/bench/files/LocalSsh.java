package peerlink.bench.files;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import peerlink.bench.chaos.Host;

/** A server of OpenSSH with keys in a folder of its own: on loopback, or in another namespace. */
final class LocalSsh implements AutoCloseable {
    private static final long PATIENCE = 10_000_000_000L;

    /** Loopback, for client and server alike. */
    static final Host HERE = new Host("here", 0, "127.0.0.1", List.of());

    private final Process server;
    private final Path folder;
    private final Host client;
    private final String address;

    private LocalSsh(Process server, Path folder, Host client, String address) {
        this.server = server;
        this.folder = folder;
        this.client = client;
        this.address = address;
    }

    /** Starts a server on loopback; empty where the programs are missing. */
    static Optional<LocalSsh> start(Path folder) throws IOException, InterruptedException {
        return start(folder, HERE, HERE);
    }

    /**
     * Starts a server on one host, for clients on another one.
     *
     * @return empty where the programs are missing
     */
    static Optional<LocalSsh> start(Path folder, Host client, Host host)
            throws IOException, InterruptedException {
        Path program = Path.of("/usr/sbin/sshd");
        if (!Files.isExecutable(program) || !has("scp") || !has("rsync")) {
            return Optional.empty();
        }
        Files.createDirectories(
                folder,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        for (String key : List.of("host", "user")) {
            run(
                    "ssh-keygen",
                    "-q",
                    "-t",
                    "ed25519",
                    "-N",
                    "",
                    "-f",
                    folder.resolve(key).toString());
        }
        Files.createDirectories(Path.of("/run/sshd")); // sshd wants it, and keeps nothing there
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Files.writeString(
                folder.resolve("sshd_config"),
                """
                ListenAddress %s:%d
                HostKey %s
                AuthorizedKeysFile %s
                StrictModes no
                UsePAM no
                PermitRootLogin prohibit-password
                PasswordAuthentication no
                PidFile none
                Subsystem sftp internal-sftp
                """
                        .formatted(
                                host.address(),
                                port,
                                folder.resolve("host"),
                                folder.resolve("user.pub")));
        Files.writeString(
                folder.resolve("ssh_config"),
                """
                Host *
                  Port %d
                  IdentityFile %s
                  IdentitiesOnly yes
                  StrictHostKeyChecking no
                  UserKnownHostsFile %s
                  LogLevel ERROR
                  Ciphers aes128-gcm@openssh.com
                """
                        .formatted(port, folder.resolve("user"), folder.resolve("known")));
        Process server =
                new ProcessBuilder(
                                on(
                                        host,
                                        program.toString(),
                                        "-D",
                                        "-f",
                                        folder.resolve("sshd_config").toString(),
                                        "-E",
                                        folder.resolve("sshd.log").toString()))
                        .start();
        LocalSsh ssh = new LocalSsh(server, folder, client, host.address());
        ssh.awaitStart();
        return Optional.of(ssh);
    }

    private void awaitStart() throws IOException {
        long end = System.nanoTime() + PATIENCE;
        Path log = folder.resolve("sshd.log");
        while (!Files.exists(log) || !Files.readString(log).contains("Server listening")) {
            if (System.nanoTime() > end || !server.isAlive()) {
                throw new IOException("sshd: " + (Files.exists(log) ? Files.readString(log) : ""));
            }
            Thread.onSpinWait();
        }
    }

    private static List<String> on(Host host, String... command) {
        List<String> all = new ArrayList<>(host.prefix());
        all.addAll(List.of(command));
        return all;
    }

    /** Copies with scp; returns the seconds. */
    double scp(Path from, Path to) throws IOException, InterruptedException {
        return seconds(
                () ->
                        run(
                                on(
                                        client,
                                        "scp",
                                        "-q",
                                        "-r",
                                        "-F",
                                        folder.resolve("ssh_config").toString(),
                                        from.toString(),
                                        address + ":" + to)));
    }

    /** Copies with rsync over ssh; returns the seconds. */
    double rsync(Path from, Path to, String... options) throws IOException, InterruptedException {
        List<String> command =
                on(client, "rsync", "-r", "-e", "ssh -F " + folder.resolve("ssh_config"));
        command.addAll(List.of(options));
        command.addAll(List.of(from.toString(), address + ":" + to));
        return seconds(() -> run(command));
    }

    /** Something that takes time. */
    interface Timed {
        void run() throws IOException, InterruptedException;
    }

    static double seconds(Timed timed) throws IOException, InterruptedException {
        long start = System.nanoTime();
        timed.run();
        return (System.nanoTime() - start) / 1e9;
    }

    /** Runs a program that has to succeed. */
    static void run(String... command) throws IOException, InterruptedException {
        run(List.of(command));
    }

    private static void run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).inheritIO().start();
        process.getOutputStream().close();
        int code = process.waitFor();
        if (code != 0) {
            throw new IOException(String.join(" ", command) + " ended with " + code);
        }
    }

    private static boolean has(String program) {
        for (String folder : System.getenv("PATH").split(":")) {
            if (Files.isExecutable(Path.of(folder, program))) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void close() {
        server.destroy();
    }
}
