package peerlink.cli.repl;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Runs commands of plugins beside the chat, each on a thread of its own, so that the user goes on
 * typing, and can cancel one that takes too long. Safe for use by several threads.
 */
final class RunningCommands {
    private record Running(String name, Thread thread) {}

    private final ReentrantLock lock = new ReentrantLock();

    /** Guarded by the lock; the newest last. */
    private final Deque<Running> running = new ArrayDeque<>();

    /** Starts a command. */
    void start(String name, Runnable command) {
        Thread thread =
                Thread.ofVirtual()
                        .name("peerlink plugin-command " + name)
                        .unstarted(() -> run(command));
        Running started = new Running(name, thread);
        lock.lock();
        try {
            running.add(started);
            thread.start();
        } finally {
            lock.unlock();
        }
    }

    /** Runs a command, and keeps nothing of it: its plugin may end, and has to leave the memory. */
    private void run(Runnable command) {
        try {
            command.run();
        } finally {
            lock.lock();
            try {
                running.removeIf(one -> one.thread == Thread.currentThread());
            } finally {
                lock.unlock();
            }
        }
    }

    /** Cancels the newest command that runs, and returns its name; empty if none does. */
    Optional<String> cancelNewest() {
        lock.lock();
        try {
            Running newest = running.pollLast();
            if (newest == null) {
                return Optional.empty();
            }
            newest.thread.interrupt();
            return Optional.of(newest.name);
        } finally {
            lock.unlock();
        }
    }
}
