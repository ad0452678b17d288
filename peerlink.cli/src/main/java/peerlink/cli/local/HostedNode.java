package peerlink.cli.local;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import peerlink.cli.node.FilterRecord;
import peerlink.cli.node.NodeOptions;
import peerlink.cli.node.RpcToken;
import peerlink.cli.program.CliException;
import peerlink.cli.program.IdleMemory;
import peerlink.cli.rpc.RpcService;
import peerlink.core.Node;

/**
 * A node that has its profile's messages open, as one process at a time can. It also serves the
 * local requests of the profile's other processes.
 */
public final class HostedNode implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(HostedNode.class.getName());

    /** The purposes of nodes that nobody need look at. */
    private static final List<String> KEEPING = List.of("daemon", "rpc");

    private final Node node;
    private final Path directory;
    private final Duration patience;
    private final RpcService rpc;
    private final Hosting hosting;
    private final @Nullable LocalServer server;
    private final @Nullable TokenSocket tokenSocket;
    private final Optional<IdleMemory> idleMemory;

    private final AtomicBoolean closed = new AtomicBoolean();

    private HostedNode(
            Node node,
            Path directory,
            Duration patience,
            RpcService rpc,
            Hosting hosting,
            @Nullable LocalServer server,
            @Nullable TokenSocket tokenSocket) {
        this.node = node;
        this.directory = directory;
        this.patience = patience;
        this.rpc = rpc;
        this.hosting = hosting;
        this.server = server;
        this.tokenSocket = tokenSocket;
        this.idleMemory =
                node.diagnosis().isResident() ? Optional.of(IdleMemory.watch()) : Optional.empty();
    }

    /**
     * Begins to serve other processes.
     *
     * @param node the node, started; {@link #close} ends it
     * @param directory the profile's folder
     * @param patience the longest wait at the end for requests of other processes
     * @param options the options that the node was started with, for hints
     */
    public static HostedNode of(Node node, Path directory, Duration patience, NodeOptions options) {
        return of(node, directory, patience, options, Hosting.briefly());
    }

    /**
     * Begins to serve other processes.
     *
     * @param node the node, started; {@link #close} ends it
     * @param directory the profile's folder
     * @param patience the longest wait at the end for requests of other processes
     * @param options the options that the node was started with, for hints
     * @param hosting what this process does with the node
     */
    public static HostedNode of(
            Node node, Path directory, Duration patience, NodeOptions options, Hosting hosting) {
        CommandRecord.keep(directory, node);
        FilterRecord.keep(directory, node);
        RpcService rpc =
                new RpcService(
                        node,
                        node.journal(),
                        options,
                        (delivery, peer) -> hosting.events().sent(delivery, peer, null),
                        () -> hosting.status(node));
        hosting.events().watch(rpc);
        hosting.events().begin(unseen(node, hosting.purpose()));
        try {
            return new HostedNode(
                    node,
                    directory,
                    patience,
                    rpc,
                    hosting,
                    LocalServer.open(
                            directory,
                            new LocalService(
                                    new LocalRequests(directory, node, options, hosting),
                                    hosting.attaching(),
                                    rpc)),
                    tokenSocket(node, directory, options, rpc));
        } catch (IOException | UnsupportedOperationException e) {
            // a file system without sockets, say: all but local requests works
            LOG.log(Level.WARNING, "other processes can't hand their messages over", e);
            return new HostedNode(node, directory, patience, rpc, hosting, null, null);
        }
    }

    private static @Nullable UnseenMessages unseen(Node node, String purpose) {
        try {
            return UnseenMessages.of(node, KEEPING.contains(purpose)).orElse(null);
        } catch (IOException e) {
            // the node keeps what nobody was shown for its next run
            LOG.log(Level.WARNING, "messages that nobody sees can't be kept for a chat", e);
            return null;
        }
    }

    private static @Nullable TokenSocket tokenSocket(
            Node node, Path directory, NodeOptions options, RpcService rpc) throws IOException {
        Path file = options.rpcTokenFile;
        if (file == null || !node.diagnosis().isResident()) {
            return null;
        }
        try {
            return TokenSocket.open(directory, rpc, RpcToken.read(file));
        } catch (CliException e) {
            // it was read before the node started
            throw new IOException(e.getMessage(), e);
        }
    }

    /** Returns what serves bots. */
    public RpcService rpc() {
        return rpc;
    }

    public Node node() {
        return node;
    }

    private void closeTokenSocket() {
        try {
            if (tokenSocket != null) {
                tokenSocket.close();
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "closing a socket failed", e);
        }
    }

    /** Returns the fan of the node's events. */
    public EventFan events() {
        return hosting.events();
    }

    /**
     * Ends the node. Requests that are unfinished then are left to other processes. Does nothing
     * the second time.
     */
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        idleMemory.ifPresent(IdleMemory::close);
        closeTokenSocket();
        rpc.close();
        hosting.attaching().ending();
        if (server != null) {
            server.finish(patience);
        }
        // again: plugins come and go, and some take their time to start
        CommandRecord.keep(directory, node);
        FilterRecord.keep(directory, node);
        hosting.events().end();
        node.close();
        hosting.attaching().ended();
        if (server != null) {
            server.close();
        }
    }
}
