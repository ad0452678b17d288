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
    /** The resources of an accepted offer. */
    record Begun(IncomingFile file, Progress progress, Watchdog.Deadline deadline) {}

    interface Beginning {
        Begun begin() throws IOException;
    }

    private final Watchdog.Deadline answer;
    private final Consumer<IOException> onPartLeft;
    private final ReentrantLock lock = new ReentrantLock();

    /** Guarded by the lock, as all below. */
    private IncomingStage stage = IncomingStage.OFFERED;

    private @Nullable Begun begun;

    /**
     * @param answer the deadline for the user's answer
     * @param onPartLeft gets the error when a part can't be removed
     */
    Reception(Watchdog.Deadline answer, Consumer<IOException> onPartLeft) {
        this.answer = answer;
        this.onPartLeft = onPartLeft;
    }

    IncomingStage stage() {
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
            if (stage != IncomingStage.OFFERED) {
                return false;
            }
            begun = beginning.begin();
            stage = IncomingStage.RECEIVING;
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
            return stage == IncomingStage.OFFERED && end() == IncomingStage.OFFERED;
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
            if (stage != IncomingStage.ENDED) {
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
            if (stage == IncomingStage.ENDED) {
                return null;
            }
            Begun receiving = requireReceiving();
            file = receiving.file;
            receiving.deadline.close();
            stage = IncomingStage.FINISHING;
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
                stage = IncomingStage.RECEIVING;
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
     * @return the stage before; with {@link IncomingStage#FINISHING} and {@link
     *     IncomingStage#ENDED}, this call has done nothing
     */
    IncomingStage end() {
        lock.lock();
        try {
            IncomingStage before = stage;
            if (before == IncomingStage.OFFERED || before == IncomingStage.RECEIVING) {
                stage = IncomingStage.ENDED;
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
        if (stage != IncomingStage.RECEIVING || begun == null) {
            throw new ProtocolViolationException("sent before it was accepted");
        }
        return begun;
    }
}
