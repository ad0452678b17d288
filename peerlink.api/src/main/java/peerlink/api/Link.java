package peerlink.api;

import java.io.IOException;
import java.util.List;

/**
 * Carries frames between two peers: authenticated, in order and confidential.
 *
 * <p>One thread may send while another receives; two that send at once are served one after the
 * other, each one's list of frames in one piece. Any thread may close.
 */
public interface Link extends AutoCloseable {
    /** The longest frame, in bytes. */
    int MAX_FRAME = 1 << 20;

    /** Returns the peer at the other end, and the protection of the link. */
    LinkInfo info();

    /**
     * Sends the frames, in order, and flushes once at the end: many small frames are best sent in
     * one call. Blocks while the other side reads too slowly.
     *
     * @throws IllegalArgumentException if a frame is empty or longer than {@link #MAX_FRAME}; none
     *     was sent
     * @throws IOException if the link is closed or fails; some of the frames may have arrived
     */
    void send(List<Bytes> frames) throws IOException;

    /** Sends one frame; see {@link #send(List)}. */
    default void send(Bytes frame) throws IOException {
        send(List.of(frame));
    }

    /**
     * Waits for the next frame, however long. Interrupting the thread ends the wait with an {@link
     * IOException} that is no {@code EOFException}.
     *
     * @throws java.io.EOFException if the other side has closed the link in order
     * @throws ProtocolViolationException if the other side announced a frame that is empty or
     *     longer than {@link #MAX_FRAME}; nothing was allocated for it, and the link is closed
     * @throws IOException if the link fails or this side has closed it
     */
    Bytes receive() throws IOException;

    /**
     * Waits for the next frame as {@link #receive()} does, with a lower limit. A server with many
     * links that carry no long frames bounds its memory so.
     *
     * @param limit the longest frame, in bytes, at most {@link #MAX_FRAME}
     */
    default Bytes receive(int limit) throws IOException {
        Bytes frame = receive();
        if (frame.size() > limit) {
            close();
            throw new ProtocolViolationException(
                    "the other side sent a frame of %d bytes (1 to %d)"
                            .formatted(frame.size(), limit));
        }
        return frame;
    }

    /**
     * Tells whether more than the frames received so far has come, perhaps a part of a frame.
     * A reader that has something else to do may look here before it waits in {@link #receive()}.
     * For the thread that receives. A link that can't tell says no, as the default does.
     */
    default boolean hasMore() {
        return false;
    }

    /**
     * Notes that the other side broke a rule of the link's protocol, for which this side ends the
     * link. A {@link Network}'s link writes one line to this node's log and an event to the flight
     * recorder, with the peer and the exception's message; so that message must name the rule and
     * the value that broke it, and no content of a message. Only the first one counts. The
     * exceptions of {@link #receive} or a {@link LinkHandler} are noted without this. The link
     * stays open.
     */
    default void reportViolation(ProtocolViolationException violation) {}

    /**
     * Gives up the link, and hands over the connection that it lies on: bytes go over it as they
     * are, without frames, <b>neither encrypted nor authenticated</b>. A relay carries the
     * end-to-end link of two peers so, and need not encrypt what is encrypted. Both sides must
     * agree on the last frame of each direction, and send nothing behind it before the other side
     * has heard of that. No thread may be in {@link #send} or {@link #receive}. Afterwards these
     * fail, and closing the link does nothing: the connection is the circuit's, and the caller's to
     * close.
     *
     * @throws IOException if the link is closed, or lies on nothing that it could hand over, as the
     *     default has it
     */
    default Circuit detach() throws IOException {
        throw new IOException("nothing lies below this link");
    }

    /**
     * Closes the link in order. The other side still receives the frames that were sent before, if
     * it reads them, and then an {@link java.io.EOFException}. On this side the link is gone at
     * once: {@link #send} and {@link #receive} fail with an {@link IOException} that is no {@code
     * EOFException}, also in a thread that waits there, and frames that came and were not received
     * are lost. Does nothing the second time; waits no longer than a second for a stuck peer. An
     * interrupted thread closes as well as any other.
     */
    @Override
    void close();
}
