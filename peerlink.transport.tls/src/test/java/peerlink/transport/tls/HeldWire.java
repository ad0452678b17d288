package peerlink.transport.tls;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import peerlink.api.Address;

/** Holds up writes, as a full socket does. */
final class HeldWire implements Wire {
    private final Wire wire;
    private final CountDownLatch isHeld = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private final AtomicBoolean holdsOne = new AtomicBoolean();
    private volatile boolean holdsAll;

    HeldWire(Wire wire) {
        this.wire = wire;
    }

    /** Holds up the next write, but none that comes after it. */
    void holdOne() {
        holdsOne.set(true);
    }

    /** Holds up all writes from now on. */
    void holdAll() {
        holdsAll = true;
    }

    void awaitHeld() throws InterruptedException {
        isHeld.await();
    }

    void release() {
        holdsAll = false;
        released.countDown();
    }

    @Override
    public Address localAddress() {
        return wire.localAddress();
    }

    @Override
    public Address remoteAddress() {
        return wire.remoteAddress();
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        return wire.read(buffer, offset, length);
    }

    @Override
    public void write(byte[] buffer, int offset, int length) throws IOException {
        if (holdsOne.getAndSet(false) || holdsAll) {
            isHeld.countDown();
            try {
                released.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException("nobody interrupts this thread", e);
            }
        }
        wire.write(buffer, offset, length);
    }

    @Override
    public void endOutput() throws IOException {
        wire.endOutput();
    }

    /** Lets go of the writes that are held up; they fail. */
    @Override
    public void close() {
        wire.close();
        release();
    }
}
