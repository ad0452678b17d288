package peerlink.plugin.history;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import peerlink.api.CommandException;
import peerlink.api.PeerId;
import peerlink.api.Printable;
import peerlink.plugin.history.store.Selection;
import peerlink.plugin.history.text.TypedWords;

/**
 * The words behind {@code /history}: those to search for, and options among them. A word that
 * begins with {@code --} and is no option is text, and so is all behind {@code --}.
 */
final class Arguments {
    private final List<String> words = new ArrayList<>();
    private Optional<Set<PeerId>> peers = Optional.empty();
    private Optional<Instant> since = Optional.empty();
    private Optional<Instant> before = Optional.empty();
    private int limit = HistoryCommand.LIMIT;
    private int page = 1;
    private Optional<String> format = Optional.empty();
    private boolean yes;

    private Arguments() {}

    /**
     * @param typed the words, without the name of the part
     * @param options the options that the part has
     */
    static Arguments parse(List<String> typed, Set<Option> options, KnownPeers known, Times times)
            throws CommandException {
        Arguments read = new Arguments();
        for (int i = 0; i < typed.size(); i++) {
            String word = typed.get(i);
            Optional<Option> option = Option.of(word).filter(options::contains);
            if (word.equals("--")) {
                read.words.addAll(typed.subList(i + 1, typed.size()));
                break;
            }
            if (word.startsWith("@") && word.length() > 1) {
                Set<PeerId> ids = new HashSet<>(read.peers.orElse(Set.of()));
                ids.addAll(known.matching(word.substring(1)));
                read.peers = Optional.of(ids);
            } else if (word.equals(Option.YES.text()) && option.isPresent()) {
                read.yes = true;
            } else if (option.isPresent()) {
                int equals = word.indexOf('=');
                String value;
                if (equals > 0) {
                    value = word.substring(equals + 1);
                } else if (i + 1 < typed.size()) {
                    value = typed.get(++i);
                } else {
                    throw new CommandException(word + " needs a value behind it", "");
                }
                read.set(option.get(), value, times);
            } else {
                read.words.add(word);
            }
        }
        return read;
    }

    enum Option {
        SINCE,
        UNTIL,
        BEFORE,
        LIMIT,
        PAGE,
        FORMAT,
        YES;

        static Optional<Option> of(String word) {
            String name =
                    word.substring(0, word.indexOf('=') > 0 ? word.indexOf('=') : word.length());
            for (Option option : values()) {
                if (name.equals(option.text())) {
                    return Optional.of(option);
                }
            }
            return Optional.empty();
        }

        String text() {
            return "--" + name().toLowerCase(Locale.ROOT);
        }
    }

    private void set(Option option, String value, Times times) throws CommandException {
        switch (option) {
            case SINCE -> since = Optional.of(times.start(option.text(), value));
            case UNTIL -> before = Optional.of(times.end(option.text(), value));
            case BEFORE -> before = Optional.of(times.start(option.text(), value));
            case LIMIT -> limit = number(option, value, HistoryCommand.MAX_LIMIT);
            case PAGE -> page = number(option, value, 1_000_000);
            case FORMAT -> format = Optional.of(value);
            case YES -> yes = true;
        }
    }

    private static int number(Option option, String value, int max) throws CommandException {
        int number = value.matches("[0-9]{1,7}") ? Integer.parseInt(value) : 0;
        if (number < 1 || number > max) {
            throw new CommandException(
                    "%s needs a number from 1 to %d, and '%s' is none"
                            .formatted(option.text(), max, Printable.excerpt(value)),
                    "");
        }
        return number;
    }

    /** Returns what is searched for. */
    Selection selection() throws CommandException {
        return selection(words);
    }

    /** Returns a selection without words. */
    Selection selectionOfAll() throws CommandException {
        return selection(List.of());
    }

    private Selection selection(List<String> wanted) throws CommandException {
        try {
            return new Selection(TypedWords.of(wanted), peers, since, before);
        } catch (IllegalArgumentException e) {
            throw new CommandException(Printable.reason(e), "");
        }
    }

    List<String> words() {
        return words;
    }

    boolean hasTime() {
        return since.isPresent() || before.isPresent();
    }

    Optional<Set<PeerId>> peers() {
        return peers;
    }

    int limit() {
        return limit;
    }

    int page() {
        return page;
    }

    Optional<String> format() {
        return format;
    }

    boolean isSure() {
        return yes;
    }
}
