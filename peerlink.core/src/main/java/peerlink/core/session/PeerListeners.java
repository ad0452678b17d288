package peerlink.core.session;

import java.util.Collection;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import peerlink.api.Peer;
import peerlink.api.PeerEvent;
import peerlink.api.PeerListener;
import peerlink.api.Registration;
import peerlink.core.guard.CallFailedException;
import peerlink.core.guard.CallLane;
import peerlink.core.guard.CallOutcome;
import peerlink.core.guard.GuardedCalls;
import peerlink.core.model.NodeEvent;

/**
 * Tells the plugins' listeners who comes and goes, each on threads of its plugin. None holds up
 * another, nor the node. Safe for use by several threads.
 */
public final class PeerListeners {
    /** The most events that wait for one listener. */
    static final int CAPACITY = 1000;

    private final BiConsumer<String, String> onFailure;
    private final CopyOnWriteArrayList<CallLane<PeerEvent>> lanes = new CopyOnWriteArrayList<>();

    /**
     * @param onFailure gets the plugin and the reason when a listener throws
     */
    public PeerListeners(BiConsumer<String, String> onFailure) {
        this.onFailure = onFailure;
    }

    /**
     * Adds a listener, and tells it who is there.
     *
     * @param plugin its owner
     * @param calls makes the calls, and tells of those that take too long
     * @param online returns the peers that are there
     */
    public Registration add(
            String plugin,
            PeerListener listener,
            GuardedCalls calls,
            Supplier<? extends Collection<Peer>> online) {
        Told told = new Told(plugin, listener, calls);
        CallLane<PeerEvent> lane = new CallLane<>(calls, CAPACITY, told::tell, _ -> {});
        lanes.add(lane);
        online.get().forEach(peer -> lane.add(new PeerEvent.Appeared(peer)));
        return () -> {
            lanes.removeIf(other -> other == lane);
            lane.close();
        };
    }

    /** Tells of an event of the node, if it is one of peers. Never blocks. */
    public void hear(NodeEvent event) {
        PeerEvent told =
                switch (event) {
                    case NodeEvent.PeerAppeared(var peer) -> new PeerEvent.Appeared(peer);
                    case NodeEvent.PeerLeft(var peer) -> new PeerEvent.Left(peer);
                    case NodeEvent.LinkOpened(var peer, var link) ->
                            new PeerEvent.Linked(peer, link);
                    case NodeEvent.LinkClosed(var peer, var reason) ->
                            new PeerEvent.Unlinked(peer, reason);
                    case NodeEvent.ContactsChanged() -> new PeerEvent.ContactsChanged();
                    case NodeEvent.PeersUnlisted(var _, var peers) -> {
                        peers.forEach(peer -> tell(new PeerEvent.Left(peer)));
                        yield null;
                    }
                    default -> null;
                };
        if (told != null) {
            tell(told);
        }
    }

    private void tell(PeerEvent event) {
        lanes.forEach(lane -> lane.add(event));
    }

    /** A listener with its owner. */
    private final class Told {
        private final String plugin;
        private final PeerListener listener;
        private final GuardedCalls calls;

        Told(String plugin, PeerListener listener, GuardedCalls calls) {
            this.plugin = plugin;
            this.listener = listener;
            this.calls = calls;
        }

        /** Returns whether this thread goes on: another one does if the call was given up. */
        boolean tell(PeerEvent event, Runnable goOn) {
            CallOutcome<Boolean> outcome =
                    calls.make(
                            "hearing of peers",
                            calls.limits().handle(),
                            () -> {
                                listener.hear(event);
                                return true;
                            },
                            failure -> {
                                failed(failure);
                                goOn.run();
                            });
            if (outcome == null) {
                return false;
            }
            if (outcome.failure() != null) {
                failed(outcome.failure());
            }
            return true;
        }

        private void failed(CallFailedException failure) {
            switch (failure.kind()) {
                case THREW, INTERRUPTED ->
                        onFailure.accept(plugin, "hearing of peers: " + failure.getMessage());
                case ENDED, OVERDUE -> {
                    // told already, or the lane is closed with its owner
                }
            }
        }
    }
}
