package peerlink.registry.admin;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Tells whether a registry can do its work.
 *
 * @param problems the reasons why it can't, each as a word; empty if it can
 */
record Health(List<String> problems) {
    /** A sweep so late leaves peers in the directory that have been gone for long. */
    static final Duration MAX_SWEEP_LAG = Duration.ofSeconds(10);

    static final String STORE_UNREACHABLE = "store-unreachable";
    static final String SWEEP_LATE = "sweep-late";
    static final String DRAINING = "draining";

    Health {
        problems = List.copyOf(problems);
    }

    static Health of(boolean isStoreReachable, Duration sweepLag, boolean isDraining) {
        List<String> problems = new ArrayList<>();
        if (!isStoreReachable) {
            problems.add(STORE_UNREACHABLE);
        }
        if (sweepLag.compareTo(MAX_SWEEP_LAG) > 0) {
            problems.add(SWEEP_LATE);
        }
        if (isDraining) {
            problems.add(DRAINING);
        }
        return new Health(problems);
    }

    boolean isGood() {
        return problems.isEmpty();
    }

    /** Returns {@code ok}, or the problems with commas. */
    String words() {
        return isGood() ? "ok" : String.join(", ", problems);
    }
}
