package peerlink.cli.text;

/** Where the chat and the notices of a node appear. Safe for use by several threads. */
public interface View {
    /** Shows a line, after those shown before. Waits while the screen is far behind. */
    void show(Line line);

    /**
     * As {@link #show}, but returns only when the line is written: for what is forgotten elsewhere
     * once the user has seen it.
     *
     * @throws java.io.UncheckedIOException if it can't be written
     */
    void print(Line line);

    /**
     * As {@link #show}, but never waits: for threads that must not, and for lines of which there
     * can't be more than the user has typed.
     */
    void post(Line line);

    /**
     * Shows a line that may still change, below all that don't. Never waits, nor do the line's
     * methods.
     */
    Live live(Line line);

    /** A line that may still change. */
    interface Live {
        /** Shows the line as it is now, unless it is left alone already. */
        void change(Line line);

        /** Has the line change no more: others appear below it from now on. */
        void leave();

        /**
         * Shows the line for the last time.
         *
         * @param line what it has become
         * @param after what is shown instead, after the others, if it was left alone meanwhile
         */
        void settle(Line line, Line after);
    }

    /** Shows how far a task has come, in place of what was shown for it before. */
    void progress(long task, String text);

    /** Takes a task's progress away. */
    void progressEnded(long task, String text);

    /** Returns what can be shown there now. */
    TerminalStyle surface();

    /** Makes the screen empty. */
    void clear();
}
