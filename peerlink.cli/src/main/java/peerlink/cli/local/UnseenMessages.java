package peerlink.cli.local;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import peerlink.api.Peer;
import peerlink.api.Registration;
import peerlink.core.Journal;
import peerlink.core.Node;
import peerlink.core.model.CursorKind;
import peerlink.core.model.CursorStatus;
import peerlink.core.model.JournalEntry;
import peerlink.core.model.NodeEvent;
import peerlink.core.model.Trust;

/**
 * The messages that have arrived while nobody looked, as behind a daemon. They are kept in the
 * profile's journal, for its cursor {@value #CURSOR}, until a screen has shown them. Where a bot
 * has a cursor too, and so each message, only the newest are kept. The cursor is there as long as a
 * daemon runs, and until all that came meanwhile is shown. Safe for use by several threads.
 */
final class UnseenMessages implements AutoCloseable {
    static final String CURSOR = "chat";

    private static final System.Logger LOG = System.getLogger(UnseenMessages.class.getName());
    private static final int SOME = 64;

    private final Journal journal;
    private final Node node;
    private final Set<String> shown = ConcurrentHashMap.newKeySet();
    private final Semaphore news = new Semaphore(0);
    private final Registration watch;
    private final Thread keeper;
    private volatile boolean isClosed;

    // the keeper's: the number up to which nothing waits
    private long done;

    private UnseenMessages(Node node) {
        this.journal = node.journal();
        this.node = node;
        this.watch = journal.watch(news::release);
        this.keeper = Thread.ofVirtual().name("peerlink unseen-keeper").start(this::keep);
    }

    /**
     * Returns the messages of a node's profile.
     *
     * @param opens whether messages are kept from now on; otherwise they are if they were before
     * @return empty if none are kept
     */
    static Optional<UnseenMessages> of(Node node, boolean opens) throws IOException {
        if (opens) {
            node.journal().open(CURSOR, CursorKind.SECONDARY);
        }
        return status(node.journal()).isPresent()
                ? Optional.of(new UnseenMessages(node))
                : Optional.empty();
    }

    private static Optional<CursorStatus> status(Journal journal) throws IOException {
        return journal.cursors().stream()
                .filter(cursor -> cursor.name().equals(CURSOR))
                .findFirst();
    }

    /** Returns some of the entries that are not shown yet, behind a number. */
    List<JournalEntry> after(long number) throws IOException {
        return journal.read(CURSOR, number, SOME);
    }

    /**
     * Returns the event of an entry; empty if there is nothing to show. Waits for a plugin that
     * renders the message.
     */
    Optional<NodeEvent.MessageArrived> event(JournalEntry entry) throws InterruptedException {
        if (!isForUser(entry)) {
            return Optional.empty();
        }
        Peer peer = entry.peer();
        return Optional.of(
                new NodeEvent.MessageArrived(
                        entry.message(),
                        peer,
                        peer.name(),
                        trust(peer),
                        entry.at(),
                        entry.isAgain(),
                        node.shown(entry.message())));
    }

    private boolean isForUser(JournalEntry entry) {
        return entry.direction() == JournalEntry.Direction.RECEIVED
                && trust(entry.peer()) != Trust.BLOCKED;
    }

    private Trust trust(Peer peer) {
        return node.contacts().trustOf(peer);
    }

    /** Notes that a screen has shown a message, or that there is nothing to show. */
    void shown(String messageId) {
        shown.add(messageId);
        news.release();
    }

    /** Returns the number of messages that wait. */
    long waiting() throws IOException {
        return status(journal).map(CursorStatus::waiting).orElse(0L);
    }

    private void keep() {
        try {
            while (!isClosed) {
                news.acquire();
                news.drainPermits();
                acknowledge();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Acknowledges the entries at the head that need not wait any more. */
    private void acknowledge() {
        Journal.End end = journal.end();
        if (end.received() <= done) {
            // own messages alone
            done(end.last());
            return;
        }
        try {
            // one at first: most often nothing can be acknowledged, and an entry may be large
            for (int limit = 1; ; limit = SOME) {
                List<String> ids = new ArrayList<>();
                long upTo = 0;
                // not from the cursor: one that failed, as on a full disk, left it behind
                for (JournalEntry entry : journal.read(CURSOR, done, limit)) {
                    String id = entry.message().id();
                    if (!shown.contains(id) && isForUser(entry)) {
                        break;
                    }
                    upTo = entry.number();
                    ids.add(id);
                }
                if (ids.isEmpty()) {
                    return;
                }
                done(upTo);
                ids.forEach(shown::remove);
            }
        } catch (IOException e) {
            // they are shown again later
            LOG.log(Level.WARNING, "messages that were shown can't be acknowledged", e);
        }
    }

    private void done(long upTo) {
        if (upTo > done) {
            done = upTo;
            journal.acknowledgeSoon(CURSOR, upTo);
        }
    }

    /** Returns the number of messages that were left out, since too many waited. */
    long lost() throws IOException {
        return status(journal).map(CursorStatus::lost).orElse(0L);
    }

    /** Ends the keeping if nothing waits. To be called before the node ends. */
    @Override
    public void close() {
        isClosed = true;
        watch.close();
        news.release();
        try {
            keeper.join();
            acknowledge();
            if (waiting() == 0) {
                journal.drop(CURSOR);
            }
        } catch (IOException e) {
            LOG.log(Level.WARNING, "messages go on being kept for a chat", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
