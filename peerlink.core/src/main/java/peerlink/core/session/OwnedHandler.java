package peerlink.core.session;

import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import peerlink.api.MessageHandler;
import peerlink.api.PeerId;
import peerlink.core.guard.CallFailedException;
import peerlink.core.guard.GuardedCalls;

/** Holds a handler, its owner, and a lane for each peer. Safe for use by several threads. */
final class OwnedHandler {
    private final MessageHandler handler;
    private final GuardedCalls calls;
    private final Consumer<CallFailedException> onFailure;
    private final ConcurrentHashMap<PeerId, HandlerLane> lanes = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /**
     * @param calls makes the calls, as those of its owner
     * @param onFailure hears of each failure
     */
    OwnedHandler(
            MessageHandler handler, GuardedCalls calls, Consumer<CallFailedException> onFailure) {
        this.handler = handler;
        this.calls = calls;
        this.onFailure = onFailure;
    }

    MessageHandler handler() {
        return handler;
    }

    /** Hands a message to the handler, after those of the same peer. Never blocks. */
    void add(PeerId peer, HandlerLane.Job job) {
        HandlerLane lane = lanes.computeIfAbsent(peer, _ -> new HandlerLane(calls, onFailure));
        lane.add(job);
        if (closed) {
            lane.close();
        }
    }

    void interrupt() {
        calls.interrupt();
    }

    /** Hands nothing to the handler any more. */
    void close() {
        closed = true;
        lanes.values().forEach(HandlerLane::close);
    }
}
