package peerlink.registry.server;

import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import peerlink.registry.admin.LogEvent;
import peerlink.registry.protocol.Answer;
import peerlink.registry.store.ErrorCode;

/**
 * Logs the declined requests for the operator, each by an id: the number of the connection, a
 * point, the number that the client gave its request. A flood leaves a few lines a second and a
 * count of the rest. The address, which a firewall could be told, is there only if the reason
 * smells of abuse; names and keys never are. Safe for use by several threads.
 */
final class RefusalLog {
    private static final System.Logger LOG = System.getLogger(RefusalLog.class.getName());

    static final int LINES_A_SECOND = 20;

    private static final Set<String> SUSPICIOUS =
            Set.of(
                    ErrorCode.MALFORMED.word(),
                    ErrorCode.FOREIGN_KEY.word(),
                    ErrorCode.BAD_SIGNATURE.word(),
                    ErrorCode.RATE_LIMITED.word(),
                    ErrorCode.TOO_MANY.word());

    private final InstantSource clock;
    private final System.Logger log;
    private final AtomicLong connections = new AtomicLong();
    private long second = Long.MIN_VALUE;
    private int lines;
    private long dropped;

    RefusalLog(InstantSource clock) {
        this(clock, LOG);
    }

    RefusalLog(InstantSource clock, System.Logger log) {
        this.clock = clock;
        this.log = log;
    }

    /** Returns the number of a new connection. */
    long nextConnection() {
        return connections.incrementAndGet();
    }

    /**
     * Notes a refusal.
     *
     * @param request the number that the client gave it; 0 if it gave none
     * @param host the host that the client's link comes from
     * @return the refusal with the id that the log has for it
     */
    Answer.Failure declined(long connection, long request, Answer.Failure failure, String host) {
        String id = connection + "." + request;
        log(id, failure.code(), host);
        return failure.called(id);
    }

    private void log(String id, String code, String host) {
        if (!log.isLoggable(System.Logger.Level.INFO) || !hasRoom()) {
            return;
        }
        log.log(
                System.Logger.Level.INFO,
                SUSPICIOUS.contains(code)
                        ? LogEvent.of("declined", "request", id, "code", code, "host", host)
                        : LogEvent.of("declined", "request", id, "code", code));
    }

    private synchronized boolean hasRoom() {
        long now = clock.instant().getEpochSecond();
        if (now != second) {
            second = now;
            lines = 0;
            if (dropped > 0) {
                log.log(
                        System.Logger.Level.INFO,
                        LogEvent.of("declined-more", "requests", dropped));
                dropped = 0;
            }
        }
        if (lines >= LINES_A_SECOND) {
            dropped++;
            return false;
        }
        lines++;
        return true;
    }
}
