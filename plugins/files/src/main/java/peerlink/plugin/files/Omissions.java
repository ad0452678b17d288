package peerlink.plugin.files;

import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import peerlink.api.Printable;
import peerlink.plugin.files.wire.Manifest;
import peerlink.plugin.files.wire.ManifestEntry;

/**
 * Counts what of a transfer its receiver does not get: files that it does not want, and those that
 * could not be sent. Safe for use by several threads.
 */
final class Omissions {
    private final Manifest manifest;

    /** The entries that could not be sent, with their reasons. */
    private final Map<Integer, String> left = new LinkedHashMap<>();

    private int unwanted;

    Omissions(Manifest manifest) {
        this.manifest = manifest;
    }

    /** Notes the entries that the receiver skips, those that it was told to leave among them. */
    synchronized void skip(BitSet skipped) {
        List<ManifestEntry> entries = manifest.entries();
        unwanted =
                (int)
                        skipped.stream()
                                .filter(entry -> !entries.get(entry).isFolder())
                                .filter(entry -> !left.containsKey(entry))
                                .count();
    }

    /** Notes an entry that could not be sent. */
    synchronized void leave(int entry, String reason) {
        left.put(entry, reason);
    }

    /** Returns the first reason if nothing that is wanted could be sent. */
    synchronized Optional<String> reasonForNothing() {
        return !left.isEmpty() && left.size() == manifest.files() - unwanted
                ? Optional.of(left.values().iterator().next())
                : Optional.empty();
    }

    /** Returns the end of a sentence about what was received; empty if that is everything. */
    synchronized String text() {
        StringBuilder text = new StringBuilder();
        if (unwanted > 0) {
            text.append(", but for %d that it does not want".formatted(unwanted));
        }
        if (!left.isEmpty()) {
            Map.Entry<Integer, String> one = left.entrySet().iterator().next();
            String path = Printable.line(manifest.entries().get(one.getKey()).path());
            text.append(" without %d of them: %s: %s".formatted(left.size(), path, one.getValue()));
        }
        return text.toString();
    }
}
