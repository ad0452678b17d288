package peerlink.core.exchange;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Watches whether the other side of one link is alive: it asks for a sign of life when the link has
 * been quiet, and suspects a link that owes one. Not safe for use by several threads: the session's
 * lock guards it. Times are those of {@link System#nanoTime}, or of a clock like it.
 */
public final class SignsOfLife {
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

    private final long openedAt;
    private long heardAt;
    private boolean pingDue;
    private boolean pinged;
    private long pingedAt;
    private Duration patience = ANSWER;
    private boolean suspected;
    private boolean challenged;
    private boolean pongDue;

    /** The moments at which the pings without an answer were asked for, where they are known. */
    private final ArrayDeque<OptionalLong> pings = new ArrayDeque<>();

    private long pongs;
    private @Nullable Duration roundTrip;

    SignsOfLife(long now) {
        this.openedAt = now;
        this.heardAt = now;
    }

    /**
     * Tells whether the other side was heard on it for a while. Its silence at the end does not
     * count.
     */
    boolean hasHeld() {
        return heardAt - openedAt >= STEADY.toNanos();
    }

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
     * others. Returns false if that was asked already.
     */
    boolean challenge() {
        if (challenged) {
            return false;
        }
        challenged = true;
        ping(OptionalLong.empty());
        return true;
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

    boolean hasSignDue() {
        return pingDue || pongDue;
    }
}
