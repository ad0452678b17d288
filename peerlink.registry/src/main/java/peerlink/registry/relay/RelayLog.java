package peerlink.registry.relay;

import java.lang.System.Logger.Level;
import java.util.function.LongSupplier;
import peerlink.api.Printable;
import peerlink.registry.admin.LogEvent;

/**
 * Logs for the operator. A flood of refusals leaves a few lines a second. The address, which a
 * firewall could be told, is there only if the reason smells of abuse; keys never are. Safe for use
 * by several threads.
 */
final class RelayLog {
    private static final System.Logger LOG = System.getLogger(RelayLog.class.getName());

    static final int LINES_A_SECOND = 20;

    private static final long SECOND = 1_000_000_000L;

    private final Budget lines;
    private final LongSupplier nanos;

    RelayLog(LongSupplier nanos) {
        this.nanos = nanos;
        this.lines = new Budget(LINES_A_SECOND, SECOND, nanos.getAsLong());
    }

    /** Notes a refusal of the client at a host. */
    void declined(RelayCode code, String host) {
        if (LOG.isLoggable(Level.INFO) && lines.tryTake(1, nanos.getAsLong())) {
            LogEvent event = LogEvent.of("relay-declined", "code", code.word());
            LOG.log(Level.INFO, code.isSuspicious() ? event.with("host", host) : event);
        }
    }

    /** Notes the end of a circuit, for whoever looks for a fault. */
    static void ended(long bytes, String reason) {
        LOG.log(
                Level.DEBUG,
                () -> LogEvent.of("circuit-ended", "bytes", bytes, "reason", reason).toString());
    }

    static void debug(String what, Exception e) {
        LOG.log(Level.DEBUG, () -> what + ": " + Printable.reason(e));
    }
}
