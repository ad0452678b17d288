package peerlink.bench.networks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Watches a peer's TCP connections, every 20 ms, as the kernel lists them in {@code /proc}
 * (proc(5), {@code /proc/net/tcp}). So the laboratory knows by itself whether a path is direct,
 * whatever the program says. {@link #close} ends it.
 */
final class PathWatch implements AutoCloseable {
    private static final int ESTABLISHED = 1;
    private static final int MILLIS = 20;

    /** A connection; addresses as they are written, IPv4 ones without {@code ::ffff:}. */
    private record Connection(String local, int localPort, String remote, int remotePort) {}

    /**
     * A path that goes to no registry.
     *
     * @param since the {@link System#nanoTime} at which it was seen first
     */
    record Direct(long since, int localPort, int remotePort) {}

    private final long pid;
    private final Set<String> registries;
    private final Thread thread;
    private volatile boolean closed;
    private volatile @Nullable Direct direct;
    private volatile int looks;

    /**
     * @param registries the addresses to which connections are not direct
     */
    PathWatch(long pid, Set<String> registries) {
        this.pid = pid;
        this.registries = Set.copyOf(registries);
        thread = Thread.ofPlatform().daemon().name("path-watch").start(this::watch);
    }

    /** Returns the direct path that there is now; null if there is none. */
    @Nullable Direct direct() {
        return direct;
    }

    /** Returns the number of times that it has looked. */
    int looks() {
        return looks;
    }

    private void watch() {
        try {
            while (!closed) {
                Connection found = firstDirect();
                Direct known = direct;
                if (found == null) {
                    direct = null;
                } else if (known == null
                        || known.localPort() != found.localPort()
                        || known.remotePort() != found.remotePort()) {
                    direct =
                            new Direct(
                                    known == null ? System.nanoTime() : known.since(),
                                    found.localPort(),
                                    found.remotePort());
                }
                looks++; // by this thread alone
                TimeUnit.MILLISECONDS.sleep(MILLIS);
            }
        } catch (NoSuchFileException e) {
            direct = null; // the process has ended
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private @Nullable Connection firstDirect() throws IOException {
        Set<String> own = inodes();
        for (String table : List.of("tcp", "tcp6")) {
            for (String row : Files.readAllLines(Path.of("/proc/" + pid + "/net/" + table))) {
                String[] fields = row.strip().split("\\s+");
                if (fields.length > 9
                        && fields[1].contains(":")
                        && Integer.parseInt(fields[3], 16) == ESTABLISHED
                        && own.contains(fields[9])) {
                    Connection connection = connection(fields[1], fields[2]);
                    if (isDirect(connection)) {
                        return connection;
                    }
                }
            }
        }
        return null;
    }

    private boolean isDirect(Connection connection) {
        // a peer that dials another one's address may find itself
        return !connection.remote().equals(connection.local())
                && !registries.contains(connection.remote());
    }

    /** Returns the numbers of the process's sockets. */
    private Set<String> inodes() throws IOException {
        Set<String> inodes = new HashSet<>();
        try (DirectoryStream<Path> files =
                Files.newDirectoryStream(Path.of("/proc/" + pid + "/fd"))) {
            for (Path file : files) {
                try {
                    String target = Files.readSymbolicLink(file).toString();
                    if (target.startsWith("socket:[")) {
                        inodes.add(target.substring(8, target.length() - 1));
                    }
                } catch (NoSuchFileException e) {
                    // closed meanwhile
                    continue;
                }
            }
        }
        return inodes;
    }

    private static Connection connection(String local, String remote) throws UnknownHostException {
        return new Connection(host(local), port(local), host(remote), port(remote));
    }

    private static int port(String place) {
        return Integer.parseInt(place.substring(place.indexOf(':') + 1), 16);
    }

    /** Reads an address: words of 32 bits in the order of the processor's bytes. */
    private static String host(String place) throws UnknownHostException {
        byte[] bytes = HexFormat.of().parseHex(place.substring(0, place.indexOf(':')));
        ByteBuffer words = ByteBuffer.allocate(bytes.length);
        ByteBuffer read = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
        while (read.hasRemaining()) {
            words.putInt(read.getInt());
        }
        return InetAddress.getByAddress(words.array()).getHostAddress();
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
