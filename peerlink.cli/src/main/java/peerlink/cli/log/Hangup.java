package peerlink.cli.log;

import java.io.FileInputStream;
import java.io.IOException;
import java.lang.System.Logger.Level;
import org.jline.utils.Signals;

/**
 * Handles the signal HUP. In a process with a terminal it says that the terminal is gone: the
 * process ends in order, as at SIGTERM. In a process without one, such as a service, it comes from
 * a program that rotates logs: the process goes on, in a new log. Where HUP is ignored from the
 * start, as under nohup, it stays ignored.
 */
public final class Hangup {
    private static final System.Logger LOG = System.getLogger(Hangup.class.getName());

    private Hangup() {}

    /** Makes a process that has no terminal reopen its log at HUP, and go on. */
    public static void reopensLogs() {
        if (!hasTerminal()) {
            Signals.register(
                    "HUP",
                    () -> {
                        Logs.reopen();
                        LOG.log(Level.INFO, "hung up: the log goes on in a new file");
                    });
        }
    }

    /**
     * Tells whether closing a terminal would end this process, wherever its input and output go.
     */
    private static boolean hasTerminal() {
        try (FileInputStream terminal = new FileInputStream("/dev/tty")) {
            return terminal.getFD().valid();
        } catch (IOException e) {
            return false; // the system refuses to open it where there is none
        }
    }
}
