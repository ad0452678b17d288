package peerlink.registry;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import peerlink.api.Bytes;
import peerlink.api.Link;

/**
 * What a client is still to be sent, in order. Answers wait for room, so that a client which doesn't read is not read from
 * either; changes never wait: when there is no room for one, the client is given up. The link's writer alone takes.
 */
final class Outbox {
    private static final int MAX_ANSWERS = 32;

    private sealed interface Item {}

    private record Answer(Bytes frame) implements Item {}

    private record News(Bytes frame, int changes) implements Item {}

    private final ArrayDeque<Item> queue = new ArrayDeque<>();
    private final int maxChanges;
    private final Runnable onOverrun;
    private int answers;
    private int changes;
    private boolean isClosed;
    private boolean isOverrun;

    /**
     * @param maxChanges how many changes may wait
     * @param onOverrun called when there was no room for a change; must not block
     */
    Outbox(int maxChanges, Runnable onOverrun) {
        this.maxChanges = maxChanges;
        this.onOverrun = onOverrun;
    }

    /** Appends an answer; waits while too many do. Once closed, drops it. */
    synchronized void answer(Bytes frame) throws InterruptedException {
        while (answers >= MAX_ANSWERS && !isClosed) {
            wait();
        }
        if (!isClosed) {
            queue.add(new Answer(frame));
            answers++;
            notifyAll();
        }
    }

    /**
     * Appends changes, without ever waiting.
     *
     * @param frame the changes as they are sent; watchers share it
     * @param count how many they are
     * @return false if there was no room: the outbox is closed, and what was in it is dropped
     */
    synchronized boolean offer(Bytes frame, int count) {
        if (isClosed) {
            return !isOverrun;
        }
        if (changes + count > maxChanges) {
            isOverrun = true;
            queue.clear();
            close();
            onOverrun.run();
            return false;
        }
        queue.add(new News(frame, count));
        changes += count;
        notifyAll();
        return true;
    }

    /** Takes no more; what is in it is still sent. */
    synchronized void close() {
        isClosed = true;
        notifyAll();
    }

    /**
     * Sends what comes until the outbox is closed and empty.
     *
     * @param busy called with true before and with false after each call of the link
     */
    void drainTo(Link link, Activity busy) throws IOException, InterruptedException {
        for (List<Bytes> frames = take(); !frames.isEmpty(); frames = take()) {
            busy.sending(true);
            link.send(frames);
            busy.sending(false);
        }
    }

    /** Waits for something to send; empty when there will be nothing any more. */
    private synchronized List<Bytes> take() throws InterruptedException {
        while (queue.isEmpty() && !isClosed) {
            wait();
        }
        var frames = new ArrayList<Bytes>();
        while (frames.size() < MAX_ANSWERS && queue.poll() instanceof Item next) {
            switch (next) {
                case Answer(Bytes frame) -> {
                    answers--;
                    frames.add(frame);
                }
                case News(Bytes frame, int count) -> {
                    changes -= count;
                    frames.add(frame);
                }
            }
        }
        notifyAll();
        return frames;
    }

    /** Told when the link is being written to. */
    @FunctionalInterface
    interface Activity {
        void sending(boolean now);
    }
}
