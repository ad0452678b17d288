package peerlink.cli.local;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Set;
import jdk.net.ExtendedSocketOptions;

/**
 * The socket of the process that has a profile's messages open. It lies in the profile's folder or,
 * where the path would be too long for one, in a folder of its own whose path a file of the profile
 * holds. Only the profile's owner can connect: the folders and the socket are the owner's alone,
 * and each side asks the system for the other's user.
 */
final class ProfileSocket implements AutoCloseable {
    static final String FILE_NAME = "node.sock";
    static final String PLACE_NAME = "node.sock.path";

    /** Linux takes 107 bytes, other systems 103. */
    private static final int MOST_BYTES = 100;

    private static final System.Logger LOG = System.getLogger(ProfileSocket.class.getName());

    private static final Set<PosixFilePermission> OWNER_ALONE =
            PosixFilePermissions.fromString("rw-------");

    private final Path directory;
    private final UserPrincipal owner;
    private final ServerSocketChannel channel;

    private ProfileSocket(Path directory, UserPrincipal owner, ServerSocketChannel channel) {
        this.directory = directory;
        this.owner = owner;
        this.channel = channel;
    }

    /**
     * Makes the socket, in place of one that an earlier process has left. Only the process that has
     * the profile's messages open may call it.
     */
    static ProfileSocket bind(Path directory) throws IOException {
        Path place = directory.resolve(PLACE_NAME);
        Path socket = directory.toAbsolutePath().resolve(FILE_NAME);
        removeStale(directory);
        if (isTooLong(socket)) {
            // the owner's alone, by Java's promise
            socket = Files.createTempDirectory("peerlink").resolve(FILE_NAME);
            Files.createFile(place, PosixFilePermissions.asFileAttribute(OWNER_ALONE));
            Files.writeString(place, socket.toString());
        }
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        boolean isBound = false;
        try {
            channel.bind(UnixDomainSocketAddress.of(socket));
            Files.setPosixFilePermissions(socket, OWNER_ALONE);
            ProfileSocket bound = new ProfileSocket(directory, Files.getOwner(socket), channel);
            isBound = true;
            return bound;
        } finally {
            if (!isBound) {
                channel.close();
            }
        }
    }

    /** Returns a channel that is not connected. */
    static SocketChannel unconnected() throws IOException {
        return SocketChannel.open(StandardProtocolFamily.UNIX);
    }

    /**
     * Connects to the process that has the profile's messages open. The caller closes the channel,
     * also if this fails.
     *
     * @throws NoSuchFileException if there is no such process
     * @throws IOException if the process is gone
     */
    static void connect(SocketChannel channel, Path directory) throws IOException {
        Path socket = socketOf(directory);
        channel.connect(UnixDomainSocketAddress.of(socket));
        if (!isOf(channel, Files.getOwner(directory))) {
            throw new IOException(socket + " is somebody else's");
        }
    }

    /** Waits for a process of the same user to connect. Turns other users away. */
    SocketChannel accept() throws IOException {
        while (true) {
            SocketChannel accepted = channel.accept();
            try {
                if (isOf(accepted, owner)) {
                    return accepted;
                }
            } catch (IOException e) {
                LOG.log(Level.DEBUG, "who has connected is gone", e);
            }
            accepted.close();
        }
    }

    /** Removes the socket. No process can connect any more. */
    @Override
    public void close() throws IOException {
        // before the channel: the next process makes another one only after this one has released
        // the profile
        removeStale(directory);
        channel.close();
    }

    private static void removeStale(Path directory) throws IOException {
        Path place = directory.resolve(PLACE_NAME);
        if (Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
            try {
                Path elsewhere = socketOf(directory);
                Files.deleteIfExists(elsewhere);
                Files.deleteIfExists(elsewhere.getParent());
            } catch (NoSuchFileException e) {
                // another program has removed it, along with other temporary files
            } finally {
                Files.deleteIfExists(place);
            }
        }
        Files.deleteIfExists(directory.resolve(FILE_NAME));
    }

    private static Path socketOf(Path directory) throws IOException {
        Path place = directory.resolve(PLACE_NAME);
        if (!Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
            Path socket = directory.toAbsolutePath().resolve(FILE_NAME);
            if (isTooLong(socket)) {
                throw new NoSuchFileException(socket.toString());
            }
            return socket;
        }
        Path socket;
        try {
            socket = Path.of(Files.readString(place, StandardCharsets.UTF_8));
        } catch (InvalidPathException e) {
            throw new NoSuchFileException(place.toString(), null, "no path is in it");
        }
        Path parent = socket.getParent();
        if (parent == null
                || !socket.endsWith(FILE_NAME)
                || isTooLong(socket)
                || !Files.isDirectory(parent, LinkOption.NOFOLLOW_LINKS)
                || !Files.getOwner(parent, LinkOption.NOFOLLOW_LINKS)
                        .equals(Files.getOwner(directory))) {
            // after a crash, another user may have made a folder in the place of the socket's
            throw new NoSuchFileException(socket.toString());
        }
        return socket;
    }

    private static boolean isTooLong(Path socket) {
        return socket.toString().getBytes(StandardCharsets.UTF_8).length > MOST_BYTES;
    }

    private static boolean isOf(SocketChannel channel, UserPrincipal user) throws IOException {
        return channel.getOption(ExtendedSocketOptions.SO_PEERCRED)
                .user()
                .getName()
                .equals(user.getName());
    }
}
