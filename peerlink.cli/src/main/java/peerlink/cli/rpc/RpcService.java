package peerlink.cli.rpc;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import peerlink.api.Delivery;
import peerlink.api.Peer;
import peerlink.cli.node.NodeOptions;
import peerlink.cli.node.RpcToken;
import peerlink.core.Journal;
import peerlink.core.Node;
import peerlink.core.model.CursorKind;
import peerlink.core.model.CursorStatus;
import peerlink.core.model.NodeEvent;

/**
 * Serves bots at one node: any number of connections one after the other, and at most {@value
 * #MOST_CONNECTIONS} at a time. It is told of the node's events, and never blocks then. Safe for
 * use by several threads.
 */
public final class RpcService implements Consumer<NodeEvent>, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(RpcService.class.getName());

    /** Grows when a client of the version before would misunderstand. */
    static final int PROTOCOL = 1;

    /** The most connections at a time. */
    public static final int MOST_CONNECTIONS = 128;

    /** The most connections at a time that show a token. */
    static final int MOST_GUESTS = 32;

    /** The most subscriptions at a time, of all connections. */
    static final int MOST_SUBSCRIPTIONS = 100;

    private static final int MOST_WRITERS = 4096;

    private static final Pattern CURSOR = Pattern.compile("[a-z0-9._-]{1,64}");

    private final Node node;
    private final Journal journal;
    private final NodeOptions options;
    private final InstantSource clock = InstantSource.system();
    private final BiConsumer<Delivery, Peer> onSent;
    private final RpcMethods methods = new RpcMethods();
    private final Set<RpcConnection> connections = ConcurrentHashMap.newKeySet();
    private final Semaphore ownRoom = new Semaphore(MOST_CONNECTIONS);
    private final Semaphore guestRoom = new Semaphore(MOST_GUESTS);
    private final Semaphore subscriptions = new Semaphore(MOST_SUBSCRIPTIONS);
    private final Set<String> read = ConcurrentHashMap.newKeySet();

    /** The highest number that was told behind each cursor since this process began. */
    private final Map<String, Long> told = new ConcurrentHashMap<>();

    /** The cursors that were read behind since this process began. */
    private final Set<String> seen = ConcurrentHashMap.newKeySet();

    /** Those of them whose first entries an earlier process may have told. */
    private final Set<String> unsure = ConcurrentHashMap.newKeySet();

    /** Those who have written lately: a bot answers them though they may be no contacts. */
    private final Map<String, Peer> writers =
            Collections.synchronizedMap(
                    new LinkedHashMap<>() {
                        private static final long serialVersionUID = 1;

                        @Override
                        protected boolean removeEldestEntry(Map.Entry<String, Peer> eldest) {
                            return size() > MOST_WRITERS;
                        }
                    });

    private volatile boolean isKeeping;
    private volatile boolean isClosed;

    /**
     * @param journal the node's journal
     * @param options the options that the node was started with, for hints
     * @param onSent is told of each message that a bot sends, at once
     */
    public RpcService(
            Node node, Journal journal, NodeOptions options, BiConsumer<Delivery, Peer> onSent) {
        this.node = node;
        this.journal = journal;
        this.options = options;
        this.onSent = onSent;
    }

    Node node() {
        return node;
    }

    Journal journal() {
        return journal;
    }

    NodeOptions options() {
        return options;
    }

    /** Returns the folder for relative paths of a bot that names none. */
    static Path folder() {
        return Path.of("").toAbsolutePath();
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
        RpcConnection connection = new RpcConnection(this, methods, in, out, token);
        if (!node.diagnosis().isResident()) {
            connection.refuse(
                    new RpcException(RpcCode.ENDED, "this process sends something, and ends"));
            return;
        }
        // those who may not even have the token keep nobody else out
        Semaphore room = token.isPresent() ? guestRoom : ownRoom;
        if (!room.tryAcquire()) {
            connection.refuse(
                    new RpcException(
                            RpcCode.TOO_MUCH, "as many connections are open as there may be"));
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

    /** Tells everybody who wants to know. Never blocks. */
    @Override
    public void accept(NodeEvent event) {
        RpcEvents.of(
                event,
                clock.instant(),
                (kind, thing, fields) ->
                        connections.forEach(connection -> connection.put(kind, thing, fields)));
    }

    /** Follows a message that a bot has sent. */
    void sent(Delivery delivery, Peer peer) {
        onSent.accept(delivery, peer);
        delivery.acknowledged()
                .whenComplete(
                        (_, failure) -> {
                            if (failure != null) {
                                accept(
                                        new NodeEvent.MessageFailed(
                                                delivery.message(),
                                                peer,
                                                RpcMethods.reason(failure)));
                            }
                        });
    }

    /**
     * Returns the name of a cursor that bots may use.
     *
     * @throws RpcException if it is none, or reserved for PeerLink's own readers
     */
    static String requireName(String cursor) throws RpcException {
        if (!CURSOR.matcher(cursor).matches() || cursor.startsWith("chat")) {
            throw RpcParams.invalid(
                    "a cursor's name is 1 to 64 of a-z, 0-9, '.', '_' and '-', and does not begin with chat");
        }
        return cursor;
    }

    /**
     * Begins to read behind a cursor, which is made if need be.
     *
     * @param after the number after which to begin; empty for the first that is not acknowledged
     */
    Subscription subscribe(
            @Nullable String cursor, Set<String> kinds, Optional<Long> after, Runnable wake)
            throws RpcException, IOException {
        if (!subscriptions.tryAcquire()) {
            throw new RpcException(
                    RpcCode.TOO_MUCH,
                    "%d subscriptions are open, as many as there may be"
                            .formatted(MOST_SUBSCRIPTIONS));
        }
        boolean isClaimed = false;
        boolean isMade = false;
        try {
            if (cursor == null) {
                isMade = true;
                return new Subscription(this, null, kinds, 0, 0, 0, false, wake);
            }
            isClaimed = read.add(cursor);
            if (!isClaimed) {
                throw new RpcException(
                        RpcCode.CURSOR, "another connection reads behind '%s'".formatted(cursor));
            }
            Optional<CursorStatus> known = status(cursor);
            if (known.isEmpty()) {
                journal.open(cursor, CursorKind.STRICT);
            }
            if (seen.add(cursor) && known.isPresent()) {
                unsure.add(cursor);
            }
            long acknowledged = status(cursor).map(CursorStatus::acknowledged).orElse(0L);
            Subscription made =
                    new Subscription(
                            this,
                            cursor,
                            kinds,
                            after.orElse(acknowledged),
                            acknowledged,
                            told.getOrDefault(cursor, 0L),
                            unsure.contains(cursor),
                            wake);
            isMade = true;
            return made;
        } finally {
            if (!isMade) {
                subscriptions.release();
                if (isClaimed && cursor != null) {
                    read.remove(cursor);
                }
            }
        }
    }

    Optional<CursorStatus> status(String cursor) throws IOException {
        return journal.cursors().stream().filter(one -> one.name().equals(cursor)).findFirst();
    }

    /** Ends a subscription. What it was told and has not acknowledged comes again. */
    void unsubscribe(Subscription subscription) {
        subscription.close();
        String cursor = subscription.cursor();
        if (cursor != null) {
            read.remove(cursor);
        }
        subscriptions.release();
    }

    /** Notes the author of a message that a bot gets. */
    void met(Peer writer) {
        writers.put(writer.id().text(), writer);
    }

    /** Returns the author of a message that a bot has got lately. */
    Optional<Peer> writer(String id) {
        return Optional.ofNullable(writers.get(id));
    }

    void told(String cursor, long number) {
        told.merge(cursor, number, Math::max);
    }

    /** Notes that all that waited behind a cursor was told since this process began. */
    void caughtUp(String cursor) {
        unsure.remove(cursor);
    }

    /**
     * Acknowledges all up to a number, on disk.
     *
     * @param reader the subscription behind the cursor, if the caller has it
     * @throws RpcException if the number was not told: what nobody has read can't be acknowledged
     */
    void acknowledge(String cursor, long number, Optional<Subscription> reader)
            throws RpcException, IOException {
        long highest = told.getOrDefault(cursor, 0L);
        if (number > highest) {
            throw new RpcException(
                    RpcCode.CURSOR,
                    "%d was not told behind '%s' since this node began; the highest was %d"
                            .formatted(number, cursor, highest));
        }
        journal.acknowledge(cursor, reader.map(one -> one.acknowledge(number)).orElse(number));
    }

    /** Tells whether there is a cursor of a bot, for which messages are kept. */
    public boolean isKeeping() {
        try {
            if (!isKeeping) {
                isKeeping =
                        journal.cursors().stream()
                                .anyMatch(
                                        cursor ->
                                                cursor.kind() == CursorKind.STRICT
                                                        && !cursor.name().startsWith("chat"));
            }
            return isKeeping;
        } catch (IOException e) {
            LOG.log(Level.WARNING, "the cursors can't be read", e);
            return false;
        }
    }

    /** Drops a cursor that nobody reads behind, and what waits for it alone. */
    boolean drop(String cursor) throws RpcException, IOException {
        if (!read.add(cursor)) {
            throw new RpcException(
                    RpcCode.CURSOR,
                    "'%s' is being read: its subscription must end first".formatted(cursor));
        }
        try {
            isKeeping = false;
            told.remove(cursor);
            seen.remove(cursor);
            unsure.remove(cursor);
            return journal.drop(cursor);
        } finally {
            read.remove(cursor);
        }
    }

    /** Closes all connections. Bots connect anew to the next node of the profile. */
    @Override
    public void close() {
        isClosed = true;
        connections.forEach(RpcConnection::close);
    }
}
