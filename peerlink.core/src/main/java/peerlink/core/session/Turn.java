package peerlink.core.session;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Holds what the thread that uses an exchange does itself, once it has released its lock, instead
 * of waking others for it: it commits changes, writes frames, and then tells the parts that wait,
 * in this order. A message, or an acknowledgement, so leaves in the time of the disk. For the
 * thread that it is bound to.
 */
final class Turn {
    private static final ScopedValue<Turn> CURRENT = ScopedValue.newInstance();

    /** A call that uses an exchange, without its lock at its beginning and end. */
    interface Call<T extends @Nullable Object, X extends Exception> {
        T make() throws X;
    }

    private enum Phase {
        CALLING,
        COMMITTING,
        OVER
    }

    private final Object exchange;
    private final Set<MessageLink> links = new LinkedHashSet<>();
    private final List<Runnable> told = new ArrayList<>();
    private Phase phase = Phase.CALLING;

    private Turn(Object exchange) {
        this.exchange = exchange;
    }

    /**
     * Makes a call in a turn. A call within another turn gets none: what is told in one would begin
     * the next, ever deeper. A virtual thread gets none: it would keep its carrier while the disk
     * syncs, and an interrupt of one that writes to a socket closes the socket.
     *
     * @param exchange the guarded exchange that the call uses
     * @param commit commits the changes of the call
     */
    static <T extends @Nullable Object, X extends Exception> T make(
            Object exchange, Runnable commit, Call<T, X> call) throws X {
        if (CURRENT.isBound() || Thread.currentThread().isVirtual()) {
            return call.make();
        }
        Turn turn = new Turn(exchange);
        return ScopedValue.where(CURRENT, turn)
                .call(
                        () -> {
                            try {
                                return call.make();
                            } finally {
                                turn.end(commit);
                            }
                        });
    }

    /** Returns the calling thread's turn at an exchange, or null. */
    static @Nullable Turn at(Object exchange) {
        Turn turn = CURRENT.isBound() ? CURRENT.get() : null;
        return turn != null && turn.exchange == exchange && turn.phase != Phase.OVER ? turn : null;
    }

    /** Tells whether the changes that are asked for now will be committed in this turn. */
    boolean commits() {
        return phase == Phase.CALLING;
    }

    /** Has a link's frames written. */
    void write(MessageLink link) {
        links.add(link);
    }

    /** Has actions run in the end. */
    void tell(List<Runnable> actions) {
        told.addAll(actions);
    }

    private void end(Runnable commit) {
        phase = Phase.COMMITTING;
        try {
            commit.run();
        } finally {
            phase = Phase.OVER;
            try {
                links.forEach(MessageLink::writeNow);
            } finally {
                told.forEach(Runnable::run);
            }
        }
    }
}
