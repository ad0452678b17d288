package peerlink.core.store;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import peerlink.api.Message;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.core.model.CursorKind;

/**
 * Keeps a node's messages on disk: those that a peer has not acknowledged, those that the handlers
 * have not finished, and the position in each stream. One node has it open at a time. Safe for use
 * by several threads. Times are kept to the millisecond.
 */
public interface MessageStore extends AutoCloseable {
    /** The greatest number of a message: a trillion. */
    long MAX_NUMBER = (1L << 40) - 1;

    /**
     * The number of a peer's streams that are remembered. A peer that has lost its state begins a
     * new one, so this bounds the space that it can take.
     */
    int MAX_STREAMS = 8;

    /** Opens the store in a profile's folder. */
    @FunctionalInterface
    interface Opener {
        MessageStore open(Path directory) throws IOException;
    }

    /**
     * A message of ours that its peer has not acknowledged.
     *
     * @param queuedAt the time at which it was queued, as {@link ElapsedTime} counts
     */
    record Pending(long seq, Message message, long queuedAt) {}

    /**
     * The time that had passed for this store at the last look.
     *
     * @param millis the time since the store was made, in milliseconds; see {@link ElapsedTime}
     * @param ahead the lead of the machine's clock over that, in milliseconds
     */
    record Elapsed(long millis, long ahead) {}

    /**
     * A peer's message that the handlers have not finished.
     *
     * @param number grows with each message that this node keeps, of any peer
     */
    record Kept(long number, Message message, PeerName claimed, Instant receivedAt) {}

    /**
     * The position in a stream.
     *
     * @param seq the number of its last message that is stored
     * @param id the id of that message, by which its sender notices that its own state was set back
     */
    record Position(long seq, String id) {
        /** The position before the first message. */
        public static final Position START = new Position(0, "");
    }

    /**
     * The stored state of one peer.
     *
     * @param stream the stream of our messages to it, or null if there was none yet
     * @param lastSeq the number of our last message to it in that stream; 0 if there was none
     * @param pending our messages, in the order of their numbers
     * @param withdrawn the ids of our messages that were given up after they may have arrived, by
     *     their numbers, as long as one with a smaller number is pending
     * @param received the positions in the peer's eight streams that were last used
     * @param unhandled the peer's messages that the handlers have not finished, in the order of
     *     their numbers
     */
    record PeerState(
            @Nullable StreamId stream,
            long lastSeq,
            List<Pending> pending,
            Map<Long, String> withdrawn,
            Map<StreamId, Position> received,
            List<Kept> unhandled) {
        /** The state of a peer of which nothing is stored. */
        public static final PeerState NONE =
                new PeerState(null, 0, List.of(), Map.of(), Map.of(), List.of());
    }

    /**
     * A change of the store. All numbers are positive, and those that this node gives are below
     * 2^40. A change that does not follow from the stored state fails alone, and changes nothing.
     */
    sealed interface Change {
        /** A change of one peer's state. */
        sealed interface OfPeer extends Change {
            PeerId peer();
        }

        /**
         * Stores a message of ours, whose number is greater than any before in this stream. In a
         * new stream, it is a {@link Restart} as well.
         *
         * @param key the key under which {@link JournalStore#sent} finds it for a time, or null
         */
        record Submit(
                PeerId peer,
                StreamId stream,
                long seq,
                Message message,
                long queuedAt,
                @Nullable String key)
                implements OfPeer {
            /** Makes the change of a message without a key. */
            public Submit(PeerId peer, StreamId stream, long seq, Message message, long queuedAt) {
                this(peer, stream, seq, message, queuedAt, null);
            }
        }

        /**
         * Makes our messages up to a number, which the peer has, entries of the journal. They stay
         * until a {@link Settle}, which handlers may hold up, and become entries once.
         *
         * @param at the time at which the peer's acknowledgement came
         */
        record Deliver(PeerId peer, long seq, Instant at) implements OfPeer {}

        /**
         * Drops our messages up to a number, which the peer has. Those that are no entries of the
         * journal become some.
         *
         * @param at the time at which the peer's acknowledgement came
         */
        record Settle(PeerId peer, long seq, Instant at) implements OfPeer {}

        /**
         * Drops one message of ours, which will not be delivered. It becomes an entry of the
         * journal and its key tells of it, unless it is an entry already: it was delivered.
         *
         * @param mayHaveArrived whether the peer may name it as the last one that it has
         * @param reason a line for people
         * @param at the time at which it was given up
         */
        record Withdraw(PeerId peer, long seq, boolean mayHaveArrived, String reason, Instant at)
                implements OfPeer {}

