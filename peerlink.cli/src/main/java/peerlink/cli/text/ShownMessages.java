package peerlink.cli.text;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** The texts of the messages that a chat has shown last. Safe for use by several threads. */
public final class ShownMessages {
    /** The largest number of messages. */
    public static final int MOST = 50;

    private final Deque<Shown> latest = new ArrayDeque<>();

    /**
     * A message.
     *
     * @param writer the name that stands before it
     */
    public record Shown(String writer, String text) {}

    /** Adds a message as the newest. */
    public synchronized void add(String writer, String text) {
        latest.addFirst(new Shown(writer, text));
        if (latest.size() > MOST) {
            latest.removeLast();
        }
    }

    /** Returns the number of messages. */
    public synchronized int size() {
        return latest.size();
    }

    /**
     * Returns a message.
     *
     * @param number 1 for the newest
     */
    public synchronized Optional<Shown> message(int number) {
        return latest.stream().skip(number - 1L).findFirst();
    }
}
