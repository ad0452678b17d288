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
 * How far an incoming file is, with what it holds on the way: the deadline, the part on the disk,
 * the progress shown. Knows of no link and tells nobody. Safe for use by several threads.
 */
final class Reception {
    enum Stage {
        /** The user has yet to answer. */
        OFFERED,
        RECEIVING,
        /**
         * All has come and is brought to the disk. This is not ended from outside, and no lock is
         * held for it.
         */
        FINISHING,
        ENDED
    }

    /** What an accepted offer goes on with. */
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
     * @param answer passes unless the user answers before
     * @param onPartLeft told when a part can't be removed
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
     * Takes the offer, unless the beginning fails; then it stands as before.
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
     * Appends bytes; what comes after the end is dropped.
     *
     * @throws ProtocolViolationException if the offer is not accepted, or they are more than
     *     offered
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
     * Checks the file, brings it to the disk and gives it its name; that ends it. If it fails,
     * somebody has yet to end it. Called by the thread that writes.
     *
     * @return where it lies, or null if it had ended before
     * @throws ProtocolViolationException if the offer is not accepted, or the file is not what was
     *     offered
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
     * Ends it, and removes what is not complete.
     *
     * @return the stage that it was in; with {@link Stage#FINISHING} and {@link Stage#ENDED}, this
     *     call has done nothing
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
