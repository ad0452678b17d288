package peerlink.cli.attach;

import org.jline.utils.Signals;
import org.jspecify.annotations.Nullable;
import peerlink.api.Registration;
import peerlink.cli.repl.ChatSession;

/**
 * Passes the signals that end this process to the part of a chat that runs, once: it ends in order,
 * and another signal must not break that off. Between two parts they end the process. Safe for use
 * by several threads.
 */
final class EndSignals {
    private final Runnable unheard;

    // this guards these
    private @Nullable Runnable part;
    private boolean hasCome;

    /**
     * @param unheard called at a signal while no part runs
     */
    EndSignals(Runnable unheard) {
        this.unheard = unheard;
    }

    /** Takes the signals of this process from now on. */
    static EndSignals ofProcess() {
        EndSignals signals = new EndSignals(() -> System.exit(ChatSession.TERMINATED));
        Signals.register("TERM", signals::came);
        Signals.register("HUP", signals::came);
        return signals;
    }

    /**
     * Has a part of the chat end at a signal, and at once if one has come already.
     *
     * @param end called once at most; must not block
     * @return ends this
     */
    Registration to(Runnable end) {
        synchronized (this) {
            part = end;
            if (!hasCome) {
                return this::left;
            }
        }
        end.run();
        return this::left;
    }

    private synchronized void left() {
        part = null;
    }

    void came() {
        Runnable told;
        synchronized (this) {
            if (hasCome && part != null) {
                return;
            }
            hasCome = true;
            told = part == null ? unheard : part;
        }
        told.run();
    }
}
