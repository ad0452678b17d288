package peerlink.core.store;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import peerlink.api.Message;
import peerlink.api.PeerId;
import peerlink.api.PeerName;

/**
 * What a node keeps of its messages: those that a peer has not acknowledged, those that the handlers are not done with, and how
 * far each stream has come. One node has it open at a time. Safe for use by several threads. Times are kept to the millisecond.
 */
public interface MessageStore extends AutoCloseable {
    /** The greatest number of a message: a trillion. */
    long MAX_NUMBER = (1L << 40) - 1;

    /** How many streams of a peer are remembered. It begins a new one when it has lost its state: what it can make a node keep is bounded. */
    int MAX_STREAMS = 8;

    /**
     * A message of ours that its peer has not acknowledged.
     *
     * @param queuedAt when it was taken, as {@link ElapsedTime} counts
     */
    record Pending(long seq, Message message, long queuedAt) {}

    /**
     * Holds the time that had passed for this store at the last look.
     *
     * @param millis since the store was made, in milliseconds; see {@link ElapsedTime}
     * @param ahead how far the machine's clock was ahead of that, in milliseconds
     */
    record Elapsed(long millis, long ahead) {}

    /**
     * A message of a peer's that the handlers are not done with.
     *
     * @param number grows with each message that this node keeps, of any peer
     */
    record Kept(long number, Message message, PeerName claimed, Instant receivedAt) {}

    /**
     * How far a stream has come.
     *
     * @param seq the number of its last message that is kept
     * @param id that message's, by which its sender notices that its own state was set back
     */
    record Position(long seq, String id) {
        /** Nothing of the stream is kept. */
        public static final Position START = new Position(0, "");
    }

    /**
     * What is kept of one peer.
     *
     * @param stream the one that our messages to it are numbered in, or null if there was none yet
     * @param lastSeq the number of our last message to it in that stream; 0 if there was none
     * @param pending ours, in the order of their numbers
     * @param withdrawn the ids of ours that were given up after they may have arrived, by their numbers, as long as one with a smaller
     *     number is pending
     * @param received how far each stream of the peer's has come: the eight that were last used
     * @param unhandled the peer's, in the order of their numbers
     */
    record PeerState(
            @Nullable StreamId stream,
            long lastSeq,
            List<Pending> pending,
            Map<Long, String> withdrawn,
            Map<StreamId, Position> received,
            List<Kept> unhandled) {
        /** Nothing is kept. */
        public static final PeerState NONE =
                new PeerState(null, 0, List.of(), Map.of(), Map.of(), List.of());
    }

    /**
     * What becomes different. All numbers are positive, and those that this node gives are below 2^40. A change that does not
     * follow from what is kept fails alone, and changes nothing.
     */
    sealed interface Change {
        /** A change of what is kept of one peer. */
        sealed interface OfPeer extends Change {
            PeerId peer();
        }

        /**
         * Keeps a message of ours; its number is greater than any before in this stream. In another stream than before, it is a
         * {@link Restart} as well.
         */
        record Submit(PeerId peer, StreamId stream, long seq, Message message, long queuedAt)
                implements OfPeer {}

        /** Drops our messages up to a number: the peer has them. */
        record Settle(PeerId peer, long seq) implements OfPeer {}

        /**
         * Drops one message of ours: it won't be delivered.
         *
         * @param mayHaveArrived whether the peer may name it as the last one that it has
         */
        record Withdraw(PeerId peer, long seq, boolean mayHaveArrived) implements OfPeer {}

        /**
         * Numbers our messages to the peer in another stream from now on; the pending ones keep their numbers, and the next ones
         * are greater.
         */
        record Restart(PeerId peer, StreamId stream) implements OfPeer {}

        /**
         * Keeps a message of the peer's, and that its stream has come to it. Its {@linkplain Kept#number number} is greater than
         * any before of this peer.
         *
         * @param previous how far the stream must have come before, or the change fails: what comes after something that could
         *     not be kept is not kept either
         */
        record Receive(PeerId peer, StreamId stream, long previous, long seq, Kept message)
                implements OfPeer {}

        /** As {@link Receive}, for a message of this id that is kept elsewhere. */
        record Advance(PeerId peer, StreamId stream, long previous, long seq, String id)
                implements OfPeer {}

        /** Drops the peer's messages up to a {@linkplain Kept#number number}: the handlers are done with them. */
        record Handle(PeerId peer, long number) implements OfPeer {}

        /** Notes how much time has passed. */
        record Pass(Elapsed time) implements Change {}
    }

    /**
     * Reads what is kept of a peer, changes that were asked for before included. Blocks.
     *
     * @throws IOException if it can't be read
     */
    PeerState read(PeerId peer) throws IOException;

    /** Returns the peers that have pending or unhandled messages. Blocks. */
    List<PeerId> busy() throws IOException;

    /** Returns how much time had passed when that was noted last; empty if it never was. Blocks. */
    Optional<Elapsed> elapsed() throws IOException;

    /** Returns the greatest number of a {@link Kept} message ever; 0 if there was none. Blocks. */
    long lastNumber() throws IOException;

    /**
     * Makes a change, together with others in one transaction. Returns at once.
     *
     * @param done told once, when it is on disk (null) or that it is not and never will be; on the store's thread, in the order
     *     of the calls, and must not block
     */
    void apply(Change change, Consumer<@Nullable IOException> done);

    /**
     * Refuses to be trusted any longer, where it is kept in a file that somebody has removed or replaced. Changes fail then too.
     *
     * @throws IOException if so, with a message for people
     */
    default void requireInPlace() throws IOException {}

    /** Makes the changes that were asked for, and ends. Those asked for later fail. Does nothing the second time. */
    @Override
    void close();
}
