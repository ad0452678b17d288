package peerlink.plugin.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import peerlink.api.Bytes;
import peerlink.api.Progress;
import peerlink.api.ProtocolViolationException;

/**
 * The stage of an incoming file, with its resources: the deadline, the part on the disk, the
 * progress shown. It knows no link and sends nothing. Safe for use by several threads.
 */
final class Reception {
    enum Stage {
        /** The user has yet to answer. */
        OFFERED,
        RECEIVING,
        /**
         * All bytes have come and go to the disk. No other thread ends this stage, and no lock is
         * held for it.
         */
        FINISHING,
        ENDED
    }

    /** The resources of an accepted offer. */
    record Begun(IncomingFile file, Progress progress, Watchdog.Deadline deadline) {}

    interface Beginning {
        Begun begin() throws IOException;
    }

    private final Watchdog.Deadline answer;
    private final Consumer<IOException> onPartLeft;
    private final ReentrantLock lock = new ReentrantLock();

    /** Guarded by the lock, as all below. */
    private Stage stage = Stage.OFFERED;

    private @Nullable Begun begun;

    /**
     * @param answer the deadline for the user's answer
     * @param onPartLeft gets the error when a part can't be removed
     */
    Reception(Watchdog.Deadline answer, Consumer<IOException> onPartLeft) {
        this.answer = answer;
        this.onPartLeft = onPartLeft;
    }

    Stage stage() {
        lock.lock();
        try {
            return stage;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Accepts the offer. If the beginning fails, the offer stands as before.
     *
     * @return false if there is no offer any more
     */
    boolean accept(Beginning beginning) throws IOException {
        lock.lock();
        try {
            if (stage != Stage.OFFERED) {
                return false;
            }
            begun = beginning.begin();
            stage = Stage.RECEIVING;
            answer.close();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Declines the offer; false if there is none any more. */
    boolean refuse() {
        lock.lock();
        try {
            return stage == Stage.OFFERED && end() == Stage.OFFERED;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Appends bytes; drops those after the end.
     *
     * @throws ProtocolViolationException if the offer is not accepted, or they are more than
     * offered
     */
    void write(ByteBuffer content) throws IOException {
        lock.lock();
        try {
            if (stage != Stage.ENDED) {
                Begun receiving = requireReceiving();
                int length = content.remaining();
                receiving.file.write(content);
                receiving.progress.advance(length);
                receiving.deadline.renew();
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Checks the file, brings it to the disk and gives it its name, which ends the reception. If it
     * fails, the caller has yet to end it. Called by the thread that writes.
     *
     * @return the path of the file, or null if the reception had ended before
     * @throws ProtocolViolationException if the offer is not accepted, or the file differs from the
     * offer
     */
    @Nullable Path finish(Bytes digest) throws IOException {
        IncomingFile file;
        lock.lock();
        try {
            if (stage == Stage.ENDED) {
                return null;
            }
            Begun receiving = requireReceiving();
            file = receiving.file;
            receiving.deadline.close();
            stage = Stage.FINISHING;
        } finally {
            lock.unlock();
        }
        boolean saved = false;
        try {
            Path path = file.finish(digest);
            saved = true;
            return path;
        } finally {
            lock.lock();
            try {
                stage = Stage.RECEIVING;
                if (saved) {
                    end();
                }
            } finally {
                lock.unlock();
            }
        }
    }

    /**
     * Ends the reception, and removes an incomplete file.
     *
     * @return the stage before; with {@link Stage#FINISHING} and {@link Stage#ENDED}, this call has
     * done nothing
     */
    Stage end() {
        lock.lock();
        try {
            Stage before = stage;
            if (before == Stage.OFFERED || before == Stage.RECEIVING) {
                stage = Stage.ENDED;
                answer.close();
                if (begun != null) {
                    release(begun);
                }
            }
            return before;
        } finally {
            lock.unlock();
        }
    }

    private void release(Begun receiving) {
        receiving.deadline.close();
        receiving.progress.close();
        try {
            receiving.file.discard();
        } catch (IOException e) {
            onPartLeft.accept(e);
        }
    }

    private Begun requireReceiving() throws ProtocolViolationException {
        if (stage != Stage.RECEIVING || begun == null) {
            throw new ProtocolViolationException("sent before it was accepted");
        }
        return begun;
    }
}
