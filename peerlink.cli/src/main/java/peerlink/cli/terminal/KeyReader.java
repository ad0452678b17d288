package peerlink.cli.terminal;

import org.jspecify.annotations.Nullable;

/**
 * Reads keys from the codes that a terminal sends. One key has many codes: those of xterm in both
 * of its modes, of the Linux console, of rxvt and of PuTTY become one key. Unknown codes become one
 * key too, so that no part of them passes for text.
 *
 * <p>Parses codes by their grammar (ECMA-48, 5.4 and 5.6; xterm's <i>ctlseqs</i> for modifiers and
 * the numeric pad), and looks none up in a list.
 */
final class KeyReader {
    /** A key without a function here. */
    static final String UNKNOWN = "";

    static final String ESCAPE = "\033";
    static final String UP = "\033[A";
    static final String DOWN = "\033[B";
    static final String RIGHT = "\033[C";
    static final String LEFT = "\033[D";
    static final String HOME = "\033[H";
    static final String END = "\033[F";
    static final String DELETE = "\033[3~";
    static final String WORD_RIGHT = "\033[1;5C";
    static final String WORD_LEFT = "\033[1;5D";
    static final String WORD_DELETE = "\033[3;5~";
    static final String BACK_TAB = "\033[Z";
    static final String PASTE = "\033[200~";

    /** The window has the user's attention from now on. */
    static final String FOCUS_IN = "\033[I";

    static final String FOCUS_OUT = "\033[O";

    /** The terminal has synchronized output (mode 2026), and tells so when it is asked. */
    static final String SYNCHRONIZED = "\033[?2026y";

    /** The beginning of an answer that tells the kind of terminal (DA2). */
    static final String KIND = "\033[>";

    /** Enter with a modifier. */
    static final String NEW_LINE = "\033\r";

    /**
     * The longest pause before the rest of a code on a slow line. After it, an Escape counts as
     * that key alone.
     */
    private static final long REST_MILLIS = 500;

    /**
     * The longest pause within a terminal's answer, which comes as a whole. After it, the possible
     * beginning of one is a key.
     */
    private static final long ANSWER_MILLIS = 50;

    private static final int LONGEST_CODE = 64;
    private static final int LONGEST_ANSWER = 8192;
    private static final char ESC = 27;
    private static final char BEL = 7;

    /** The highest number of a key: F20 (VT220). */
    private static final int MOST_KEYS = 34;

    private static final char DEL = 127;

    private final Source source;

    /** Gives the characters that the terminal sends. */
    interface Source {
        /** Waits for a character, and returns it; -1 at the end. */
        int read();

        /** Tells whether no character comes within a time. */
        boolean isIdle(long millis);
    }

    KeyReader(Source source) {
        this.source = source;
    }

    /**
     * Waits for a key.
     *
     * @return a character, a control character, Escape and a character for Alt, one of the keys
     *     above, an answer that begins with {@link #KIND}, or the code of another key without a
     *     modifier, such as F5; null at the end
     */
    @Nullable String next() {
        int c = source.read();
        if (c < 0) {
            return null;
        }
        return c == ESC ? escape() : Character.toString(c);
    }

    private String escape() {
        if (source.isIdle(REST_MILLIS)) {
            return ESCAPE;
        }
        int c = source.read();
        return switch (c) {
            case -1 -> ESCAPE;
            case ESC -> alt(escape());
            case '[' -> source.isIdle(REST_MILLIS) ? UNKNOWN : control();
            case 'O' -> source.isIdle(REST_MILLIS) ? UNKNOWN : single(source.read());
            // an answer to another program's question: a device's state, a colour, a title
            case 'P', 'X', ']', '^', '_' ->
                    source.isIdle(ANSWER_MILLIS) ? ESCAPE + (char) c : answer();
            default -> ESCAPE + Character.toString(c);
        };
    }

