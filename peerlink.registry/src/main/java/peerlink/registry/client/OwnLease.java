package peerlink.registry.client;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import peerlink.api.Announcement;
import peerlink.api.RefusedException;
import peerlink.registry.protocol.Answer;
import peerlink.registry.store.SignedRecord;

/**
 * An announcement of this node and the state of its lease. The identity of the object tells one
 * registration from the next.
 *
 * <p>The lock of {@link OwnRegistration} guards it. {@link #withdraw}, {@link #isWithdrawn} and
 * {@link #noteContested} need no lock.
 */
final class OwnLease {
    /** The step that a lease needs from the server of a link. */
    enum Step {
        NONE,
        RENEW,
        REGISTER
    }

    private final Announcement announcement;
    private SignedRecord record;

    /** The time of the next signature by the clock, in milliseconds. */
    private long signAgainAt;

    /** The link on which the server has granted the lease last; null if it must be asked anew. */
    private @Nullable RegistryLink link;

    private RequestDeadline due = RequestDeadline.in(Duration.ZERO);

    /** The time from the last grant to the renewal; unused before the first grant. */
    private Duration renewal = Duration.ZERO;

    /** The number of refusals since the server granted the lease last. */
    private int refusals;

    /** Is true once the server has said that it does not have the lease any more. */
    private boolean isRefused;

    /**
     * Is true once another process has registered with the same key, until this link does so again.
     */
    private boolean isSuperseded;

    /** Is true once the user has heard of such a process, which this one has superseded. */
    private volatile boolean isContested;

    /** Set before the lock is asked for: a thread that withdraws may not get it in time. */
    private volatile boolean isWithdrawn;

    OwnLease(Announcement announcement, SignedRecord record, long signAgainAt) {
        this.announcement = announcement;
        this.record = record;
        this.signAgainAt = signAgainAt;
    }

    Announcement announcement() {
        return announcement;
    }

    SignedRecord record() {
        return record;
    }

    void signed(SignedRecord record, long signAgainAt) {
        this.record = record;
        this.signAgainAt = signAgainAt;
    }

    /** Tells whether the server of this link has granted the lease. */
    boolean isGrantedOn(RegistryLink other) {
        return link == other;
    }

    boolean isSuperseded() {
        return isSuperseded;
    }

    boolean isWithdrawn() {
        return isWithdrawn;
    }

    void withdraw() {
        isWithdrawn = true;
    }

    /**
     * Returns the step that is due on this link.
     *
     * @param now the time by the clock, in milliseconds
     * @param isDoubtful the lease may be another process's: a step is due at once
     */
    Step next(RegistryLink present, long now, boolean isDoubtful) {
        boolean isDue = isDoubtful || !due.left().isPositive();
        boolean isAging = now >= signAgainAt;
        boolean isElsewhere = link != present && (isDue || link != null);
        if (isElsewhere || isDue && isAging && !isSuperseded) {
            return Step.REGISTER;
        }
        return isDue ? Step.RENEW : Step.NONE;
    }

    /** Returns the time until a step is due. */
    Duration left() {
        return due.left();
    }

    /** Notes that the server of the link has granted or renewed the lease. */
    void granted(RegistryLink link, Answer.Leased lease, RandomGenerator random) {
        this.link = link;
        isSuperseded = false;
        renewal = Backoff.renewal(lease, random);
        due = RequestDeadline.in(renewal);
        refusals = 0;
    }

    /**
     * Notes that another process has registered with the same key. The next step is due as soon as
     * a renewal: when the other process is gone, this one soon takes its place.
     */
    void superseded() {
        isSuperseded = true;
        isContested = false;
        due = RequestDeadline.in(renewal);
    }

    /** Notes that the server has declined a step. The next one waits longer each time. */
    void declined(RefusedException reason, RandomGenerator random) {
        Duration asked = Reconnect.asked(reason);
        due = RequestDeadline.in(Backoff.DECLINED.delay(refusals, asked, random));
        refusals++;
    }

    /** Notes that no server has the lease: it was granted before, and is refused now. */
    void lost() {
        link = null;
    }

    void noteRefused() {
        isRefused = true;
    }

    /** Forgets that the server has refused the lease. Returns whether it had. */
    boolean forgetRefused() {
        boolean was = isRefused;
        isRefused = false;
        return was;
    }

    /** Notes that the user hears of another process. Returns whether this is the first time. */
    boolean noteContested() {
        boolean isFirst = !isContested;
        isContested = true;
        return isFirst;
    }
}
