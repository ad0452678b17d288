package peerlink.cli;

/** Where the chat and the notices of a node appear. Safe for use by several threads. */
interface View {
    /** Shows a line, after those shown before. Waits while the screen is far behind. */
    void show(Line line);

    /**
     * As {@link #show}, but never waits: for threads that must not, and for lines of which there can't be more than the user
     * has typed.
     */
    void post(Line line);

    /** Shows how far a task has come, in place of what was shown for it before. */
    void progress(long task, String text);

    /** Takes a task's progress away. */
    void progressEnded(long task, String text);

    /** Returns what can be shown there now. */
    Surface surface();

    /** Makes the screen empty. */
    void clear();
}
