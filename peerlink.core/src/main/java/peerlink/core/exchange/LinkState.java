package peerlink.core.exchange;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import peerlink.api.ProtocolViolationException;
import peerlink.core.store.StreamId;

/**
 * What an {@link Exchange} knows of one link: what it carries each way, and whether it is alive. Not safe for use by several threads:
 * the session's lock guards it. Times are those of {@link System#nanoTime}, or of a clock like it.
 */
public final class LinkState {
    /** After so much silence the other side is asked for a sign of life. */
    static final Duration QUIET = Duration.ofSeconds(6);

    /** After so much silence the link is taken for dead. */
    static final Duration DEAD = Duration.ofSeconds(18);

    /** A link on which the other side was heard for so long has held, whatever ends it. */
    static final Duration STEADY = Duration.ofSeconds(30);

    private final boolean dialled;
    private final boolean sends;
    private final boolean twoWay;
    private final long openedAt;
    private long heardAt;
    private boolean succeeded;
    private boolean begun;
    private boolean ready;
    private boolean ended;
    private long sentSeq;
    private @Nullable StreamId remoteStream;
    private long receivedSeq;
    private boolean answerDue;
    private long confirmed;
    private boolean pingDue;
    private boolean pinged;
    private boolean challenged;
    private boolean pongDue;
    private ChatFrame.@Nullable Refusal refusal;

    /**
     * @param dialled whether this side has opened it
     * @param sends whether messages of ours may go over it
     * @param twoWay whether messages may go over it both ways
     */
    public LinkState(boolean dialled, boolean sends, boolean twoWay, long now) {
        this.dialled = dialled;
        this.sends = sends;
        this.twoWay = twoWay;
        this.openedAt = now;
        this.heardAt = now;
    }

    boolean isDialled() {
        return dialled;
    }

    boolean sends() {
        return sends;
    }

    /** Tells whether this side may take it for its link with the peer. */
    public boolean isUsable() {
        return (sends || dialled) && !ended;
    }

    boolean isTwoWay() {
        return twoWay;
    }

    /** Tells whether the other side has said what it has of our stream, so that messages may follow. */
    public boolean isReady() {
        return ready;
    }

    public boolean hasEnded() {
        return ended;
    }

    /** Notes that a message of ours was acknowledged on it, or taken off our hands. */
    void succeeded() {
        succeeded = true;
    }

    boolean hasSucceeded() {
        return succeeded;
    }

    /** Tells whether the other side was heard on it for a while: its silence at the end does not count. */
    boolean hasHeld() {
        return heardAt - openedAt >= STEADY.toNanos();
    }

    void end() {
        ended = true;
    }

    // ---- our messages

    /** Tells whether our stream is yet to be announced; it is announced once. */
    boolean begin() {
        boolean first = sends && !begun;
        begun = true;
        return first;
    }

    boolean isBeginDue() {
        return sends && !begun;
    }

    void ready(long have) throws ProtocolViolationException {
        if (ready || !sends || !begun) {
            throw new ProtocolViolationException("an answer that nobody has asked for");
        }
        ready = true;
        sentSeq = have;
    }

    /** Returns the number of our last message that was written on it, or that the other side had before. */
    long sentSeq() {
        return sentSeq;
    }

    void sent(long seq) {
        sentSeq = seq;
    }

    // ---- the other side's

    void remoteBegins(StreamId stream) throws ProtocolViolationException {
        if (remoteStream != null) {
            throw new ProtocolViolationException("a second stream on one link");
        }
        remoteStream = stream;
        answerDue = true;
    }

    boolean carries(StreamId stream) {
        return stream.equals(remoteStream);
    }

    public StreamId remoteStream() throws ProtocolViolationException {
        if (remoteStream == null) {
            throw new ProtocolViolationException("a message before its stream has begun");
        }
        return remoteStream;
    }

    void received(long seq) throws ProtocolViolationException {
        if (seq <= receivedSeq) {
            throw new ProtocolViolationException(
                    "message %d came after message %d".formatted(seq, receivedSeq));
        }
        receivedSeq = seq;
    }

    /** Tells whether the beginning of a stream is yet to be answered; it is answered once. */
    boolean takeAnswer(long kept) {
        boolean due = answerDue;
        answerDue = false;
        if (due) {
            confirmed = kept;
        }
        return due;
    }

    /** Tells whether the other side is yet to be told that messages up to a number are kept; it is told once. */
    boolean takeConfirmation(long kept) {
        boolean due = isConfirmationDue(kept);
        if (due) {
            confirmed = kept;
        }
        return due;
    }

    boolean isAnswerDue() {
        return answerDue;
    }

    boolean isConfirmationDue(long kept) {
        return !answerDue && kept > confirmed;
    }

    @Nullable StreamId stream() {
        return remoteStream;
    }

    void refuse(ChatFrame.Refusal last) {
        refusal = last;
    }

    ChatFrame.@Nullable Refusal refusal() {
        return refusal;
    }

    // ---- signs of life

    /** Notes that something came in; returns whether that was waited for ({@link #challenge}). */
    boolean heard(long now) {
        heardAt = now;
        pinged = false;
        boolean proven = challenged;
        challenged = false;
        return proven;
    }

    /** Asks for a sign of life, and waits for it. */
    void challenge() {
        challenged = true;
        pingDue = true;
    }

    boolean isDead(long now) {
        return now - heardAt >= DEAD.toNanos();
    }

    /** Asks for a sign of life if it has been quiet for long; returns whether it did so now. */
    boolean pingIfQuiet(long now) {
        if (pinged || now - heardAt < QUIET.toNanos()) {
            return false;
        }
        pinged = true;
        pingDue = true;
        return true;
    }

    /** Returns how long until it is quiet for too long, in ns. */
    long nanosUntilDue(long now) {
        return (pinged ? DEAD : QUIET).toNanos() - (now - heardAt);
    }

    void pongDue() {
        pongDue = true;
    }

    boolean takePing() {
        boolean due = pingDue;
        pingDue = false;
        return due;
    }

    boolean takePong() {
        boolean due = pongDue;
        pongDue = false;
        return due;
    }

    boolean hasSignDue() {
        return pingDue || pongDue;
    }
}
