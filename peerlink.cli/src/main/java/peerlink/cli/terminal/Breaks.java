package peerlink.cli.terminal;

/** Tells the fate of rows that are longer than the terminal's new width. */
enum Breaks {
    /** The terminal cuts them, or hides the rest. */
    NONE,
    /** It breaks them, and a backspace stays in its row. */
    COUNTED,
    /** It breaks them, and a backspace goes back over a break. */
    WALKED,
    /** It breaks them, and keeps the saved place of the cursor in the text. */
    SAVED;

    /**
     * Returns what a terminal does, as far as one of its kind was tried ({@code docs/compare.md}).
     *
     * @param type the name of its description
     * @param answer its answer to the question of its kind (DA2); empty before it comes
     */
    static Breaks of(String type, String answer) {
        if (answer.matches("\033\\[>84(;.*)?c")) { // tmux
            return WALKED;
        }
        if (answer.matches("\033\\[>6[15];[0-9]{4,5};1c")) { // VTE, and its version
            return SAVED;
        }
        // screen and mlterm with their versions, xterm with the number of its patch
        return type.matches("linux|st(-.*)?")
                        || answer.matches("\033\\[>(83;[0-9]+|24;[0-9]+|41;[0-9]{3});0c")
                ? NONE
                : COUNTED;
    }
}