    private static String alt(String key) {
        return switch (key) {
            case LEFT, WORD_LEFT -> WORD_LEFT;
            case RIGHT, WORD_RIGHT -> WORD_RIGHT;
            case DELETE, WORD_DELETE -> WORD_DELETE;
            default -> key;
        };
    }

    /** Reads to the end of a string that a terminal sends. */
    private String answer() {
        int last = 0;
        for (int i = 0; i < LONGEST_ANSWER && !source.isIdle(REST_MILLIS); i++) {
            int c = source.read();
            if (c < 0 || c == BEL || (last == ESC && c == '\\')) {
                break;
            }
            last = c;
        }
        return UNKNOWN;
    }

    /**
     * Reads a control sequence behind its introducer: parameters, intermediates, and one final
     * character.
     */
    private String control() {
        StringBuilder parameters = new StringBuilder();
        while (true) {
            int c = source.read();
            if (c >= '0' && c <= '?') {
                if (parameters.length() < LONGEST_CODE) {
                    parameters.append((char) c);
                }
            } else if (c == '$' && isOfNumbers(parameters) && source.isIdle(ANSWER_MILLIS)) {
                return numbered(number(parameters, 0), 0); // rxvt with Shift, against the grammar
            } else if (c == '[' && parameters.isEmpty()) {
                source.read(); // the Linux console's function keys, also against it
                return UNKNOWN;
            } else if (c >= '@' && c <= '~') {
                return control(parameters, (char) c);
            } else if (c < ' ' || c > '~') {
                // broken off: the character that has come instead counts
                return c == ESC ? escape() : c < 0 ? UNKNOWN : Character.toString(c);
            }
            if (source.isIdle(REST_MILLIS)) {
                return UNKNOWN;
            }
        }
    }

    /** Tells whether there are parameters that are no terminal's own (ECMA-48, 5.4.2). */
    private static boolean isOfNumbers(CharSequence parameters) {
        return !parameters.isEmpty() && parameters.charAt(0) < '<';
    }

    private String control(CharSequence parameters, char end) {
        if (!parameters.isEmpty() && parameters.charAt(0) >= '<') {
            // a mode that is set or reset, not one that is unknown or fixed (DECRPM)
            if (end == 'y' && parameters.toString().matches("\\?2026;[12]")) {
                return SYNCHRONIZED;
            }
            if (end == 'c' && parameters.toString().matches(">[0-9;]+")) {
                return "\033[" + parameters + end;
            }
            return UNKNOWN; // an answer, or a mouse report
        }
        int first = number(parameters, 0);
        int modifiers = number(parameters, 1) - 1;
        return switch (end) {
            case 'A', 'B', 'C', 'D', 'F', 'H' -> cursor(end, modifiers);
            case 'a', 'b', 'c', 'd' -> cursor(Character.toUpperCase(end), 0); // rxvt with Shift
            case 'Z' -> BACK_TAB;
            case 'I', 'O' -> parameters.isEmpty() ? "\033[" + end : UNKNOWN; // xterm's focus
            case '~' ->
                    first == 27
                            ? modified(number(parameters, 2), modifiers)
                            : numbered(first, modifiers);
            case '^', '@' -> numbered(first, Modifier.CONTROL); // rxvt
            case 'u' -> modified(first, modifiers);
            case 'M' -> {
                if (parameters.isEmpty()) { // an old mouse report: button, column, row
                    for (int i = 0; i < 3 && !source.isIdle(ANSWER_MILLIS); i++) {
                        source.read();
                    }
                }
                yield UNKNOWN;
            }
            default -> UNKNOWN;
        };
    }

    private static final class Modifier {
        static final int SHIFT = 1;
        static final int ALT = 2;
        static final int CONTROL = 4;

        private Modifier() {}
    }

    private static boolean isByWords(int modifiers) {
        return modifiers > 0 && (modifiers & (Modifier.ALT | Modifier.CONTROL)) != 0;
    }

