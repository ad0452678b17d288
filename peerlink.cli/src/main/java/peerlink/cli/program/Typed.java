package peerlink.cli.program;

import java.util.ArrayList;
import java.util.List;
import peerlink.api.Printable;

/**
 * The arguments that the user typed, for hints. A mistake's hint is the same command line with that
 * one thing put right, quoted for a shell. Options count only up to {@code --}; the rest is text.
 */
public record Typed(List<String> words) {
    /** The longest hint, in characters; a user would not read a longer one. */
    private static final int LONGEST = 300;

    public Typed {
        words = List.copyOf(words);
    }

    /** Tells whether the command line can stand in a hint. A longer one becomes the help. */
    public boolean isShort() {
        return isShort(ShellWords.quoted(words));
    }

    private static boolean isShort(String line) {
        return line.length() <= LONGEST && Printable.line(line).equals(line);
    }

    /** Tells whether the user has given an option that has no value. */
    public boolean has(String flag) {
        return words.subList(0, end()).contains(flag);
    }

    /** Returns the command line unchanged. */
    public String again() {
        return command(words);
    }

    /**
     * Returns the command line with a variable set before it.
     *
     * @param variable {@code NAME=value}
     */
    public String under(String variable) {
        return variable + " " + again();
    }

    /** Returns the command line with one more flag. */
    public String with(String flag) {
        List<String> more = new ArrayList<>(words);
        more.add(end(), flag);
        return command(more);
    }

    /**
     * Returns the command line with this value of the option in place of its values. An option
     * comes before a variable and before a file, so this value holds wherever the wrong one stands.
     */
    public String with(String option, String value) {
        return replacing(option, value).again();
    }

    /** Returns the command line with this value of the option in place of its values. */
    public Typed replacing(String option, String value) {
        List<String> others = others(option, true);
        int place = first(option);
        others.addAll(Math.min(place, others.size()), List.of(option, value));
        return new Typed(others);
    }

    /** Returns the command line without the option and its value. */
    public String without(String option) {
        return without(option, true).again();
    }

    /**
     * Returns the command line without the option.
     *
     * @param hasValue whether the word behind it is its value
     */
    public Typed without(String option, boolean hasValue) {
        return new Typed(others(option, hasValue));
    }

    /** Returns the command line with another word in place of a word. */
    public Typed replaced(String word, String other) {
        List<String> changed = new ArrayList<>(words);
        if (!changed.contains(word)) {
            return new Typed(List.of("--help")); // the parser has split the word
        }
        changed.set(at(word), other);
        return new Typed(changed);
    }

    /** Returns the command line with one more word before a word. */
    public Typed before(String word, String more) {
        List<String> changed = new ArrayList<>(words);
        changed.add(Math.max(0, at(word)), more);
        return new Typed(changed);
    }

    /**
     * Returns the index of the word, or -1 if it is missing. An option before it may have the same
     * text as its value.
     */
    public int at(String word) {
        for (int i = 0; i < end(); i++) {
            boolean isValue = i > 0 && words.get(i - 1).matches("--[^=]+");
            if (words.get(i).equals(word) && !isValue) {
                return i;
            }
        }
        return words.indexOf(word);
    }

    /** Returns the index at which the options end. */
    private int end() {
        int end = words.indexOf("--");
        return end < 0 ? words.size() : end;
    }

    /** Returns the index of the option's first use, or the end of all words if it is missing. */
    private int first(String option) {
        for (int i = 0; i < end(); i++) {
            if (words.get(i).equals(option) || words.get(i).startsWith(option + "=")) {
                return i;
            }
        }
        return end();
    }

    private List<String> others(String option, boolean hasValue) {
        List<String> others = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (i < end() && word.equals(option)) {
                i += hasValue ? 1 : 0;
            } else if (i >= end() || !word.startsWith(option + "=")) {
                others.add(word);
            }
        }
        return others;
    }

    /**
     * Returns the command line, or the help if the line is too long for a hint or has characters
     * that no terminal may show.
     */
    private static String command(List<String> words) {
        String line = ShellWords.quoted(words);
        return isShort(line) ? ProgramName.call(line) : ProgramName.call("--help");
    }
}
