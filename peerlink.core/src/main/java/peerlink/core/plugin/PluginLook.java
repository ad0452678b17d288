package peerlink.core.plugin;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One look into the folders of plugins. Reads those again that seem to be others than before. */
final class PluginLook {
    private final Map<Path, FoundPlugin> known;
    private final PluginReader reader;
    private final Predicate<Path> isSettled;
    private final List<FoundPlugin> found = new ArrayList<>();
    private final Map<Path, PluginCopy> copies = new HashMap<>();

    /**
     * @param known those found before, by their paths
     * @param isSettled tells whether a path counts as it is now
     */
    PluginLook(Map<Path, FoundPlugin> known, PluginReader reader, Predicate<Path> isSettled) {
        this.known = Map.copyOf(known);
        this.reader = reader;
        this.isSettled = isSettled;
    }

    /** Looks into one folder. */
    void into(Path folder, boolean isTrusted) {
        List<FoundPlugin> here = new ArrayList<>();
        Set<Path> present = new HashSet<>();
        for (PluginSource source : PluginSource.in(folder)) {
            present.add(source.path());
            FoundPlugin old = known.get(source.path());
            boolean isNow = isSettled.test(source.path());
            if (old != null && (!isNow || old.stamp().equals(source.stamp()))) {
                here.add(old);
            } else if (isNow) {
                PluginReader.Reading reading = reader.read(folder, source, isTrusted);
                here.add(reading.found());
                reading.copy().ifPresent(copy -> copies.put(source.path(), copy));
            }
        }
        known.values().stream()
                .filter(old -> old.folder().equals(folder))
                .filter(old -> !present.contains(old.source().path()))
                .filter(old -> !isSettled.test(old.source().path()))
                .forEach(here::add);
        here.sort(Comparator.comparing(one -> one.source().path().getFileName().toString()));
        found.addAll(here);
    }

    /** Leaves out the others. */
    void keep(Predicate<FoundPlugin> isWanted) {
        found.removeIf(isWanted.negate());
    }

    /** Returns the plugins in the order of their folders and names. */
    List<FoundPlugin> found() {
        return List.copyOf(found);
    }

    /** Hands over the copy of a plugin that was read in this look. */
    Optional<PluginCopy> takeCopy(FoundPlugin one) {
        @Nullable PluginCopy copy = copies.remove(one.source().path());
        return Optional.ofNullable(copy);
    }

    /** Removes the copies that nobody has taken. */
    void removeCopies(PluginReader reader) {
        copies.values().forEach(reader::remove);
        copies.clear();
    }
}
