package peerlink.cli.text;

/** The place where the chat and the notices of a node appear. Safe for use by several threads. */
public interface View {
    /** Shows a line, after those shown before. Waits while the screen is far behind. */
    void show(Line line);

    /**
     * Shows a line, and returns only when it is written: for a message that the node forgets once
     * the user has seen it.
     *
     * @throws java.io.UncheckedIOException if it can't be written
     */
    void print(Line line);

    /**
     * Shows a line, and never waits: for threads that must not, and for lines of which there can't
     * be more than the user has typed.
     */
    void post(Line line);

    /**
     * Shows a line that may still change, below all that don't. Never waits, nor do the line's
     * methods.
     */
    Live live(Line line);

    /** A line that may still change. */
    interface Live {
        /** Shows the line's new content, unless it may change no more. */
        void change(Line line);

        /** Ends the line's changes: other lines appear below it from now on. */
        void leave();

        /**
         * Shows the line for the last time.
         *
         * @param line the final content
         * @param after the line to show after all others instead, if this one may change no more
         */
        void settle(Line line, Line after);
    }

    /** Shows a task's progress, in place of its earlier one. */
    void progress(long task, String text);

    /** Removes a task's progress. */
    void progressEnded(long task);

    /** Shows a text that stays, in place of its earlier one. */
    void status(long item, String text);

    /** Removes a text that stayed. */
    void statusEnded(long item);

    /**
     * Tells whether the terminal itself shows what the user types, and never changes a line
     * afterwards.
     */
    default boolean isEchoing() {
        return false;
    }

    /** Tells whether a status line is shown, with room for the unread messages. */
    default boolean hasStatusLine() {
        return false;
    }

    /**
     * Asks something of the terminal, after what was shown before. Does nothing where the terminal
     * has no such sequences. Never waits.
     */
    default void send(TerminalSequence sequence) {}

    /** Tells whether the place is a terminal that takes sequences besides the bell. */
    default boolean hasSequences() {
        return false;
    }

    /** Returns the size and abilities of the place at this moment. */
    TerminalStyle surface();

    /** Makes the screen empty. */
    void clear();
}
