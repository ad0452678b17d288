package peerlink.cli.terminal;

import org.jline.terminal.Terminal;

/**
 * Has the terminal show many changes at once, if it can: mode 2026, described at
 * https://gist.github.com/christianparpart/d8a62cc1ab659194337d73e399004036. The reader's lock
 * guards it, but for {@link #known}.
 */
final class SynchronizedOutput {
    /** Asks the terminal whether it has the mode (DECRQM). */
    static final String QUESTION = "\033[?2026$p";

    private static final String BEGIN = "\033[?2026h";
    private static final String END = "\033[?2026l";

    private final Terminal terminal;
    private volatile boolean isKnown;
    private boolean isOpen;

    SynchronizedOutput(Terminal terminal) {
        this.terminal = terminal;
    }

    /** Notes that the terminal has the mode. Any thread may call. */
    void known() {
        isKnown = true;
    }

    /** Does changes of the screen, which are shown at once. They may be within others. */
    void run(Runnable changes) {
        boolean isOutermost = isKnown && !isOpen;
        if (isOutermost) {
            isOpen = true;
            terminal.writer().write(BEGIN);
        }
        try {
            changes.run();
        } finally {
            if (isOutermost) {
                isOpen = false;
                terminal.writer().write(END);
            }
        }
    }
}