    private static String cursor(char end, int modifiers) {
        return switch (end) {
            case 'C' -> isByWords(modifiers) ? WORD_RIGHT : RIGHT;
            case 'D' -> isByWords(modifiers) ? WORD_LEFT : LEFT;
            default -> "\033[" + end;
        };
    }

    /**
     * Reads a key that has a number, in the codes of the VT220, PuTTY, the Linux console and rxvt.
     */
    private static String numbered(int number, int modifiers) {
        return switch (number) {
            case 1, 7 -> HOME;
            case 4, 8 -> END;
            case 3 -> isByWords(modifiers) ? WORD_DELETE : DELETE;
            case 200 -> PASTE;
            // Insert, the pages and the function keys have no meaning but the user's own
            default ->
                    modifiers <= 0 && number <= MOST_KEYS ? ESCAPE + "[" + number + "~" : UNKNOWN;
        };
    }

    /** Reads a character with modifiers: xterm's modifyOtherKeys, or kitty's protocol. */
    private static String modified(int c, int modifiers) {
        int held = modifiers < 0 ? 0 : modifiers;
        boolean isControl = (held & Modifier.CONTROL) != 0;
        boolean isAlt = (held & Modifier.ALT) != 0;
        String key =
                switch (c) {
                    case '\r', '\n' ->
                            isByWords(held) || (held & Modifier.SHIFT) != 0 ? NEW_LINE : "\r";
                    case '\t' -> (held & Modifier.SHIFT) != 0 ? BACK_TAB : "\t";
                    case '\b', DEL -> isByWords(held) ? ESCAPE + DEL : Character.toString(DEL);
                    case ESC -> ESCAPE;
                    default -> UNKNOWN;
                };
        // kitty gives keys that are no characters private numbers
        if (!key.isEmpty()
                || c < ' '
                || !Character.isDefined(c)
                || Character.getType(c) == Character.PRIVATE_USE) {
            return key;
        }
        if (isControl) {
            boolean hasControl = c >= '@' && c <= DEL;
            return hasControl && !isAlt ? Character.toString(c & 0x1f) : UNKNOWN;
        }
        int shifted = (held & Modifier.SHIFT) != 0 ? Character.toUpperCase(c) : c;
        return (isAlt ? ESCAPE : "") + Character.toString(shifted);
    }

    /** Reads a single shift three: cursor keys in application mode, and the numeric pad. */
    private String single(int c) {
        return switch (c) {
            case 'A', 'B', 'C', 'D', 'F', 'H' -> cursor((char) c, 0);
            case 'a', 'b', 'c', 'd' -> cursor((char) (c - 'a' + 'A'), Modifier.CONTROL); // rxvt
            case 'M' -> "\r";
            case 'P', 'Q', 'R', 'S' -> ESCAPE + "O" + (char) c; // F1 to F4
            case 'I' -> "\t";
            case 'X' -> "=";
            case ' ' -> " ";
            // the order of ASCII: * + , - . / 0 to 9
            case 'j', 'k', 'l', 'm', 'n', 'o', 'p', 'q', 'r', 's', 't', 'u', 'v', 'w', 'x', 'y' ->
                    Character.toString(c - 'j' + '*');
            default -> {
                if (c >= '0' && c <= '9' && !source.isIdle(ANSWER_MILLIS)) {
                    int key = source.read(); // an old way to give modifiers
                    yield key >= 'A' && key <= 'H' ? cursor((char) key, c - '0' - 1) : UNKNOWN;
                }
                yield UNKNOWN;
            }
        };
    }

    /** Returns one of the numbers between semicolons, or 1 if it is missing or no number. */
    private static int number(CharSequence parameters, int index) {
        String[] parts = parameters.toString().split(";", -1);
        String digits = index < parts.length ? parts[index].split(":", 2)[0] : "";
        return digits.matches("[0-9]{1,7}") ? Integer.parseInt(digits) : 1;
    }
}
