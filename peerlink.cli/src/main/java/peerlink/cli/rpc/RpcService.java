package peerlink.cli.rpc;

import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import peerlink.api.Delivery;
import peerlink.api.Peer;
import peerlink.cli.node.NodeOptions;
import peerlink.cli.node.RpcToken;
import peerlink.cli.program.CliException;
import peerlink.cli.program.ExitCode;
import peerlink.cli.program.Failures;
import peerlink.core.Journal;
import peerlink.core.Node;
import peerlink.core.model.NodeEvent;

/**
 * Serves bots at one node: any number of connections one after the other, and at most {@value
 * RpcLimits#MOST_CONNECTIONS} at a time. It is told of the node's events, and never blocks then.
 * Safe for use by several threads.
 */
public final class RpcService implements Consumer<NodeEvent>, AutoCloseable {
    private static final RpcException FULL =
            new RpcException(
                    RpcCode.TOO_MUCH,
                    "the profile's node serves as many bots and requests as it may");

    private final BotNode bots;
    private final InstantSource clock = InstantSource.system();
    private final RpcMethods methods = new RpcMethods();
    private final Set<RpcConnection> connections = ConcurrentHashMap.newKeySet();
    private final Semaphore ownRoom = new Semaphore(RpcLimits.MOST_CONNECTIONS);
    private final Semaphore guestRoom = new Semaphore(RpcLimits.MOST_GUESTS);
    private volatile boolean isClosed;

    /**
     * @param journal the node's journal
     * @param options the options that the node was started with, for hints
     * @param onSent is told of each message that a bot sends, at once
     * @param description describes the node and its process
     */
    public RpcService(
            Node node,
            Journal journal,
            NodeOptions options,
            BiConsumer<Delivery, Peer> onSent,
            NodeDescription description) {
        this.bots = new BotNode(node, journal, options, onSent, description);
    }

    /** Returns the description of the methods, an OpenRPC document on several lines. */
    public static String description() {
        return OpenRpc.text(new RpcMethods().all());
    }

    /**
     * Serves a connection until its input ends and all that was asked is answered, or it is closed.
     *
     * @param begun what was read from the connection already
     * @param token the token that it must show first; empty on the user's own socket
     * @throws IOException if the other side is gone
     */
    public void serve(
            byte[] begun, ReadableByteChannel in, WritableByteChannel out, Optional<RpcToken> token)
            throws IOException, InterruptedException {
        RpcConnection connection = new RpcConnection(bots, methods, in, out, token);
        if (!bots.node().diagnosis().isResident()) {
            RpcConnection.refuse(
                    out,
                    new RpcException(
                            RpcCode.ENDED,
                            "the process with the node only sends a message, and ends: try again"));
            return;
        }
        // those who may not even have the token keep nobody else out
        Semaphore room = token.isPresent() ? guestRoom : ownRoom;
        if (!room.tryAcquire()) {
            refuse(out);
            return;
        }
        connections.add(connection);
        try {
            if (isClosed) {
                connection.close();
            }
            connection.serve(begun);
        } finally {
            connections.remove(connection);
            room.release();
        }
    }

    /** Tells a client that there is no room for it, and nothing else. */
    public void refuse(WritableByteChannel out) throws IOException {
        RpcConnection.refuse(out, FULL);
    }

    /** Tells whether a node's first line says that it serves the client. */
    public static boolean isReady(byte[] first) {
        return new String(first, StandardCharsets.UTF_8).contains("\"method\":\"ready\"");
    }

    /** Returns the error for people if a node's first line says that it has no room. */
    public static Optional<CliException> full(byte[] first) {
        return new String(first, StandardCharsets.UTF_8).equals(RpcAnswer.error(null, FULL))
                ? Optional.of(new CliException(ExitCode.ERROR, Failures.message(FULL), ""))
                : Optional.empty();
    }

    /** Tells everybody who wants to know. Never blocks. */
    @Override
    public void accept(NodeEvent event) {
        RpcEvents.of(
                event,
                clock.instant(),
                (kind, thing, fields) ->
                        connections.forEach(connection -> connection.put(kind, thing, fields)));
    }

    /** Tells whether there is a cursor of a bot, for which messages are kept. */
    public boolean isKeeping() {
        return bots.isKeeping();
    }

    /** Closes all connections. Bots connect anew to the next node of the profile. */
    @Override
    public void close() {
        isClosed = true;
        connections.forEach(RpcConnection::close);
    }
}
