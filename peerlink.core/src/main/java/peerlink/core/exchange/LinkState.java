package peerlink.core.exchange;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import peerlink.api.Bytes;
import peerlink.api.ProtocolViolationException;
import peerlink.core.store.StreamId;

/**
 * Tracks one link for an {@link Exchange}: the messages that it carries each way, and its signs of
 * life. Not safe for use by several threads: the session's lock guards it. Times are those of
 * {@link System#nanoTime}, or of a clock like it.
 */
public final class LinkState {
    /** The silence after which this side asks for a sign of life. */
    static final Duration QUIET = Duration.ofSeconds(6);

    /**
     * The time for an answer after which the link is suspected: another one is dialled beside it,
     * as TCP may need many seconds to notice that the network is back.
     */
    static final Duration ANSWER = Duration.ofSeconds(4);

    /** The same after the network of this machine has changed. */
    static final Duration PROOF = Duration.ofSeconds(2);

    /** The silence after which the link is taken for dead. */
    static final Duration DEAD = Duration.ofSeconds(18);

    /**
     * The time after which a link counts as one that has held, if the other side was heard for so
     * long.
     */
    static final Duration STEADY = Duration.ofSeconds(30);

    /** The most signals that wait to be written; there is no use in more. */
    static final int MAX_SIGNALS = 8;

    private final boolean dialled;
    private final boolean sends;
    private final boolean twoWay;
    private final Route route;
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
    private long pingedAt;
    private Duration patience = ANSWER;
    private boolean suspected;
    private boolean challenged;
    private boolean pongDue;

    /** The moments at which the pings without an answer were asked for, where they are known. */
    private final ArrayDeque<OptionalLong> pings = new ArrayDeque<>();

    /** The signals that are to be written, in their order. */
    private final ArrayDeque<Bytes> signals = new ArrayDeque<>();

    private long pongs;
    private @Nullable Duration roundTrip;
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
        this.openedAt = now;
        this.heardAt = now;
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

    /**
     * Tells whether the other side was heard on it for a while. Its silence at the end does not
     * count.
     */
    boolean hasHeld() {
        return heardAt - openedAt >= STEADY.toNanos();
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

    // ---- signs of life

    /** Notes a frame that came in. Returns whether this side waited for it ({@link #challenge}). */
    boolean heard(long now) {
        heardAt = now;
        pinged = false;
        suspected = false;
        boolean proven = challenged;
        challenged = false;
        return proven;
    }

    /**
     * Asks for a sign of life, to decide between rival links: the next frame on this one ends the
     * others.
     */
    void challenge() {
        challenged = true;
        ping(OptionalLong.empty());
    }

    boolean isDead(long now) {
        return now - heardAt >= DEAD.toNanos();
    }

    /**
     * Asks for a sign of life if the link has been quiet for long. Returns whether it asked now.
     */
    boolean pingIfQuiet(long now) {
        if (pinged || now - heardAt < QUIET.toNanos()) {
            return false;
        }
        await(ANSWER, now);
        return true;
    }

    /** Asks for a sign of life that must come soon, as the network has changed. */
    void probe(long now) {
        await(PROOF, now);
    }

    private void await(Duration answer, long now) {
        pinged = true;
        pingedAt = now;
        patience = answer;
        ping(OptionalLong.of(now));
    }

    /** Asks for a sign of life to measure the round trip; its absence has no consequence. */
    public void measure(long now) {
        ping(OptionalLong.of(now));
    }

    private void ping(OptionalLong now) {
        if (pingDue) {
            pings.removeLast(); // not written yet: one ping answers both
        }
        pings.addLast(now);
        pingDue = true;
    }

    /** Notes the answer to the oldest ping. One that nobody has asked for says nothing. */
    public void ponged(long now) {
        if (pings.size() <= (pingDue ? 1 : 0)) {
            return;
        }
        pings.removeFirst().ifPresent(then -> roundTrip = Duration.ofNanos(now - then));
        pongs++;
    }

    /** Returns the number of pings that were answered. */
    public long pongs() {
        return pongs;
    }

    /** Returns the last round trip that was measured, with the waits of both sides' writers. */
    public Optional<Duration> roundTrip() {
        return Optional.ofNullable(roundTrip);
    }

    /** Suspects the link if it owes an answer for long. Returns whether it does so from now on. */
    boolean suspectIfSilent(long now) {
        boolean isNew = !suspected && pinged && now - pingedAt >= patience.toNanos();
        suspected |= isNew;
        return isNew;
    }

    /** Suspects the link, as the address at this end of it is gone. */
    void suspect() {
        suspected = true;
    }

    /** Tells whether the link owes an answer, so that another one is wanted beside it. */
    boolean isSuspected() {
        return suspected;
    }

    /** Returns the nanoseconds until the link has been quiet for too long. */
    long nanosUntilDue(long now) {
        long silence = now - heardAt;
        if (!pinged) {
            return QUIET.toNanos() - silence;
        }
        long untilDead = DEAD.toNanos() - silence;
        return suspected ? untilDead : Math.min(untilDead, patience.toNanos() - (now - pingedAt));
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

    boolean hasSignDue() {
        return pingDue || pongDue;
    }
}
