package peerlink.core.link;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import peerlink.api.LinkInfo;
import peerlink.api.Printable;
import peerlink.api.ProtocolViolationException;

/**
 * Writes to the log and the flight recorder each link that this side ended because the other side
 * broke a rule. The author of a client, or a user whose link ends again and again, finds the rule
 * there. A peer can break rules as often as it likes, so a minute has a bounded number of lines,
 * and ends with the count of the rest. Safe for use by several threads.
 */
final class BrokenRules {
    static final int LINES_A_MINUTE = 60;

    /** Runs an action once, later. */
    interface Timer {
        void after(long nanos, Runnable task);
    }

    private static final System.Logger LOG = System.getLogger(BrokenRules.class.getName());
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();

    /** The longest text of a rule, in characters: a plugin's may be of any length. */
    private static final int MAX_RULE = 300;

    private final System.Logger log;
    private final LongSupplier nanoTime;
    private final Timer timer;
    private long since;
    private int lines;
    private long left;

    BrokenRules() {
        this(
                LOG,
                System::nanoTime,
                (nanos, task) ->
                        ForkJoinPool.commonPool().schedule(task, nanos, TimeUnit.NANOSECONDS));
    }

    BrokenRules(System.Logger log, LongSupplier nanoTime, Timer timer) {
        this.log = log;
        this.nanoTime = nanoTime;
        this.timer = timer;
        this.since = nanoTime.getAsLong();
    }

    /**
     * Reports a link that ends.
     *
     * @param protocol the protocol of the link, or {@code hello}
     * @param violation names the rule and the value that broke it
     */
    void report(LinkInfo link, String protocol, ProtocolViolationException violation) {
        String rule = cut(Printable.reason(violation));
        new RuleBrokenEvent().commit(link, protocol, rule);
        if (log.isLoggable(Level.INFO) && hasRoom()) {
            // no pattern: text from outside may have braces
            log.log(
                    Level.INFO,
                    "%s at %s broke a rule of %s: %s"
                            .formatted(
                                    link.remote().shortForm(),
                                    link.remoteAddress(),
                                    protocol,
                                    rule));
        }
    }

    private synchronized boolean hasRoom() {
        long now = nanoTime.getAsLong();
        if (now - since >= MINUTE) {
            since = now;
            lines = 0;
        }
        if (lines >= LINES_A_MINUTE) {
            left++;
            if (left == 1) {
                timer.after(MINUTE - (now - since), this::tellRest);
            }
            return false;
        }
        lines++;
        return true;
    }

    private synchronized void tellRest() {
        log.log(Level.INFO, left + " more links on which rules were broken");
        left = 0;
    }

    private static String cut(String rule) {
        return rule.length() <= MAX_RULE ? rule : rule.substring(0, MAX_RULE) + "…";
    }
}
