package peerlink.cli.terminal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import peerlink.cli.text.Line;

/** The lines that may still change, the oldest first. Not safe for use by several threads. */
final class LiveLines {
    /** The largest number of lines, so that the rest of the screen stays readable. */
    static final int MOST = 8;

    private final Map<Object, Line> lines = new LinkedHashMap<>();

    /** Adds a line or changes it. Returns the lines that had to make room, and change no more. */
    List<Line> put(Object key, Line line) {
        lines.put(key, line);
        List<Line> left = new ArrayList<>();
        while (lines.size() > MOST) {
            left.addAll(removeFirst());
        }
        return left;
    }

    boolean contains(Object key) {
        return lines.containsKey(key);
    }

    /** Removes the oldest line and returns it; the list is empty if there is none. */
    List<Line> removeFirst() {
        return lines.isEmpty() ? List.of() : remove(lines.keySet().iterator().next());
    }

    /** Removes a line and returns it; the list is empty if the line is not there. */
    List<Line> remove(Object key) {
        Line line = lines.remove(key);
        return line == null ? List.of() : List.of(line);
    }

    /** Removes all lines and returns them. */
    List<Line> removeAll() {
        List<Line> all = List.copyOf(lines.values());
        lines.clear();
        return all;
    }

    List<Line> all() {
        return List.copyOf(lines.values());
    }
}
