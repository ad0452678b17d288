package peerlink.core.session;

import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import peerlink.core.store.MessageStore;

/**
 * Gives up our messages that have waited too long for an acknowledgement. Runs on the sessions'
 * timer.
 */
public final class MessageExpiry {
    /**
     * The time in which waiting messages can go out, and directories can say that the clock is
     * wrong.
     */
    public static final Duration FIRST_CHECK = Duration.ofMinutes(1);

    private static final Duration PERIOD = Duration.ofHours(1);

    /**
     * The terms on which a message is given up.
     *
     * @param after the time for which a message is kept
     * @param firstCheck the time from the start to the first check
     * @param isClockDoubted tells whether a directory says that this machine's clock is wrong
     */
    public record Terms(Duration after, Duration firstCheck, BooleanSupplier isClockDoubted) {}

    private final SessionContext context;
    private final Terms terms;
    private final Supplier<Collection<Session>> sessions;

    /**
     * @param sessions returns the sessions with messages that wait
     */
    MessageExpiry(SessionContext context, Terms terms, Supplier<Collection<Session>> sessions) {
        this.context = context;
        this.terms = terms;
        this.sessions = sessions;
    }

    void start() {
        context.timer()
                .scheduleWithFixedDelay(
                        this::check,
                        terms.firstCheck().toMillis(),
                        PERIOD.toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    /** Stores the time that has passed, for the next run. */
    void note() {
        note(context.elapsed().follow());
    }

    private void check() {
        if (terms.isClockDoubted().getAsBoolean()) {
            return;
        }
        MessageStore.Elapsed now = context.elapsed().follow();
        long last = now.millis() - terms.after().toMillis();
        IOException reason =
                new IOException("not delivered within %d days".formatted(terms.after().toDays()));
        sessions.get().forEach(session -> session.expire(last, reason));
        note(now);
    }

    private void note(MessageStore.Elapsed now) {
        if (context.keepsMessages()) {
            context.store().apply(new MessageStore.Change.Pass(now), _ -> {});
        }
    }
}
