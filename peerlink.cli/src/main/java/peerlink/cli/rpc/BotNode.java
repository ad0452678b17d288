package peerlink.cli.rpc;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import peerlink.api.Delivery;
import peerlink.api.Peer;
import peerlink.cli.node.NodeOptions;
import peerlink.cli.program.Version;
import peerlink.cli.text.NodeStatus;
import peerlink.core.Journal;
import peerlink.core.Node;
import peerlink.core.model.CursorKind;
import peerlink.core.model.CursorStatus;

/**
 * The node as all its bots share it, with their cursors: who reads behind which, and what was told.
 * Safe for use by several threads.
 */
final class BotNode {
    private static final System.Logger LOG = System.getLogger(BotNode.class.getName());

    private static final int MOST_WRITERS = 4096;

    private static final Pattern CURSOR = Pattern.compile("[a-z0-9._-]{1,64}");

    private final Node node;
    private final Journal journal;
    private final NodeOptions options;
    private final BiConsumer<Delivery, Peer> onSent;
    private final NodeDescription description;
    private final Semaphore subscriptions = new Semaphore(RpcLimits.MOST_SUBSCRIPTIONS);
    private final Set<String> read = ConcurrentHashMap.newKeySet();

    private final AwaitedEnds ends = new AwaitedEnds();

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

    /** True if a cursor of a bot is known to be there. Guarded by this. */
    private boolean isKeeping;

    /**
     * @param journal the node's journal
     * @param options the options that the node was started with, for hints
     * @param onSent is told of each message that a bot sends, at once
     * @param description describes the node and its process
     */
    BotNode(
            Node node,
            Journal journal,
            NodeOptions options,
            BiConsumer<Delivery, Peer> onSent,
            NodeDescription description) {
        this.node = node;
        this.journal = journal;
        this.options = options;
        this.onSent = onSent;
        this.description = description;
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

    /** Returns the ends of messages that bots wait for. */
    AwaitedEnds ends() {
        return ends;
    }

    /** Describes the node and its process. */
    NodeStatus status() throws IOException {
        return description.now();
    }

    /** Returns who serves, and in which version. */
    Map<String, @Nullable Object> greeting() {
        return RpcResult.map(
                "event", "ready",
                "version", Version.text(),
                "protocol", RpcLimits.PROTOCOL,
                "id", node.self().id(),
                "name", node.self().name());
    }

    /** Follows a message that a bot has sent. */
    void sent(Delivery delivery, Peer peer) {
        onSent.accept(delivery, peer);
    }

    /**
     * Returns the name of a cursor that bots may use.
     *
     * @throws RpcException if it is none, or reserved for PeerLink's own readers
     */
    static String requireName(String cursor) throws RpcException {
        if (!CURSOR.matcher(cursor).matches() || cursor.startsWith("chat")) {
            throw RpcParams.invalid(
                    "a cursor's name must be 1 to 64 of a-z, 0-9, '.', '_' and '-', and must not begin with chat");
        }
        return cursor;
    }

    /**
     * A place in the journal where a reader begins.
     *
     * @param cursor the cursor, or null for one who wants states alone
     * @param after the number after which to begin
     * @param toldBefore the highest number that this process has told behind the cursor
     * @param isCatchingUp whether another process may have told what waits now
     */
    record Place(
            @Nullable String cursor,
            long after,
            long acknowledged,
            long toldBefore,
            boolean isCatchingUp) {}

    /**
     * Claims a cursor for a reader, which is made if need be.
     *
     * @param cursor the cursor, or null for one who wants states alone
     * @param after the number after which to begin; empty for the first that is not acknowledged
     * @return the place, until {@link #release}
     */
    Place claim(@Nullable String cursor, Optional<Long> after) throws RpcException, IOException {
        if (!subscriptions.tryAcquire()) {
            throw new RpcException(
                    RpcCode.TOO_MUCH,
                    "%d subscriptions are open, as many as there may be"
                            .formatted(RpcLimits.MOST_SUBSCRIPTIONS));
        }
        boolean isClaimed = false;
        boolean isMade = false;
        try {
            if (cursor == null) {
                isMade = true;
                return new Place(null, 0, 0, 0, false);
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
            Place place =
                    new Place(
                            cursor,
                            after.orElse(acknowledged),
                            acknowledged,
                            told.getOrDefault(cursor, 0L),
                            unsure.contains(cursor));
            isMade = true;
            return place;
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

    /** Ends a reader's claim. What it was told and has not acknowledged comes again. */
    void release(@Nullable String cursor) {
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
     * Checks that a number may be acknowledged.
     *
     * @throws RpcException if it was not told: what nobody has read can't be acknowledged
     */
    void requireTold(String cursor, long number) throws RpcException {
        long highest = told.getOrDefault(cursor, 0L);
        if (number > highest) {
            throw new RpcException(
                    RpcCode.CURSOR,
                    "no notification %d has come behind '%s' since this node began; the highest was %d"
                            .formatted(number, cursor, highest));
        }
    }

    /** Tells whether there is a cursor of a bot, for which messages are kept. */
    synchronized boolean isKeeping() {
        try {
            if (!isKeeping) {
                isKeeping =
                        journal.cursors().stream()
                                .anyMatch(cursor -> cursor.kind() == CursorKind.STRICT);
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
            told.remove(cursor);
            seen.remove(cursor);
            unsure.remove(cursor);
            return dropKept(cursor);
        } finally {
            read.remove(cursor);
        }
    }

    /**
     * Drops a cursor from the journal. Nobody looks meanwhile for cursors: an answer of before
     * would count later messages as kept for a bot, and nobody would be told of them.
     */
    private synchronized boolean dropKept(String cursor) throws IOException {
        isKeeping = false;
        return journal.drop(cursor);
    }
}
