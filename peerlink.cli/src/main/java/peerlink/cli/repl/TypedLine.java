package peerlink.cli.repl;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import peerlink.api.Message;
import peerlink.api.Peer;

/**
 * The line that is being typed, with the peer for whom it was begun. Listeners are told of it a
 * little after it has changed, so that the end of a process costs no more than the last keys. Safe
 * for use by several threads.
 */
public final class TypedLine {
    /** The longest line that listeners are told of, in characters: that of the longest message. */
    static final int LONGEST = Message.MAX_TEXT;

    private final Supplier<@Nullable Peer> open;
    private final List<Telling> tellings = new CopyOnWriteArrayList<>();
    private volatile String text;
    private volatile boolean isOver;

    /**
     * A line as far as it is typed.
     *
     * @param peer the peer for whom it was begun; empty if no chat was open
     * @param text may be empty
     */
    public record State(Optional<Peer> peer, String text) {}

    /**
     * @param begun the line at the beginning
     * @param open returns the peer whose chat is open, or null
     */
    TypedLine(String begun, Supplier<@Nullable Peer> open) {
        this.text = begun;
        this.open = open;
    }

    /** Notes the line as it is now. Does not block. */
    void changed(String now) {
        if (!isOver && now.length() <= LONGEST) {
            text = now;
            tellings.forEach(Telling::soon);
        }
    }

    /** Leaves the line as it is, since the chat ends, and the keyboard with it. */
    void end() {
        isOver = true;
    }

    /**
     * Sets the line that the keyboard has given back unsent at its end. It alone knows whether an
     * Enter in that moment came in time.
     */
    void left(String line) {
        if (line.length() <= LONGEST) {
            text = line;
        }
    }

    /** Tells all listeners of the line soon, without their pause. Does not block. */
    void tellNow() {
        tellings.forEach(Telling::now);
    }

    /**
     * Adds a listener, which is told of the line as it is first, and then of changes. It may block;
     * one thread at a time calls it.
     *
     * @param pause the shortest time between two changes that it is told of
     * @param thread the name of the thread that calls it
     */
    public void tell(Duration pause, String thread, Consumer<State> listener) {
        Telling telling = new Telling(pause, thread, listener);
        tellings.add(telling);
        telling.soon();
    }

    /**
     * Returns the line with the peer for whom it was begun. The user may turn to another
     * conversation between the two looks; but the line is empty before, and the other one's comes
     * later.
     */
    public State now() {
        while (true) {
            Peer before = open.get();
            String now = text;
            Peer after = open.get();
            if (before == null && after == null) {
                return new State(Optional.empty(), now);
            }
            if (before != null && after != null && before.id().equals(after.id())) {
                return new State(Optional.of(after), now);
            }
        }
    }

    /** Tells one listener. */
    private final class Telling {
        private final Duration pause;
        private final String thread;
        private final Consumer<State> listener;
        private final AtomicBoolean isDue = new AtomicBoolean();
        private final ReentrantLock lock = new ReentrantLock();

        Telling(Duration pause, String thread, Consumer<State> listener) {
            this.pause = pause;
            this.thread = thread;
            this.listener = listener;
        }

        void soon() {
            if (!isDue.getAndSet(true)) {
                CompletableFuture.delayedExecutor(
                                pause.toNanos(), TimeUnit.NANOSECONDS, this::start)
                        .execute(
                                () -> {
                                    isDue.set(false);
                                    tell();
                                });
            }
        }

        void now() {
            start(this::tell);
        }

        private void start(Runnable task) {
            Thread.ofVirtual().name(thread).start(task);
        }

        /** Tells of the line as it is now: nobody is told of an older one after a newer one. */
        private void tell() {
            lock.lock();
            try {
                listener.accept(TypedLine.this.now());
            } finally {
                lock.unlock();
            }
        }
    }
}
