package peerlink.bench.chaos;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Judges one direction between two peers: one of them must have displayed the messages that the
 * other one's user saw accepted, each once, in order. A message that the user did not see accepted,
 * as the program that took it was killed or failed, may be displayed, but not twice.
 */
final class Oracle {
    private Oracle() {}

    /**
     * Sums up a direction.
     *
     * @param accepted the number of messages that were accepted
     * @param shown the number of different ones that were displayed
     * @param unasked those of them that nobody saw accepted
     * @param redelivered the number that a later run displayed again, and said so
     * @param lost the texts of those that were accepted and not displayed
     * @param doubled the texts of those that were displayed again
     * @param reordered the texts of those that were displayed before one that had been accepted
     *     before them
     */
    record Verdict(
            int accepted,
            int shown,
            int unasked,
            int redelivered,
            List<String> lost,
            List<String> doubled,
            List<String> reordered) {
        boolean clean() {
            return lost.isEmpty() && doubled.isEmpty() && reordered.isEmpty();
        }

        Verdict plus(Verdict other) {
            return new Verdict(
                    accepted + other.accepted,
                    shown + other.shown,
                    unasked + other.unasked,
                    redelivered + other.redelivered,
                    joined(lost, other.lost),
                    joined(doubled, other.doubled),
                    joined(reordered, other.reordered));
        }

        private static List<String> joined(List<String> some, List<String> more) {
            List<String> all = new ArrayList<>(some);
            all.addAll(more);
            return List.copyOf(all);
        }
    }

    /**
     * Judges one direction.
     *
     * @param accepted the texts of each sequence, in the order in which they were accepted, each
     *     before the next one was asked for; the order between two sequences is not judged
     * @param killed the runs of the displaying program that were killed
     * @param shown the displayed messages, in that order
     */
    static Verdict judge(List<List<String>> accepted, Set<Integer> killed, List<Shown> shown) {
        Map<String, Shown> last = new LinkedHashMap<>(); // keeps the order of the first ones
        List<String> doubled = new ArrayList<>();
        int redelivered = 0;
        for (Shown message : shown) {
            Shown before = last.put(message.text(), message);
            if (before == null) {
                continue;
            }
            if (isRepeatAfterKill(before, message, killed)) {
                redelivered++;
            } else {
                doubled.add(message.text());
            }
        }
        Map<String, Integer> place = new HashMap<>();
        for (String text : last.keySet()) {
            place.put(text, place.size());
        }
        Set<String> unasked = new HashSet<>(last.keySet());
        List<String> lost = new ArrayList<>();
        List<String> reordered = new ArrayList<>();
        int count = 0;
        for (List<String> sequence : accepted) {
            int latest = -1;
            for (String text : sequence) {
                count++;
                unasked.remove(text);
                Integer at = place.get(text);
                if (at == null) {
                    lost.add(text);
                } else if (at < latest) {
                    reordered.add(text);
                } else {
                    latest = at;
                }
            }
        }
        return new Verdict(
                count,
                last.size(),
                unasked.size(),
                redelivered,
                List.copyOf(lost),
                List.copyOf(doubled),
                List.copyOf(reordered));
    }

    /**
     * Tells whether a message is a repeat after a kill: a program that is killed after a message
     * was displayed, and before that is on disk, displays it again, and says so.
     */
    private static boolean isRepeatAfterKill(Shown before, Shown again, Set<Integer> killed) {
        return again.redelivered()
                && again.id().equals(before.id())
                && before.run() < again.run()
                && killed.contains(before.run());
    }
}
