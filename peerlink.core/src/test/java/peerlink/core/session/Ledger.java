package peerlink.core.session;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import peerlink.core.model.JournalEntry.Direction;
import peerlink.core.store.Disk;
import peerlink.core.store.JournalStore;

/**
 * Records what the users saw of each message, and checks that they see nothing that must not be.
 */
final class Ledger {
    private static final class Entry {
        private final String id;
        private final int sender;
        private final int index;
        private boolean accepted;
        private boolean givenUp;
        private boolean exempt;
        private int shown;
        private boolean mayComeAgain;
        private boolean passedBy;
        private int lastRun = -1;

        private Entry(String id, int sender, int index) {
            this.id = id;
            this.sender = sender;
            this.index = index;
        }
    }

    private final Map<String, Entry> entries = new HashMap<>();
    private final List<Entry> inOrder = new ArrayList<>();
    private final int[] lastShown = {-1, -1};
    private final Map<Integer, Integer> lastOfRun = new HashMap<>();

    /** Notes that a user has typed a message, and returns its id. */
    String submit(int sender) {
        String id = (sender == 0 ? "a" : "b") + (inOrder.size() + 1);
        Entry entry = new Entry(id, sender, inOrder.size());
        entries.put(id, entry);
        inOrder.add(entry);
        return id;
    }

    /**
     * Notes that the user has seen that it is stored, or found it among those that wait after a
     * restart.
     */
    void accepted(String id) {
        entry(id).accepted = true;
    }

    /** Notes that the user has given it up, or was told that it will not be delivered. */
    void givenUp(String id) {
        entry(id).givenUp = true;
    }

    /** Tells whether messages were given up, or lost with the state of a side. */
    boolean hasGivenUp() {
        return inOrder.stream().anyMatch(entry -> entry.givenUp || entry.exempt);
    }

    /** Notes that it is sent, so that the other side may see it from now on. */
    void sent(String id) {
        require(entry(id).accepted, "%s was sent before it was kept", id);
    }

    /** Notes that the user has seen that the other side has it. */
    void delivered(String id, boolean hasReceived) {
        require(
                hasReceived || entry(id).exempt || entry(id).givenUp,
                "%s was told to be delivered, and is not kept by the other side",
                id);
    }

    /** Notes that it is there after a restart and will be shown, once more perhaps. */
    void restored(String id) {
        entry(id).mayComeAgain = true;
    }

    /**
     * Notes that the state of a side was set back, so that the earlier fate of its messages counts
     * no more.
     */
    void setBack(int side, Disk lost) {
        for (Entry entry : inOrder) {
            if (entry.sender == side || lost.hasReceived(entry.id)) {
                entry.exempt = true;
            }
        }
    }

    /**
     * Notes that it is shown.
     *
     * @param run the run of the node that shows it
     */
    void shown(String id, boolean redelivered, int run) {
        Entry entry = entry(id);
        entry.shown++;
        if (entry.exempt) {
            return;
        }
        require(entry.accepted, "%s was shown, and never accepted", id);
        require(entry.lastRun != run, "%s was shown twice in one run", id);
        entry.lastRun = run;
        if (entry.shown > 1) {
            require(redelivered && entry.mayComeAgain, "%s was doubled", id);
        } else {
            require(entry.index > lastShown[entry.sender], "%s was reordered", id);
            lastShown[entry.sender] = entry.index;
        }
        entry.mayComeAgain = false;
        require(
                entry.index > lastOfRun.getOrDefault(run, -1),
                "%s was reordered within one run",
                id);
        lastOfRun.put(run, entry.index);
    }

    /** Notes that it is kept outside of the store. Returns whether that is the first time. */
    boolean passBy(String id) {
        boolean first = !entry(id).passedBy;
        entry(id).passedBy = true;
        return first;
    }

    boolean isPassedBy(String id) {
        return entry(id).passedBy;
    }

    /** Checks at the end that every accepted message was shown. */
    void requireNoneLost() {
        for (Entry entry : inOrder) {
            if (entry.accepted && !entry.givenUp && !entry.exempt) {
                require(entry.shown > 0, "%s was lost", entry.id);
            }
        }
    }

    /** Checks at the end that a side's journal has its messages once and in order. */
    void requireJournal(int side, List<JournalStore.Row> journal) {
        Map<Direction, Integer> last = new HashMap<>();
        Map<String, Direction> seen = new HashMap<>();
        for (JournalStore.Row row : journal) {
            Entry entry = entry(row.message().id());
            Direction direction = row.direction();
            require(
                    (direction == Direction.RECEIVED) != (entry.sender == side)
                            && (direction != Direction.FAILED || entry.givenUp),
                    "%s is in the journal the wrong way",
                    entry.id);
            if (entry.exempt) {
                continue;
            }
            require(seen.put(entry.id, direction) == null, "%s is twice in the journal", entry.id);
            require(
                    // the user, or the time, gives messages up in any order
                    direction == Direction.FAILED || entry.index > last.getOrDefault(direction, -1),
                    "%s is not in order in the journal",
                    entry.id);
            last.put(direction, entry.index);
        }
        for (Entry entry : inOrder) {
            boolean isDue = entry.accepted && !entry.exempt;
            // one that was given up may never have arrived, but its sender is told of the end; one
            // that is kept elsewhere becomes an entry when its sender is accepted
            if (isDue && (entry.sender == side || !entry.givenUp && !entry.passedBy)) {
                require(seen.containsKey(entry.id), "%s is not in the journal", entry.id);
            }
        }
    }

    /** Returns the number of messages that were accepted. */
    long accepted() {
        return inOrder.stream().filter(entry -> entry.accepted).count();
    }

    /** Returns the number of messages that were shown. */
    long shown() {
        return inOrder.stream().filter(entry -> entry.shown > 0).count();
    }

    private Entry entry(String id) {
        return entries.get(id);
    }

    private static void require(boolean holds, String otherwise, String id) {
        if (!holds) {
            throw new AssertionError(otherwise.formatted(id));
        }
    }
}
