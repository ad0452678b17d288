package peerlink.core.exchange;

import java.io.IOException;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import peerlink.api.RefusedException;

/**
 * Whether an {@link Exchange} wants a link that it lacks, and when it is to dial for one. Not safe for use by several threads: the
 * session's lock guards it. Times are those of the exchange.
 */
final class DialPlan {
    private final SendQueue outbound;
    private final LinkStates links;
    private final DialBackoff redial;

    private boolean isDialling;

    /** Whether {@link #nanosUntilDue} may have become less. */
    private boolean isTickDue;

    /** Whether there was news of the peer while an attempt to reach it was under way. */
    private boolean isNews;

    /** Whether a link was lost that neither side had ended: the other side may have messages and no way to dial. */
    private boolean isLost;

    DialPlan(SendQueue outbound, LinkStates links, RandomGenerator random) {
        this.outbound = outbound;
        this.links = links;
        this.redial = new DialBackoff(random);
    }

    boolean isDialling() {
        return isDialling;
    }

    /** Tells whether it has nothing to wait for. */
    boolean isIdle() {
        return !isDialling && !isLost;
    }

    /** A message of ours is to be delivered. */
    void ask(long now) {
        if (!links.canSend()) {
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

    /** The other side has acknowledged something on a link: whatever failed before, messages get through. */
    void succeeded(LinkState link) {
        link.succeeded();
        redial.succeeded();
    }

    /** A link is given up that gives no sign of life. */
    void died(LinkState link) {
        isLost = isLost || link.isTwoWay();
    }

    /**
     * A link has ended, and is not among the others any more.
     *
     * @param inOrder whether one of the sides wanted that
     */
    void ended(LinkState link, boolean inOrder, long now) {
        if (link.hasHeld()) {
            redial.succeeded();
        } else if (link.isDialled() && !link.hasSucceeded() && !links.canSend()) {
            // whatever was said on it before
            redial.failed();
        }
        if (link.isTwoWay() && !inOrder && !links.canSend()) {
            isLost = redial.isPatient();
        }
        plan(now);
    }

    /** An attempt to open a link begins. */
    void begun(long now) {
        isDialling = true;
        isNews = false;
        redial.begun(now);
    }

    /** An attempt to open a link is over; {@link #goOn} follows when what was refused is given up. */
    void settled(@Nullable IOException failure) {
        isDialling = false;
        switch (failure) {
            case null -> {}
            case RefusedException _ -> {
                isLost = false;
                redial.failed();
            }
            default -> {
                redial.failed();
                isLost = isLost && redial.isPatient();
            }
        }
    }

    /** Plans what comes after an attempt. */
    void goOn(long now) {
        if (isNews) {
            appeared(now);
        }
        plan(now);
    }

    /** A directory says that the peer is there, or that its addresses have changed. */
    void appeared(long now) {
        isTickDue = true;
        isNews = isDialling;
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

    /** Returns in how many nanoseconds an attempt is due, 0 if it is; {@link Long#MAX_VALUE} if none is. */
    long nanosUntilDue(long now) {
        return wantsLink() ? redial.nanosUntilDue(now) : Long.MAX_VALUE;
    }

    /** Tells whether {@link #nanosUntilDue} is to be asked again; true once for each reason. */
    boolean takeTickDue() {
        boolean due = isTickDue;
        isTickDue = false;
        return due;
    }

    private boolean wantsLink() {
        return (!outbound.isEmpty() || isLost) && !isDialling && !links.canSend();
    }
}
