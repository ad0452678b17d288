package peerlink.core.plugin;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The steps from the plugins that were there to those that are.
 *
 * @param entries the plugins that are there, with those that run on as they did
 * @param ended those that are to be stopped
 * @param gone those of them whose files are gone
 */
record PluginDifference(
        List<PluginEntry> entries, List<LoadedPlugin> ended, List<LoadedPlugin> gone) {

    /**
     * Compares the plugins.
     *
     * @param words the words about those that are there
     * @param mayRun whether plugins run at all
     */
    static PluginDifference of(
            List<PluginEntry> before, List<PluginChoice.Word> words, boolean mayRun) {
        Map<Path, PluginEntry> left = new LinkedHashMap<>();
        before.forEach(entry -> left.put(entry.path(), entry));
        List<PluginEntry> entries = new ArrayList<>();
        List<LoadedPlugin> ended = new ArrayList<>();
        for (PluginChoice.Word word : words) {
            PluginEntry old = left.remove(word.found().source().path());
            LoadedPlugin run = old == null ? null : old.run();
            boolean isSame = old != null && isSame(old.word().found(), word.found());
            boolean ranBefore = old != null && old.word().mayRun();
            if (run != null && !(isSame && word.mayRun() && mayRun)) {
                ended.add(run);
            }
            entries.add(
                    new PluginEntry(word, isSame && !isBackAgain(word, ranBefore) ? run : null));
        }
        List<LoadedPlugin> gone = new ArrayList<>();
        left.values().stream().map(PluginEntry::run).forEach(run -> addIfRun(gone, run));
        ended.addAll(gone);
        return new PluginDifference(List.copyOf(entries), List.copyOf(ended), List.copyOf(gone));
    }

    private static boolean isSame(FoundPlugin one, FoundPlugin other) {
        return one == other
                || one.isSound()
                        && one.sha256().equals(other.sha256())
                        && one.isTrusted() == other.isTrusted();
    }

    /** Tells whether it may run again, after it had been ended. */
    private static boolean isBackAgain(PluginChoice.Word word, boolean ranBefore) {
        return word.mayRun() && !ranBefore;
    }

    private static void addIfRun(List<LoadedPlugin> all, @Nullable LoadedPlugin run) {
        if (run != null) {
            all.add(run);
        }
    }
}
