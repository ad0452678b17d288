package peerlink.plugin.history;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import peerlink.api.Peer;
import peerlink.api.Printable;

/**
 * The user's settings under {@code [plugins.history]}.
 *
 * @param isOn whether messages are kept
 * @param except the names or ids of peers whose messages are not
 * @param keep the time for which they are kept; empty for ever
 */
record HistorySettings(boolean isOn, List<String> except, Optional<Duration> keep) {
    /**
     * Reads the settings.
     *
     * @throws IllegalArgumentException if one is unknown or has no such value
     */
    static HistorySettings of(Map<String, String> settings) {
        Set<String> unknown = new TreeSet<>(settings.keySet());
        unknown.removeAll(Set.of("record", "except", "keep"));
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(
                    "unknown setting '%s' (record, except and keep are known)"
                            .formatted(Printable.excerpt(unknown.iterator().next())));
        }
        String record = settings.getOrDefault("record", "all");
        if (!record.equals("all") && !record.equals("none")) {
            throw new IllegalArgumentException(
                    "record = '%s' (all or none)".formatted(Printable.excerpt(record)));
        }
        return new HistorySettings(
                record.equals("all"),
                Arrays.stream(settings.getOrDefault("except", "").split("[\\s,]+"))
                        .filter(name -> !name.isEmpty())
                        .toList(),
                keep(settings.getOrDefault("keep", "forever")));
    }

    private static Optional<Duration> keep(String keep) {
        if (keep.equals("forever")) {
            return Optional.empty();
        }
        return Optional.of(
                Times.duration(keep)
                        .filter(Duration::isPositive)
                        .orElseThrow(
                                () ->
                                        new IllegalArgumentException(
                                                "keep = '%s' (such as 90d, or forever)"
                                                        .formatted(Printable.excerpt(keep)))));
    }

    /** Tells whether messages with a peer are kept. */
    boolean isKept(Peer peer) {
        return isOn
                && except.stream()
                        .noneMatch(
                                word ->
                                        word.equals(peer.id().text())
                                                || word.equalsIgnoreCase(peer.name().text()));
    }
}
