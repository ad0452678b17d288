package peerlink.cli;

/** Where the chat and the notices of a node appear. Safe for use by several threads; calls never block for long. */
interface View {
    /** Shows a line, after those shown before. */
    void show(Line line);

    /** Shows how far a task has come, in place of what was shown for it before. */
    void progress(long task, String text);

    /** Takes a task's progress away. */
    void progressEnded(long task, String text);

    /** Makes the screen empty. */
    void clear();
}
