package peerlink.cli.program;

import java.util.ArrayList;
import java.util.List;
import peerlink.api.Printable;

/**
 * The arguments that the user typed, for hints: a mistake's hint is the same command line with that
 * one thing put right, quoted for a shell. Options count up to {@code --} alone; what stands behind
 * it is text.
 */
public record Typed(List<String> words) {
    /** The longest hint, in characters; a longer one would be read by nobody. */
    private static final int LONGEST = 300;

    public Typed {
        words = List.copyOf(words);
    }

    /** Tells whether it can stand in a hint: others become the help. */
    public boolean isShort() {
        return isShort(ShellWords.quoted(words));
    }

    private static boolean isShort(String line) {
        return line.length() <= LONGEST && Printable.line(line).equals(line);
    }

    /** Returns the command line as it was. */
    public String again() {
        return command(words);
    }

    /**
     * Returns the command line in another environment.
     *
     * @param variable {@code NAME=value}
     */
    public String under(String variable) {
        return variable + " " + again();
    }

    /** Returns the command line with a flag more. */
    public String with(String flag) {
        List<String> more = new ArrayList<>(words);
        more.add(end(), flag);
        return command(more);
    }

    /**
     * Returns the command line with this value of the option in the place of those that it has. An
     * option comes before a variable and before a file, so this holds wherever the wrong value
     * stands.
     */
    public String with(String option, String value) {
        List<String> others = others(option);
        int place = first(option);
        others.addAll(Math.min(place, others.size()), List.of(option, value));
        return command(others);
    }

    /** Returns the command line without the option. */
    public String without(String option) {
        return command(others(option));
    }

    /** Returns the command line with another word in the place of the one. */
    public String replaced(String word, String other) {
        List<String> changed = new ArrayList<>(words);
        if (!changed.contains(word)) {
            return ProgramName.call("--help"); // the parser has taken it apart
        }
        changed.set(at(word), other);
        return command(changed);
    }

    /** Returns the command line with one more word before the one. */
    public String before(String word, String more) {
        List<String> changed = new ArrayList<>(words);
        changed.add(Math.max(0, at(word)), more);
        return command(changed);
    }

    /**
     * Returns where the word stands, -1 if nowhere; an option before it may have the same one for a
     * value.
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

    /** Returns where the options end. */
    private int end() {
        int end = words.indexOf("--");
        return end < 0 ? words.size() : end;
    }

    /** Returns where the option stands first; the end of all if it is not there. */
    private int first(String option) {
        for (int i = 0; i < end(); i++) {
            if (words.get(i).equals(option) || words.get(i).startsWith(option + "=")) {
                return i;
            }
        }
        return end();
    }

    private List<String> others(String option) {
        List<String> others = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (i < end() && word.equals(option)) {
                i++; // its value
            } else if (i >= end() || !word.startsWith(option + "=")) {
                others.add(word);
            }
        }
        return others;
    }

    /**
     * Returns the help in the place of what is too long for a hint, or has what no terminal may
     * show.
     */
    private static String command(List<String> words) {
        String line = ShellWords.quoted(words);
        return isShort(line) ? ProgramName.call(line) : ProgramName.call("--help");
    }
}
