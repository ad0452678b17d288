package peerlink.registry.server;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import peerlink.api.Bytes;

/**
 * Queues the frames that are still to be sent to a client, in order. Answers wait for room, so that
 * a client which doesn't read is not read from either; changes never wait: if there is no room for
 * one, the client is given up.
 *
 * <p>One thread at a time sends, and only while there is something to send: the thread that {@link
 * #answer} tells to, or the writer that {@link #offer} starts. It takes with {@link #take} until
 * nothing is left, or hands over with {@link #leave}. An idle client has no thread waiting here.
 */
final class FrameQueue {
    private static final int MAX_ANSWERS = 32;

    /**
     * The most bytes of answers that may wait, but for the last one: a page of the list may have 57
     * KiB.
     */
    private static final int MAX_ANSWER_BYTES = 64 << 10;

    private sealed interface Item {}

    private record AnswerFrame(Bytes frame) implements Item {}

    private record NoticeFrame(Bytes frame, int changes) implements Item {}

    private final ArrayDeque<Item> queue = new ArrayDeque<>(1);
    private final int maxChanges;
    private final Runnable onOverrun;
    private final Runnable writer;
    private int answers;
    private int answerBytes;
    private int changes;
    private boolean isClosed;
    private boolean isOverrun;

    /** True while a thread sends, or is about to. */
    private boolean isSending;

    /**
     * @param maxChanges the most changes that may wait
     * @param onOverrun called when there was no room for a change; must not block
     * @param writer starts a thread that sends; must not block
     */
    FrameQueue(int maxChanges, Runnable onOverrun, Runnable writer) {
        this.maxChanges = maxChanges;
        this.onOverrun = onOverrun;
        this.writer = writer;
    }

    /**
     * Appends an answer; blocks while too many wait. Once closed, drops it.
     *
     * @return true if the caller is to send now
     */
    synchronized boolean answer(Bytes frame) throws InterruptedException {
        while ((answers >= MAX_ANSWERS || answerBytes >= MAX_ANSWER_BYTES) && !isClosed) {
            wait();
        }
        if (isClosed) {
            return false;
        }
        queue.add(new AnswerFrame(frame));
        answers++;
        answerBytes += frame.size();
        return begin();
    }

    /**
     * Appends changes, without ever waiting.
     *
     * @param frame the changes in their form on the wire; watchers share it
     * @param count the number of changes
     * @return false if there was no room: the outbox is closed, and its frames are dropped
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
        queue.add(new NoticeFrame(frame, count));
        changes += count;
        if (begin()) {
            writer.run();
        }
        return true;
    }

    /** Takes no more; its frames are still sent. */
    synchronized void close() {
        isClosed = true;
        notifyAll();
    }

    /** Takes no more, and drops its frames: the link is of no more use. */
    synchronized void fail() {
        queue.clear();
        isSending = false;
        close();
    }

    /** Returns the frames to send next; if there are none, the caller no longer sends. */
    synchronized List<Bytes> take() {
        var frames = new ArrayList<Bytes>();
        while (frames.size() < MAX_ANSWERS && queue.poll() instanceof Item next) {
            switch (next) {
                case AnswerFrame(Bytes frame) -> {
                    answers--;
                    answerBytes -= frame.size();
                    frames.add(frame);
                }
                case NoticeFrame(Bytes frame, int count) -> {
                    changes -= count;
                    frames.add(frame);
                }
            }
        }
        isSending = !frames.isEmpty();
        notifyAll();
        return frames;
    }

    /** Ends the caller's sending; a writer sends the frames that came meanwhile. */
    synchronized void leave() {
        isSending = !queue.isEmpty();
        if (isSending) {
            writer.run();
        }
        notifyAll();
    }

    /** Waits until everything is sent, but no longer than told. */
    synchronized void awaitSent(Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        for (long left = patience.toNanos();
                isSending && left > 0;
                left = end - System.nanoTime()) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }

    private boolean begin() {
        boolean isFirst = !isSending;
        isSending = true;
        return isFirst;
    }
}
