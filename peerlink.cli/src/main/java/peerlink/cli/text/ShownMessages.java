package peerlink.cli.text;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import peerlink.api.PeerId;
import peerlink.api.Printable;

/** The texts of the messages that a chat has shown last. Safe for use by several threads. */
public final class ShownMessages {
    /** The largest number of messages. */
    public static final int MOST = 50;

    private final Deque<Shown> latest = new ArrayDeque<>();
    private int onScreen;

    /**
     * A message.
     *
     * @param peer the other side
     * @param isSent whether it went to the peer, and did not come from it
     * @param writer the name that stands before it
     * @param at the time at which it came or was typed
     */
    public record Shown(PeerId peer, boolean isSent, String writer, Instant at, String text) {
        /** Tells whether this is the text, with the peer, in that direction. */
        public boolean is(PeerId with, boolean sent, String said) {
            return peer.equals(with)
                    && isSent == sent
                    && Printable.lines(text).equals(Printable.lines(said));
        }
    }

    /** Adds a message as the newest. */
    public synchronized void add(Shown message) {
        latest.addFirst(message);
        onScreen++;
        if (latest.size() > MOST) {
            latest.removeLast();
        }
    }

    /** Notes that the screen was made empty. */
    public synchronized void cleared() {
        onScreen = 0;
    }

    /**
     * Returns those of the messages that are on the screen, the newest first.
     *
     * @param rows the height of the screen
     */
    public synchronized List<Shown> onScreen(int rows) {
        return latest.stream().limit(Math.min(onScreen, rows)).toList();
    }

    /** Returns all the messages, the newest first. */
    public synchronized List<Shown> all() {
        return List.copyOf(latest);
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
