package peerlink.core.store;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import peerlink.api.Message;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.core.model.CursorKind;
import peerlink.core.model.CursorStatus;
import peerlink.core.model.JournalEntry.Direction;

/**
 * The journal of a {@link MessageStore}: the messages that a cursor has not acknowledged. Without
 * cursors nothing is kept. Changes are made with {@link MessageStore#apply}. Safe for use by
 * several threads.
 */
public interface JournalStore {
    /** The number of cursors that there may be. */
    int MAX_CURSORS = 1000;

    /** The bytes of content that one read returns, which its last entry may exceed. */
    long MAX_READ_BYTES = 4 << 20;

    /** The number of keys of sent messages that are remembered. */
    int MAX_KEYS = 10_000;

    /** The time for which they are remembered, in milliseconds. */
    long KEY_MILLIS = Duration.ofDays(7).toMillis();

    /** The journal of a store that keeps none. */
    JournalStore NONE =
            new JournalStore() {
                @Override
                public State state() {
                    return State.EMPTY;
                }

                @Override
                public void limit(Limits strict) {}

                @Override
                public void listen(Listener listener) {}

                @Override
                public List<Row> read(String cursor, long after, int limit) throws IOException {
                    throw JournalStore.noCursor(cursor);
                }

                @Override
                public List<CursorStatus> cursors() {
                    return List.of();
                }

                @Override
                public Optional<Keyed> sent(String key, long since) {
                    return Optional.empty();
                }
            };

    /**
     * Bounds what waits for a cursor.
     *
     * @param entries the number of entries, at least 1
     * @param bytes the bytes of their content, at least 1
     */
    record Limits(long entries, long bytes) {
        /** The limits of the slowest {@link CursorKind#STRICT} cursor, unless others are set. */
        public static final Limits STRICT = new Limits(100_000, 64 << 20);

        /** The limits of each {@link CursorKind#LOSSY} cursor. */
        public static final Limits LOSSY = new Limits(20_000, 16 << 20);

        public Limits {
            if (entries < 1 || bytes < 1) {
                throw new IllegalArgumentException(
                        "no limits of a journal: %d entries, %d bytes".formatted(entries, bytes));
            }
        }
    }

    /**
     * An entry as it is stored.
     *
     * @param claimed the name that the peer claimed with a message of its own, or null
     * @param isAgain whether it may have been an entry before
     * @param failure the reason for which it was given up; empty if it was not
     */
    record Row(
            long number,
            Direction direction,
            PeerId peer,
            @Nullable PeerName claimed,
            Message message,
            Instant at,
            boolean isAgain,
            String failure) {}

    /**
     * A message of ours that was sent with a key.
     *
     * @param failure the reason for which it was given up; empty if it was not
     */
    record Keyed(String messageId, PeerId peer, String failure) {}

    /**
     * The state after a transaction.
     *
     * @param last the number of the last entry ever
     * @param received the number of the last entry that is a message of a peer's, or a greater one
     *     if that is not known
     * @param isKept whether there are cursors, so that messages become entries
     * @param full the cursor for which so much waits that no new messages may be kept, or null
     * @param isOverfull whether so much waits for it that no message of ours may be sent either
     */
    record State(
            long last,
            long received,
            boolean isKept,
            @Nullable CursorStatus full,
            boolean isOverfull) {
        /** The state without cursors. */
        public static final State EMPTY = new State(0, 0, false, null, false);
    }

    /** Learns of changes of the state. */
    @FunctionalInterface
    interface Listener {
        /**
         * Called on the store's thread after the commit that has changed the state. Must not block.
         */
        void changed(State state);
    }

    /** Returns the state now. Never blocks. */
    State state();

    /** Tells whether new messages of peers may be kept. Never blocks. */
    default boolean hasRoom() {
        return state().full() == null;
    }

    /** Sets the limits of the slowest {@link CursorKind#STRICT} cursor. */
    void limit(Limits strict);

    /** Tells a listener of changes from now on, until the store is closed. */
    void listen(Listener listener);

    /**
     * Reads entries that a cursor has not acknowledged, in the order of their numbers. Overtakes
     * changes that were asked for before and are not on disk: the {@link Listener} is told when
     * they are. Blocks.
     *
     * @param after the number after which they begin, if the cursor has acknowledged all up to it
     * @param limit the number of entries at most; there may be fewer, but none only if none is
     *     there
     * @throws IOException if there is no such cursor, or the entries can't be read
     */
    List<Row> read(String cursor, long after, int limit) throws IOException;

    /** Returns the cursors, by name, with all changes asked for before. Blocks. */
    List<CursorStatus> cursors() throws IOException;

    /**
     * Returns the message that was sent with a key. Blocks.
     *
     * @param since the time of its sending at the earliest, as {@link ElapsedTime} counts
     */
    Optional<Keyed> sent(String key, long since) throws IOException;

    /** Returns the failure of a call for a cursor that is not there. */
    static IOException noCursor(String name) {
        return new IOException("there is no cursor '%s'".formatted(name));
    }
}
