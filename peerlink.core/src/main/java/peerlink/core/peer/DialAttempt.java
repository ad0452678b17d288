package peerlink.core.peer;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import peerlink.api.Address;
import peerlink.api.IdentityMismatchException;
import peerlink.api.LinkInfo;
import peerlink.api.Printable;
import peerlink.api.RefusedException;
import peerlink.api.thread.SocketThreads;
import peerlink.core.model.Attempt;
import peerlink.core.model.Attempt.Result;

/** Tracks the try of one address in a {@link DialRace}. Safe for use by several threads. */
final class DialAttempt {
    private final Address address;
    private final LinkInfo.Path path;
    private final long startedAt = System.nanoTime();
    private @Nullable Thread thread;
    private Result result = Result.TRYING;
    private String detail = "";
    private @Nullable IOException failure;
    private long endedAt;

    DialAttempt(Address address) {
        this(address, LinkInfo.Path.of(address));
    }

    DialAttempt(Address address, LinkInfo.Path path) {
        this.path = path;
        this.address = address;
    }

    Address address() {
        return address;
    }

    /** Starts the thread that makes the try. */
    synchronized void start(Runnable work) {
        thread = SocketThreads.start("peerlink link-dialer " + address, work);
    }

    /** Ends the try unless it has ended, and interrupts its thread. */
    void giveUp(String why) {
        if (end(Result.GIVEN_UP, why, null)) {
            synchronized (this) {
                if (thread != null) {
                    thread.interrupt();
                }
            }
        }
    }

    /** Notes the link. Returns false if the try was given up before. */
    boolean linked() {
        return end(Result.LINKED, "", null);
    }

    /** Notes a failure. Returns false if the try was given up before. */
    boolean failed(IOException reason) {
        Result kind =
                switch (reason) {
                    case RefusedException _ -> Result.REFUSED;
                    case IdentityMismatchException _ -> Result.ANOTHER_KEY;
                    default -> Result.FAILED;
                };
        return end(kind, Printable.reason(reason), reason);
    }

    /** Notes that the address is not tried. */
    void skip(String why) {
        end(Result.SKIPPED, why, null);
    }

    synchronized boolean isUnderWay() {
        return result == Result.TRYING;
    }

    /** Returns the failure; null if the try has not failed. */
    synchronized @Nullable IOException failure() {
        return failure;
    }

    synchronized Attempt described() {
        long until = result == Result.TRYING ? System.nanoTime() : endedAt;
        return new Attempt(address, result, detail, Duration.ofNanos(until - startedAt), path);
    }

    private synchronized boolean end(Result how, String why, @Nullable IOException reason) {
        if (result != Result.TRYING) {
            return false;
        }
        result = how;
        detail = why;
        failure = reason;
        endedAt = System.nanoTime();
        return true;
    }
}
