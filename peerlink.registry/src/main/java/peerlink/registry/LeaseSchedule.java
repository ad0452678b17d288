package peerlink.registry;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import peerlink.api.PeerId;

/** When each entry of a {@link LeaseTable} has to be looked at: for the end of its lease, or of its claim to a name. */
final class LeaseSchedule {
    /**
     * The entries with a lease, by a time that is never later than its deadline: a renewal leaves the entry where it is, and
     * it is filed anew when it comes up.
     */
    private final TreeSet<Due> expiring = new TreeSet<>();

    /** The entries without a lease, by the time at which the name is given back. */
    private final TreeSet<Due> held = new TreeSet<>();

    /** Where each entry is. */
    private final Map<PeerId, Due> places = new HashMap<>();

    private record Due(Instant at, LeaseEntry entry) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            int byTime = at.compareTo(other.at);
            return byTime != 0 ? byTime : entry.id.compareTo(other.entry.id);
        }
    }

    /** Returns how many entries have a lease. */
    int leases() {
        return expiring.size();
    }

    /** Files an entry by what it is now. */
    void file(LeaseEntry entry) {
        remove(entry);
        boolean isLeased = entry.record != null;
        Due due = new Due(isLeased ? entry.deadline : entry.heldUntil(), entry);
        (isLeased ? expiring : held).add(due);
        places.put(entry.id, due);
    }

    void remove(LeaseEntry entry) {
        Due due = places.remove(entry.id);
        if (due != null) {
            expiring.remove(due);
            held.remove(due);
        }
    }

    /** Takes out those whose lease has run out. */
    List<LeaseEntry> lapsed(Instant now) {
        var lapsed = new ArrayList<LeaseEntry>();
        while (!expiring.isEmpty() && !expiring.first().at.isAfter(now)) {
            LeaseEntry entry = expiring.first().entry;
            if (entry.deadline.isAfter(now)) {
                file(entry);
            } else {
                remove(entry);
                lapsed.add(entry);
            }
        }
        return lapsed;
    }

    /** Takes out those who have held their names long enough, and those that are due first where more are held than allowed. */
    List<LeaseEntry> released(Instant now, int limit) {
        var released = new ArrayList<LeaseEntry>();
        while (!held.isEmpty() && (!held.first().at.isAfter(now) || held.size() > limit)) {
            LeaseEntry entry = held.first().entry;
            remove(entry);
            released.add(entry);
        }
        return released;
    }
}
