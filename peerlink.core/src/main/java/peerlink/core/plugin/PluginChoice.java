package peerlink.core.plugin;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import peerlink.api.Printable;
import peerlink.core.model.PluginStatus.State;

/**
 * Decides which of the plugins that were found may run. It is the one place that knows the user's
 * agreements.
 *
 * @param agreements by the plugin's name
 * @param allowed further contents that may run, by the plugin's name
 */
record PluginChoice(Map<String, Agreement> agreements, Map<String, String> allowed) {
    /**
     * The word about one plugin.
     *
     * @param state {@link State#INSTALLED} if it may run
     * @param detail the reason if it may not
     */
    record Word(FoundPlugin found, State state, String detail) {
        boolean mayRun() {
            return state == State.INSTALLED;
        }
    }

    /**
     * Decides on each plugin. Of those with one name, one counts: the user's, if the user has
     * agreed to it; else one that runs unasked; else none.
     *
     * @param all those found, the user's first
     * @return the words in the same order
     */
    List<Word> of(List<FoundPlugin> all) {
        Map<String, FoundPlugin> counting = new LinkedHashMap<>();
        for (Predicate<FoundPlugin> kind : kinds()) {
            all.stream()
                    .filter(FoundPlugin::isSound)
                    .filter(kind)
                    .forEach(found -> counting.putIfAbsent(found.name(), found));
        }
        List<Word> words = new ArrayList<>();
        for (FoundPlugin found : all) {
            FoundPlugin winner = counting.get(found.name());
            words.add(
                    found.isSound() && winner != null
                            ? word(found, winner, all)
                            : new Word(found, found.state(), found.detail()));
        }
        return words;
    }

    private List<Predicate<FoundPlugin>> kinds() {
        return List.of(
                found -> !found.isTrusted() && isAgreed(found), FoundPlugin::isTrusted, _ -> true);
    }

    private Word word(FoundPlugin found, FoundPlugin winner, List<FoundPlugin> all) {
        if (found == winner) {
            return counting(found);
        }
        FoundPlugin first =
                winner.folder().equals(found.folder())
                        ? winner
                        : all.stream()
                                .filter(FoundPlugin::isSound)
                                .filter(other -> other.name().equals(found.name()))
                                .filter(other -> other.folder().equals(found.folder()))
                                .findFirst()
                                .orElse(found);
        if (first != found) {
            return new Word(
                    found,
                    State.FAILED,
                    "the name '%s' is taken by %s: remove one of the two"
                            .formatted(
                                    found.name(),
                                    Printable.excerpt(
                                            first.source().path().getFileName().toString())));
        }
        return found.isTrusted()
                ? new Word(
                        found,
                        State.REPLACED,
                        "replaced by " + Printable.line(winner.source().path().toString()))
                : waiting(found);
    }

    private Word counting(FoundPlugin found) {
        if (isDisabled(found.name())) {
            return new Word(found, State.DISABLED, "");
        }
        return found.isTrusted() || isAgreed(found)
                ? new Word(found, State.INSTALLED, "")
                : waiting(found);
    }

    private Word waiting(FoundPlugin found) {
        if (isDisabled(found.name())) {
            return new Word(found, State.DISABLED, "");
        }
        Agreement agreement = agreements.get(found.name());
        return agreement == null || agreement.sha256().isEmpty()
                ? new Word(found, State.NEW, "")
                : new Word(found, State.CHANGED, "");
    }

    private boolean isDisabled(String name) {
        Agreement agreement = agreements.get(name);
        return agreement != null && !agreement.enabled();
    }

    private boolean isAgreed(FoundPlugin found) {
        Agreement agreement = agreements.get(found.name());
        String sha256 = found.sha256();
        return !sha256.isEmpty()
                && (agreement != null && agreement.sha256().equals(sha256)
                        || sha256.equals(allowed.get(found.name())));
    }
}
