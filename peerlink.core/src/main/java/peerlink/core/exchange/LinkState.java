package peerlink.core.exchange;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import peerlink.api.Bytes;
import peerlink.api.ProtocolViolationException;
import peerlink.core.store.StreamId;

/**
 * Tracks one link for an {@link Exchange}: the messages that it carries each way. Not safe for use
 * by several threads: the session's lock guards it. Times are those of {@link System#nanoTime}, or
 * of a clock like it.
 */
public final class LinkState {
    /** The most signals that wait to be written; there is no use in more. */
    static final int MAX_SIGNALS = 8;

    private final boolean dialled;
    private final boolean sends;
    private final boolean twoWay;
    private final Route route;
    private final SignsOfLife signs;
    private boolean succeeded;
    private boolean begun;
    private boolean ready;
    private boolean ended;
    private long sentSeq;
    private @Nullable StreamId remoteStream;
    private long receivedSeq;
    private boolean answerDue;
    private long confirmed;

    /** The signals that are to be written, in their order. */
    private final ArrayDeque<Bytes> signals = new ArrayDeque<>();

    private ChatFrame.@Nullable Refusal refusal;

    /** The way that a link takes. */
    public enum Route {
        /** From one side to the other. */
        DIRECT,
        /** Over a relay, which is worse: others share it. */
        RELAYED
    }

    /**
     * @param dialled whether this side has opened it
     * @param sends whether messages of ours may go over it
     * @param twoWay whether messages may go over it both ways
     */
    public LinkState(boolean dialled, boolean sends, boolean twoWay, Route route, long now) {
        this.dialled = dialled;
        this.sends = sends;
        this.twoWay = twoWay;
        this.route = route;
        this.signs = new SignsOfLife(now);
    }

    /** Returns the signs of life of the other side on this link. */
    public SignsOfLife signs() {
        return signs;
    }

    boolean isDialled() {
        return dialled;
    }

    boolean isRelayed() {
        return route == Route.RELAYED;
    }

    boolean sends() {
        return sends;
    }

    /** Tells whether this side may use it as its link with the peer. */
    public boolean isUsable() {
        return (sends || dialled) && !ended;
    }

    boolean isTwoWay() {
        return twoWay;
    }

    /**
     * Tells whether the other side has told its position in our stream, so that messages may
     * follow.
     */
    public boolean isReady() {
        return ready;
    }

    public boolean hasEnded() {
        return ended;
    }

    /** Notes that a message of ours was acknowledged or refused on it. */
    void succeeded() {
        succeeded = true;
    }

    boolean hasSucceeded() {
        return succeeded;
    }

    void end() {
        ended = true;
    }

    // ---- our messages

    /** Tells whether our stream is yet to be announced. Returns true once. */
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

    /**
     * Returns the number of our last message that was written on it, or that the other side had
     * before.
     */
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

    /** Tells whether the beginning of a stream is yet to be answered. Returns true once. */
    boolean takeAnswer(long kept) {
        boolean due = answerDue;
        answerDue = false;
        if (due) {
            confirmed = kept;
        }
        return due;
    }

    /**
     * Tells whether the other side is yet to be told that messages up to a number are stored.
     * Returns true once.
     */
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

    // ---- signals

    /** Tells whether a signal may go over it: the other side listens, and may want to answer. */
    public boolean carriesSignals() {
        return twoWay && !ended;
    }

    /** Has a signal written. Returns false if too many wait. */
    public boolean signal(Bytes content) {
        return signals.size() < MAX_SIGNALS && signals.add(content);
    }

    /** Takes the next signal to write; null if there is none. */
    @Nullable Bytes takeSignal() {
        return signals.poll();
    }

    boolean hasSignal() {
        return !signals.isEmpty();
    }
}
