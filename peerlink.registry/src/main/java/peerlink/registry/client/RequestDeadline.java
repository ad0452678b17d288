package peerlink.registry.client;

import java.io.IOException;
import java.time.Duration;

/** Bounds a call: the moment by which it must have returned. */
record RequestDeadline(long nanos) {
    static RequestDeadline in(Duration time) {
        return new RequestDeadline(System.nanoTime() + time.toNanos());
    }

    /** Returns the time that is left; zero or less if none is. */
    Duration left() {
        return Duration.ofNanos(nanos - System.nanoTime());
    }

    /**
     * Returns the time that is left.
     *
     * @throws IOException if none is
     */
    Duration require() throws IOException {
        Duration left = left();
        if (!left.isPositive()) {
            throw new IOException("the registry has not answered in time");
        }
        return left;
    }
}