        /**
         * Numbers our messages to the peer in another stream from now on. The pending ones keep
         * their numbers, and the next ones are greater.
         */
        record Restart(PeerId peer, StreamId stream) implements OfPeer {}

        /**
         * Stores a message of the peer's, and moves the position in its stream to it. Its
         * {@linkplain Kept#number number} is greater than any before of this peer. It becomes an
         * entry of the journal.
         *
         * @param previous the position at which the stream must be, or the change fails: no message
         *     is stored after one that could not be stored
         */
        record Receive(PeerId peer, StreamId stream, long previous, long seq, Kept message)
                implements OfPeer {}

        /**
         * Moves the position as {@link Receive} does, for a message of this id that is stored
         * elsewhere.
         */
        record Advance(PeerId peer, StreamId stream, long previous, long seq, String id)
                implements OfPeer {}

        /**
         * Drops the peer's messages up to a {@linkplain Kept#number number}, which the handlers
         * have finished.
         */
        record Handle(PeerId peer, long number) implements OfPeer {}

        /**
         * Makes the peer's accepted request an entry of the journal, unless the last one that
         * became an entry was this one.
         */
        record TakeRequest(PeerId peer, Message message, PeerName claimed, Instant receivedAt)
                implements OfPeer {}

        /** A change of a cursor. */
        sealed interface OfCursor extends Change {
            String cursor();
        }

        /**
         * Makes a cursor that has acknowledged all entries, unless it is there. The {@linkplain
         * PeerState#unhandled unhandled} messages of all peers become entries then. Fails if it is
         * there and of another kind, or if there are too many.
         */
        record OpenCursor(String cursor, CursorKind kind) implements OfCursor {}

        /**
         * Moves a cursor on, and drops the entries that all cursors have acknowledged. Does nothing
         * if it was there before. Fails if there is no such cursor, or no entry of this number yet.
         *
         * @param isPatient whether nobody waits for it: it may share the transaction of others
         */
        record Acknowledge(String cursor, long number, boolean isPatient) implements OfCursor {
            /** Makes the change of a caller who waits for it. */
            public Acknowledge(String cursor, long number) {
                this(cursor, number, false);
            }
        }

        /** Drops a cursor, and the entries that no other one needs. */
        record DropCursor(String cursor) implements OfCursor {}

        /** Notes the time that has passed. */
        record Pass(Elapsed time) implements Change {}
    }

    /**
     * Reads the stored state of a peer, with all changes asked for before. Blocks.
     *
     * @throws IOException if it can't be read
     */
    PeerState read(PeerId peer) throws IOException;

    /** Returns the peers that have pending or unhandled messages. Blocks. */
    List<PeerId> busy() throws IOException;

    /** Returns the time that was noted last; empty if there was none. Blocks. */
    Optional<Elapsed> elapsed() throws IOException;

    /** Returns the greatest number of a {@link Kept} message ever; 0 if there was none. Blocks. */
    long lastNumber() throws IOException;

    /** The thread that commits a change. */
    enum Committer {
        /** The store's own, which is woken for it. */
        STORE,
        /** That of the caller, which calls {@link #commit} once it holds no lock. */
        CALLER
    }

    /** Makes a change, for which the store's thread is woken. Otherwise as the other method. */
    default void apply(Change change, Consumer<@Nullable IOException> done) {
        apply(change, Committer.STORE, done);
    }

    /**
     * Makes a change, together with others in one transaction. Returns at once.
     *
     * @param done called once: with null when the change is on disk, or with the reason why it
     *     never will be. Calls come one at a time, in the order of the changes, on the store's
     *     thread or on that of any caller of {@link #commit}; they must not block
     */
    void apply(Change change, Committer committer, Consumer<@Nullable IOException> done);

    /**
     * Makes the changes that wait, if a caller has promised to, and tells their results, unless
     * another thread is at it: that one sees to them, and this method returns at once. Must be
     * called without a lock that any {@code done} takes. Takes the time of one transaction, and
     * leaves what has gathered meanwhile to the store's thread. A virtual thread leaves all to it.
     */
    default void commit() {}

    /** Returns the journal in this store. */
    default JournalStore journal() {
        return JournalStore.NONE;
    }

    /**
     * Checks that the store's file is still in its place. A store whose file was removed or
     * replaced fails here, and so do its changes.
     *
     * @throws IOException if it is not, with a message for people
     */
    default void requireInPlace() throws IOException {}

    /**
     * Makes the changes that were asked for, and ends. Later changes fail. Does nothing the second
     * time.
     */
    @Override
    void close();
}
