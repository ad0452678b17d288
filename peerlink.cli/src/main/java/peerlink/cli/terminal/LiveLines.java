package peerlink.cli.terminal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import peerlink.cli.text.Line;

/** The lines that may still change, the oldest first. Not safe for use by several threads. */
final class LiveLines {
    /** How many there are at most, so that the rest of the screen stays readable. */
    static final int MOST = 8;

    private final Map<Object, Line> lines = new LinkedHashMap<>();

    /** Adds a line or changes it; returns those that have to make room, and change no more. */
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

    /** Takes the oldest one away, and returns it; none if there is none. */
    List<Line> removeFirst() {
        return lines.isEmpty() ? List.of() : remove(lines.keySet().iterator().next());
    }

    /** Takes a line away, and returns it; none if it is not there. */
    List<Line> remove(Object key) {
        Line line = lines.remove(key);
        return line == null ? List.of() : List.of(line);
    }

    /** Takes all away. */
    List<Line> removeAll() {
        List<Line> all = List.copyOf(lines.values());
        lines.clear();
        return all;
    }

    List<Line> all() {
        return List.copyOf(lines.values());
    }
}
