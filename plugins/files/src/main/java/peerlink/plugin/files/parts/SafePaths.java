package peerlink.plugin.files.parts;

import java.nio.file.FileSystem;
import java.nio.file.InvalidPathException;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import peerlink.plugin.files.basis.SafeName;
import peerlink.plugin.files.wire.Manifest;
import peerlink.plugin.files.wire.ManifestEntry;

/**
 * The paths of a manifest, made harmless: each of {@link SafeName}s, and no two that any file
 * system takes for the same, whatever it thinks of case and accents. The same manifest has the
 * same paths every time.
 */
public final class SafePaths {
    private final FileSystem system;
    private final List<List<String>> paths = new ArrayList<>();

    /** The harmless name of each folder of the manifest, by its path there. */
    private final Map<String, String> folders = new HashMap<>();

    /** The paths that are taken, as a file system may see them. */
    private final Set<String> taken = new HashSet<>();

    /** The next number for a path that is taken: counting from 1 on would be quadratic. */
    private final Map<String, Integer> next = new HashMap<>();

    /**
     * @param system the file system that the paths are for
     */
    public SafePaths(Manifest manifest, FileSystem system) {
        this.system = system;
        for (ManifestEntry entry : manifest.entries()) {
            paths.add(path(entry));
        }
    }

    /** Returns the names of an entry's path, from the top on. */
    public List<String> names(int entry) {
        return paths.get(entry);
    }

    private List<String> path(ManifestEntry entry) {
        String[] names = entry.path().split("/");
        List<String> safe = new ArrayList<>(names.length);
        StringBuilder sent = new StringBuilder();
        String above = "";
        for (int i = 0; i < names.length; i++) {
            sent.append(i == 0 ? "" : "/").append(names[i]);
            String name = names[i];
            String parent = above;
            boolean isTop = i == 0;
            String free =
                    i < names.length - 1 || entry.isFolder()
                            ? folders.computeIfAbsent(
                                    sent.toString(), _ -> free(parent, name, isTop))
                            : free(parent, name, isTop);
            safe.add(free);
            above = above + "/" + folded(free);
        }
        return List.copyOf(safe);
    }

    private String free(String parent, String name, boolean isTop) {
        String safe = isTop ? SafeName.of(name) : SafeName.inFolder(name);
        try {
            var _ = system.getPath(safe);
        } catch (InvalidPathException e) {
            // the locale's character set lacks a character
            safe = SafeName.ascii(safe);
        }
        String path = parent + "/" + folded(safe);
        if (taken.add(path)) {
            return safe;
        }
        int n = next.getOrDefault(path, 1);
        String free = SafeName.numbered(safe, n);
        while (!taken.add(parent + "/" + folded(free))) {
            n++;
            free = SafeName.numbered(safe, n);
        }
        next.put(path, n + 1);
        return free;
    }

    /** Returns what the least exact file systems compare. */
    private static String folded(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFKC)
                .toUpperCase(Locale.ROOT)
                .toLowerCase(Locale.ROOT);
    }
}
