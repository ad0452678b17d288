package peerlink.cli.repl;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import peerlink.cli.text.Line;
import peerlink.cli.text.View;

/**
 * Holds the questions of commands that run until the user answers, the oldest first. The answer is
 * a command of its own: a line that the user types for a peer must not go to a plugin, nor the
 * other way round. Safe for use by several threads.
 */
final class Questions {
    private final View view;
    private final ReentrantLock lock = new ReentrantLock();

    /** Guarded by the lock. */
    private final Deque<CompletableFuture<Optional<String>>> open = new ArrayDeque<>();

    Questions(View view) {
        this.view = view;
    }

    /** Shows a question of a command, and waits for the answer. */
    Optional<String> ask(String command, String question) throws InterruptedException {
        CompletableFuture<Optional<String>> answer = new CompletableFuture<>();
        lock.lock();
        try {
            open.add(answer);
        } finally {
            lock.unlock();
        }
        view.show(
                Line.of(Line.Tone.STRONG, "/" + command + " asks: ")
                        .and(Line.Tone.PLAIN, question)
                        .and(Line.Tone.DIM, "  (/answer TEXT)"));
        try {
            return answer.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } finally {
            remove(answer);
        }
    }

    /** Answers the oldest question; false if there is none. */
    boolean answer(String text) {
        CompletableFuture<Optional<String>> oldest = oldest();
        return oldest != null && oldest.complete(Optional.of(text));
    }

    private @Nullable CompletableFuture<Optional<String>> oldest() {
        lock.lock();
        try {
            return open.poll();
        } finally {
            lock.unlock();
        }
    }

    private void remove(CompletableFuture<Optional<String>> answer) {
        lock.lock();
        try {
            open.remove(answer);
        } finally {
            lock.unlock();
        }
    }
}
