package peerlink.plugin.files;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import peerlink.api.Address;
import peerlink.api.Bytes;
import peerlink.api.Link;
import peerlink.api.LinkInfo;
import peerlink.api.PeerId;
import peerlink.api.ProtocolViolationException;

/** One end of a link within this process. Holds back a sender whose frames are not read. */
final class MemoryLink implements Link {
    private static final int CAPACITY = 8;

    private final LinkInfo info;

    /** The violations that either end has reported. */
    private final List<String> violations;

    private final Queue in;
    private final Queue out;

    private MemoryLink(PeerId remote, Queue in, Queue out, List<String> violations) {
        Address nowhere = Address.parse("memory://here:1");
        this.info =
                new LinkInfo(
                        remote,
                        nowhere,
                        nowhere,
                        LinkInfo.Origin.DIALLED,
                        "",
                        "",
                        "",
                        "",
                        Instant.EPOCH);
        this.violations = violations;
        this.in = in;
        this.out = out;
    }

    /** Returns the ends of the first and the second peer. */
    static List<MemoryLink> pair(PeerId first, PeerId second) {
        Queue there = new Queue();
        Queue back = new Queue();
        List<String> violations = new CopyOnWriteArrayList<>();
        return List.of(
                new MemoryLink(second, back, there, violations),
                new MemoryLink(first, there, back, violations));
    }

    @Override
    public LinkInfo info() {
        return info;
    }

    @Override
    public void send(List<Bytes> frames) throws IOException {
        for (Bytes frame : frames) {
            if (frame.size() == 0 || frame.size() > MAX_FRAME) {
                throw new IllegalArgumentException("frame of " + frame.size());
            }
            out.put(frame);
        }
    }

    @Override
    public Bytes receive() throws IOException {
        return in.take();
    }

    @Override
    public void reportViolation(ProtocolViolationException violation) {
        violations.add(String.valueOf(violation.getMessage()));
    }

    /** Returns the rules that were broken on the link, as either end reports. */
    List<String> violations() {
        return violations;
    }

    @Override
    public void close() {
        out.close(false);
        in.close(true);
    }

    private static final class Queue {
        private final Deque<Bytes> frames = new ArrayDeque<>();
        private boolean closed;
        private boolean byReader;

        synchronized void put(Bytes frame) throws IOException {
            while (!closed && frames.size() >= CAPACITY) {
                pause();
            }
            if (closed) {
                throw new IOException("link closed");
            }
            frames.add(frame);
            notifyAll();
        }

        synchronized Bytes take() throws IOException {
            while (!closed && frames.isEmpty()) {
                pause();
            }
            if (byReader) {
                throw new IOException("link closed here");
            }
            Bytes frame = frames.poll();
            notifyAll();
            if (frame == null) {
                throw new EOFException("link closed there");
            }
            return frame;
        }

        synchronized void close(boolean reader) {
            closed = true;
            byReader |= reader;
            notifyAll();
        }

        private void pause() throws IOException {
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted");
            }
        }
    }
}
