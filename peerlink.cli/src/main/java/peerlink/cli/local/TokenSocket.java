package peerlink.cli.local;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import peerlink.api.thread.SocketThreads;
import peerlink.cli.node.RpcToken;
import peerlink.cli.rpc.RpcService;

/**
 * A second socket, for programs in containers: any user may connect who reaches it, and must show
 * the token. It lies in a folder of its own within the profile, which nobody else can enter on this
 * machine; a container gets that folder by a bind mount, and nothing else of the profile.
 */
final class TokenSocket implements AutoCloseable {
    static final String FOLDER = "rpc";
    static final String FILE_NAME = "rpc.sock";

    private static final System.Logger LOG = System.getLogger(TokenSocket.class.getName());

    private final Path socket;
    private final ServerSocketChannel channel;
    private final RpcService rpc;
    private final RpcToken token;

    private TokenSocket(Path socket, ServerSocketChannel channel, RpcService rpc, RpcToken token) {
        this.socket = socket;
        this.channel = channel;
        this.rpc = rpc;
        this.token = token;
    }

    /**
     * Makes the socket and serves bots there. Only the process that has the profile's messages open
     * may call it.
     *
     * @param directory the profile's folder
     */
    static TokenSocket open(Path directory, RpcService rpc, RpcToken token) throws IOException {
        Path folder = directory.toAbsolutePath().resolve(FOLDER);
        try {
            Files.createDirectory(folder);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                throw e;
            }
        }
        // the profile's folder keeps others out; in a container this one is the way in
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        Path socket = folder.resolve(FILE_NAME);
        Files.deleteIfExists(socket);
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        boolean isBound = false;
        try {
            channel.bind(UnixDomainSocketAddress.of(socket));
            Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-rw-rw-"));
            TokenSocket bound = new TokenSocket(socket, channel, rpc, token);
            Thread.ofVirtual().name("peerlink rpc-acceptor").start(bound::accept);
            isBound = true;
            return bound;
        } finally {
            if (!isBound) {
                channel.close();
            }
        }
    }

    private void accept() {
        try {
            while (true) {
                SocketChannel accepted = channel.accept();
                SocketThreads.start("peerlink rpc-guest", () -> serve(accepted));
            }
        } catch (ClosedChannelException e) {
            LOG.log(Level.DEBUG, "no more bots with a token are taken");
        } catch (IOException e) {
            LOG.log(Level.WARNING, "no more bots with a token are taken", e);
        }
    }

    private void serve(SocketChannel accepted) {
        try (accepted) {
            rpc.serve(new byte[0], accepted, accepted, Optional.of(token));
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "a bot has gone", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(socket);
        channel.close();
    }
}
