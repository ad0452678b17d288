package peerlink.bench.files;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;

/** A server of OpenSSH on loopback, with keys in a folder of its own. */
final class LocalSsh implements AutoCloseable {
    private static final long PATIENCE = 10_000_000_000L;

    private final Process server;
    private final Path folder;
    private final int port;

    private LocalSsh(Process server, Path folder, int port) {
        this.server = server;
        this.folder = folder;
        this.port = port;
    }

    /** Starts a server; empty where the programs are missing. */
    static Optional<LocalSsh> start(Path folder) throws IOException, InterruptedException {
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
                ListenAddress 127.0.0.1:%d
                HostKey %s
                AuthorizedKeysFile %s
                StrictModes no
                UsePAM no
                PermitRootLogin prohibit-password
                PasswordAuthentication no
                PidFile none
                Subsystem sftp internal-sftp
                """
                        .formatted(port, folder.resolve("host"), folder.resolve("user.pub")));
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
                                program.toString(),
                                "-D",
                                "-f",
                                folder.resolve("sshd_config").toString(),
                                "-E",
                                folder.resolve("sshd.log").toString())
                        .start();
        LocalSsh ssh = new LocalSsh(server, folder, port);
        ssh.awaitStart();
        return Optional.of(ssh);
    }

    private void awaitStart() throws IOException {
        long end = System.nanoTime() + PATIENCE;
        while (true) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                return;
            } catch (IOException e) {
                if (System.nanoTime() > end || !server.isAlive()) {
                    throw new IOException(
                            "sshd: " + Files.readString(folder.resolve("sshd.log")), e);
                }
                Thread.onSpinWait();
            }
        }
    }

    /** Copies with scp; returns the seconds. */
    double scp(Path from, Path to) throws IOException, InterruptedException {
        return seconds(
                () ->
                        run(
                                "scp",
                                "-q",
                                "-r",
                                "-F",
                                folder.resolve("ssh_config").toString(),
                                from.toString(),
                                "127.0.0.1:" + to));
    }

    /** Copies with rsync over ssh; returns the seconds. */
    double rsync(Path from, Path to, String... options) throws IOException, InterruptedException {
        List<String> command =
                new java.util.ArrayList<>(
                        List.of("rsync", "-r", "-e", "ssh -F " + folder.resolve("ssh_config")));
        command.addAll(List.of(options));
        command.addAll(List.of(from.toString(), "127.0.0.1:" + to));
        return seconds(() -> run(command.toArray(String[]::new)));
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
