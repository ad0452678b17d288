package peerlink.core.exchange;

import java.io.IOException;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import peerlink.api.RefusedException;

/**
 * Plans the dials of an {@link Exchange}: whether it wants a link that it lacks, and the time of
 * the next attempt. Not safe for use by several threads: the session's lock guards it. Times are
 * those of the exchange.
 */
final class DialPlan {
    private final SendQueue sendQueue;
    private final LinkStates links;
    private final DialBackoff redial;

    private boolean isDialling;

    /** Tells whether {@link #nanosUntilDue} may have become less. */
    private boolean isTickDue;

    /** Tells whether a directory found the peer during an attempt to reach it. */
    private boolean hasAppeared;

    /**
     * Tells whether a link was lost that neither side had ended: the other side may have messages
     * and no way to dial.
     */
    private boolean isLost;

    DialPlan(SendQueue sendQueue, LinkStates links, RandomGenerator random) {
        this.sendQueue = sendQueue;
        this.links = links;
        this.redial = new DialBackoff(random);
    }

    boolean isDialling() {
        return isDialling;
    }

    /** Tells whether no attempt is under way, and no lost link is to be replaced. */
    boolean isIdle() {
        return !isDialling && !isLost;
    }

    /** Asks for a link, as a message of ours waits. */
    void ask(long now) {
        if (!links.isSound()) {
            redial.ask(now);
            isTickDue = true;
        }
    }

    void opened(LinkState link) {
        isTickDue = true;
        if (link.isTwoWay()) {
            isLost = false;
        }
        if (link.sends()) {
            redial.cancel();
        }
    }

    /** Notes an acknowledgement on a link: messages get through, whatever failed before. */
    void succeeded(LinkState link) {
        link.succeeded();
        redial.succeeded();
    }

    /** Notes that a link is given up, as it gives no sign of life. */
    void died(LinkState link) {
        isLost = isLost || link.isTwoWay();
    }

    /** Notes that a link owes an answer for long: another one is wanted beside it. */
    void suspected(LinkState link, long now) {
        if (link.isTwoWay()) {
            isLost = true;
            redial.lost(now);
        }
        plan(now);
    }

    /** Notes a sign of life on a link that was suspected. */
    void recovered(LinkState link) {
        if (link.isTwoWay()) {
            isLost = false;
        }
    }

    /** Plans an attempt at once, as what made the others fail is over. */
    void networkChanged(long now) {
        isTickDue = true;
        if (wantsLink()) {
            redial.again(now);
        }
    }

    /** Plans an attempt at once for a lost link. */
    void othersReached(long now) {
        if (isLost) {
            appeared(now);
        }
    }

    /**
     * Notes that a link has ended, which is no longer among the others.
     *
     * @param inOrder whether one of the sides has ended it on purpose
     */
    void ended(LinkState link, boolean inOrder, long now) {
        if (link.signs().hasHeld()) {
            redial.succeeded();
        } else if (link.isDialled() && !link.hasSucceeded() && !links.canSend()) {
            // even if messages came over it before
            redial.failed();
        }
        if (link.isTwoWay() && !inOrder && !links.isSound()) {
            redial.lost(now);
            isLost = redial.isPatient(now);
        }
        plan(now);
    }

    /** Notes that an attempt to open a link begins. */
    void begun(long now) {
        isDialling = true;
        hasAppeared = false;
        redial.begun(now);
    }

    /**
     * Notes that an attempt to open a link is over. {@link #goOn} follows once the refused messages
     * are given up.
     */
    void settled(@Nullable IOException failure, long now) {
        isDialling = false;
        switch (failure) {
            case null -> {}
            case RefusedException _ -> {
                isLost = false;
                redial.failed();
            }
            default -> {
                redial.failed();
                isLost = isLost && redial.isPatient(now);
            }
        }
    }

    /** Plans the next attempt. */
    void goOn(long now) {
        if (hasAppeared) {
            appeared(now);
        }
        plan(now);
    }

    /** Notes that a directory has found the peer, or new addresses of it. */
    void appeared(long now) {
        isTickDue = true;
        hasAppeared = isDialling;
        if (wantsLink()) {
            redial.hurry(now);
        }
    }

    /** Plans an attempt if a link is wanted. */
    void plan(long now) {
        isTickDue = true;
        if (wantsLink()) {
            redial.plan(now);
        }
    }

    /**
     * Returns the nanoseconds until an attempt is due; 0 if it is due, {@link Long#MAX_VALUE} if
     * none is planned.
     */
    long nanosUntilDue(long now) {
        return wantsLink() ? redial.nanosUntilDue(now) : Long.MAX_VALUE;
    }

    /**
     * Tells whether {@link #nanosUntilDue} is to be asked again. Returns true once for each reason.
     */
    boolean takeTickDue() {
        boolean due = isTickDue;
        isTickDue = false;
        return due;
    }

    private boolean wantsLink() {
        return (!sendQueue.isEmpty() || isLost) && !isDialling && !links.isSound();
    }
}
