package peerlink.cli.local;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import peerlink.core.model.JournalEntry;
import peerlink.core.model.NodeEvent;

/**
 * Shows one screen the messages that nobody has seen, before those that arrive. What arrives
 * meanwhile is in the journal too, and so shown by this alone. The fan's lock guards the fields.
 */
final class CatchUp {
    /** The most messages whose events are awaited. */
    private static final int MOST = 2048;

    private static final System.Logger LOG = System.getLogger(CatchUp.class.getName());

    private final EventScreen screen;
    private final ReentrantLock lock;

    /** True while the journal has entries that the screen is shown first. */
    private boolean isBehind;

    /** True if a message has come while it was behind. */
    private boolean isPassedOver;

    /** The messages that were shown, and whose events may still come. */
    private final Set<String> shown = new HashSet<>();

    CatchUp(EventScreen screen, ReentrantLock lock) {
        this.screen = screen;
        this.lock = lock;
    }

    /** Sets whether there is something to catch up with. The caller has the lock. */
    void behind(boolean isIt) {
        isBehind = isIt;
    }

    /** The caller has the lock. */
    boolean isBehind() {
        return isBehind;
    }

    /**
     * Tells whether the screen is to be told of an event, and not shown it by this. The caller has
     * the lock.
     */
    boolean leaves(NodeEvent event) {
        if (!(event instanceof NodeEvent.MessageArrived arrived)) {
            return true;
        }
        isPassedOver |= isBehind;
        return !isBehind && !shown.remove(arrived.message().id());
    }

    /** Shows what the journal has, until nothing is left. The caller does not have the lock. */
    void run(UnseenMessages kept) throws InterruptedException {
        long number = 0;
        tellLost(kept);
        while (isStillBehind(false)) {
            List<JournalEntry> entries;
            try {
                entries = kept.after(number);
            } catch (IOException e) {
                LOG.log(Level.WARNING, "the messages that wait can't be read", e);
                isStillBehind(true);
                return;
            }
            if (entries.isEmpty() && !isStillBehind(true)) {
                return;
            }
            for (JournalEntry entry : entries) {
                number = entry.number();
                try {
                    // the same message is twice in the journal if another cursor came meanwhile
                    if (!entry.isAgain() || !wasShown(entry.message().id())) {
                        kept.event(entry).ifPresent(screen::accept);
                    }
                    shown(entry.message().id());
                    kept.shown(entry.message().id());
                } catch (RuntimeException | Error e) {
                    LOG.log(Level.DEBUG, "an event could not be shown", e);
                    isStillBehind(true);
                    return;
                }
            }
        }
    }

    private void tellLost(UnseenMessages kept) {
        try {
            long lost = kept.lost();
            if (lost > 0) {
                screen.lost(lost);
            }
        } catch (IOException e) {
            LOG.log(Level.WARNING, "the messages that wait can't be counted", e);
        } catch (RuntimeException | Error e) {
            LOG.log(Level.DEBUG, "a count could not be shown", e);
        }
    }

    /**
     * Tells whether there may be more to catch up with.
     *
     * @param isThrough whether the journal has nothing more
     */
    private boolean isStillBehind(boolean isThrough) {
        lock.lock();
        try {
            isBehind &= !isThrough || isPassedOver;
            isPassedOver = false;
            return isBehind;
        } finally {
            lock.unlock();
        }
    }

    private boolean wasShown(String messageId) {
        lock.lock();
        try {
            return shown.contains(messageId);
        } finally {
            lock.unlock();
        }
    }

    private void shown(String messageId) {
        lock.lock();
        try {
            if (shown.size() >= MOST) {
                shown.clear(); // their events have come long ago
            }
            shown.add(messageId);
        } finally {
            lock.unlock();
        }
    }
}
