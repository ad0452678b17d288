package peerlink.cli.rpc;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what happens beside messages until a subscriber takes it: the newest state of each thing,
 * such as the presence of a peer, and never more than {@value #MOST} of them. Safe for use by
 * several threads.
 */
final class LiveStates {
    /** The most things whose state waits; further ones are counted alone. */
    static final int MOST = 1024;

    /**
     * A notification.
     *
     * @param method its name
     */
    record State(String method, Map<String, @Nullable Object> fields) {}

    private final LinkedHashMap<String, State> waiting = new LinkedHashMap<>();
    private int missed;

    /**
     * Keeps a state, in the place of an older one of the same thing.
     *
     * @param thing tells things apart
     */
    synchronized void put(String thing, State state) {
        if (waiting.size() < MOST || waiting.containsKey(thing)) {
            waiting.putLast(thing, state);
        } else {
            missed++;
        }
    }

    synchronized boolean isEmpty() {
        return waiting.isEmpty() && missed == 0;
    }

    /** Returns what waits, and keeps it no longer. The last one counts those that were left out. */
    synchronized List<State> take() {
        List<State> all = new ArrayList<>(waiting.values());
        if (missed > 0) {
            Map<String, @Nullable Object> fields = new LinkedHashMap<>();
            fields.put("event", "missed");
            fields.put("count", missed);
            all.add(new State("missed", fields));
        }
        waiting.clear();
        missed = 0;
        return all;
    }
}
