package peerlink.core.exchange;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Chooses, among the links of one {@link Exchange}, the link that sends, and the link that survives
 * when there are several. Not safe for use by several threads: the session's lock guards it.
 */
final class LinkStates {
    private final boolean isLower;
    private final SendQueue sendQueue;
    private final ExchangePort port;
    private List<LinkState> links = List.of();
    private @Nullable LinkState sender;

    /**
     * @param isLower whether this side has the lower of the two ids
     */
    LinkStates(boolean isLower, SendQueue sendQueue, ExchangePort port) {
        this.isLower = isLower;
        this.sendQueue = sendQueue;
        this.port = port;
    }

    /** Returns all links, the oldest first, with those whose end is not reported yet. */
    List<LinkState> all() {
        return links;
    }

    boolean isEmpty() {
        return links.isEmpty();
    }

    void add(LinkState link) {
        List<LinkState> more = new ArrayList<>(links);
        more.add(link);
        links = List.copyOf(more);
    }

    /** Forgets a link that has ended. Returns whether it was known. */
    boolean remove(LinkState link) {
        link.end();
        List<LinkState> fewer = new ArrayList<>(links);
        boolean isKnown = fewer.remove(link);
        links = List.copyOf(fewer);
        replaceSender(link);
        // it may have been the one that was to survive
        chooseSurvivor();
        return isKnown;
    }

    /** Uses a link no more, and closes it. */
    void end(LinkState link, String reason) {
        if (!link.hasEnded()) {
            link.end();
            replaceSender(link);
            port.end(link, reason);
        }
    }

    /** Uses none of the links any more, and closes them. */
    void endAll(String reason) {
        links.forEach(link -> end(link, reason));
    }

    /**
     * Ends the dead links, and asks the quiet ones for a sign of life.
     *
     * @param died called with each dead link before it ends
     * @param suspected called with each link that has owed its answer for too long
     * @return the nanoseconds until one of them may be due again
     */
    long tick(long now, Consumer<LinkState> died, Consumer<LinkState> suspected) {
        long next = Long.MAX_VALUE;
        for (LinkState link : links) {
            if (link.signs().isDead(now)) {
                died.accept(link);
                end(link, "no sign of life for " + SignsOfLife.DEAD.toSeconds() + " s");
                continue;
            }
            if (link.signs().pingIfQuiet(now)) {
                port.wake(link);
            }
            if (link.signs().suspectIfSilent(now)) {
                suspected.accept(link);
            }
            next = Math.min(next, link.signs().nanosUntilDue(now));
        }
        return next;
    }

    /**
     * Tells whether there is a link that our messages go over, or will go over as soon as it is
     * ready.
     */
    boolean canSend() {
        for (LinkState link : links) {
            if (link.sends() && !link.hasEnded()) {
                return true;
            }
        }
        return false;
    }

    /** Tells whether there is such a link, and it owes no answer. */
    boolean isSound() {
        for (LinkState link : links) {
            if (link.sends() && !link.hasEnded() && !link.signs().isSuspected()) {
                return true;
            }
        }
        return false;
    }

    /** Asks all links for a sign of life that must come soon. */
    void probe(long now) {
        for (LinkState link : links) {
            if (!link.hasEnded()) {
                link.signs().probe(now);
                port.wake(link);
            }
        }
    }

    /**
     * Tells whether our messages go over a relay, and no direct link is about to take them over.
     */
    boolean isRelayed() {
        return sender != null
                && sender.isRelayed()
                && links.stream().allMatch(link -> link.isRelayed() || link.hasEnded());
    }

    /** Tells whether this side has opened the link that sends. */
    boolean isSenderDialled() {
        return sender != null && sender.isDialled();
    }

    boolean isSender(LinkState link) {
        return link == sender;
    }

    /**
     * Returns the number of our last message that was written on the link that sends; 0 if none
     * does.
     */
    long sentSeq() {
        return sender == null ? 0 : sender.sentSeq();
    }

    /** Lets the link that sends look for more to write. */
    void wakeSender() {
        if (sender != null) {
            port.wake(sender);
        }
    }

    /** Lets all links look for more to write. */
    void wakeAll() {
        links.forEach(port::wake);
    }

    /** Sends over a link that has become ready. If there are others, one of them all survives. */
    void ready(LinkState link) {
        send(link);
        chooseSurvivor();
    }

    private void chooseSurvivor() {
        List<LinkState> rivals = links.stream().filter(LinkStates::isRival).toList();
        if (rivals.size() > 1) {
            LinkState survivor = survivor(rivals);
            if (survivor.signs().challenge()) {
                port.wake(survivor);
            }
        }
    }

    /** Ends the rivals of the survivor, which has proven to be alive. */
    void survive(LinkState survivor) {
        if (sender != survivor && survivor.isReady()) {
            send(survivor);
        }
        for (LinkState link : links) {
            if (link != survivor && isRival(link)) {
                end(link, "another link has taken its place");
            }
        }
    }

    /**
     * Returns the link that survives: a direct one, if there is any. Of several the newest that the
     * peer with the lower id has opened, or the newest of all if it has opened none. Both sides
     * choose the same. The others end only when it has proven to be alive, as it may be long dead
     * on the other side.
     */
    private LinkState survivor(List<LinkState> rivals) {
        List<LinkState> direct = rivals.stream().filter(link -> !link.isRelayed()).toList();
        List<LinkState> best = direct.isEmpty() ? rivals : direct;
        return best.reversed().stream()
                .filter(link -> link.isDialled() == isLower)
                .findFirst()
                .orElse(best.getLast());
    }

    private static boolean isRival(LinkState link) {
        return link.isTwoWay() && link.isReady() && !link.hasEnded();
    }

    private void replaceSender(LinkState ended) {
        if (sender == ended) {
            send(
                    links.reversed().stream()
                            .filter(link -> link.isReady() && !link.hasEnded())
                            .findFirst()
                            .orElse(null));
        }
    }

    /**
     * Sends over this link from now on. It goes on at its own place: all messages before that were
     * written on it, or acknowledged.
     */
    private void send(@Nullable LinkState link) {
        sender = link;
        sendQueue.takeOver(sentSeq());
        wakeSender();
    }
}
