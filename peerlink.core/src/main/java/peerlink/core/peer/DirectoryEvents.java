package peerlink.core.peer;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import peerlink.api.Address;
import peerlink.api.DirectoryEvent;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.core.model.EventSink;
import peerlink.core.model.NodeEvent;

/**
 * Notes the statements of directories about peers and about themselves, and tells them as events of
 * the node.
 */
public final class DirectoryEvents implements DirectoryKeeper.Listener {
    /**
     * The code of a refusal because of a wrong clock: docs/registry-protocol.md, section Errors.
     */
    private static final String BAD_TIME = "bad-time";

    private final Peers peers;
    private final Presence presence;
    private final LastKnownTable lastKnown;
    private final EventSink events;

    /**
     * Held while the presence of peers and their last known records change together, as each
     * directory has threads of its own.
     */
    private final ReentrantLock changing = new ReentrantLock();

    /** The directories that say that this machine's clock is wrong. */
    private final Set<Address> doubting = ConcurrentHashMap.newKeySet();

    private volatile Consumer<PeerId> onAppeared = _ -> {};
    private volatile Runnable onBack = () -> {};
    private volatile Observer onObserved = (_, _, _) -> {};
    private volatile BiConsumer<Address, DirectoryEvent.Signalled> onSignal = (_, _) -> {};

    /** Learns from where a directory sees this node. */
    public interface Observer {
        /**
         * @param local this end of the connection that the directory sees, if it is known
         */
        void observed(Address directory, Address seen, Optional<Address> local);
    }

    public DirectoryEvents(
            Peers peers, Presence presence, LastKnownTable lastKnown, EventSink events) {
        this.peers = peers;
        this.presence = presence;
        this.lastKnown = lastKnown;
        this.events = events;
    }

    /** Sets the listener for each peer that a directory reports. */
    public void onAppeared(Consumer<PeerId> listener) {
        onAppeared = listener;
    }

    /** Sets the listener for each directory that can be reached, for the first time or again. */
    public void onBack(Runnable listener) {
        onBack = listener;
    }

    /** Sets the listener for the addresses from which directories see this node. */
    public void onObserved(Observer listener) {
        onObserved = listener;
    }

    /** Sets the listener for the signals that directories pass on; it must not wait. */
    public void onSignal(BiConsumer<Address, DirectoryEvent.Signalled> listener) {
        onSignal = listener;
    }

    /**
     * Tells whether a directory says that this machine's clock is wrong, and declines registrations
     * for that.
     */
    public boolean isClockDoubted() {
        return !doubting.isEmpty();
    }

    @Override
    public void told(Address directory, DirectoryEvent event) {
        switch (event) {
            case DirectoryEvent.Appeared(Peer peer) -> {
                if (!peer.id().equals(peers.self())) {
                    peers.answered(peer.name(), peer.id());
                    tell(appeared(directory, peer));
                    onAppeared.accept(peer.id());
                }
            }
            case DirectoryEvent.Left(PeerId id) -> tell(left(directory, id));
            case DirectoryEvent.Unlisted(List<PeerId> ids) -> {
                List<Peer> missing =
                        presence.unlisted(directory, ids).stream()
                                .filter(peer -> !peers.isLinked(peer.id()))
                                .map(peer -> peers.known(peer.id(), peer.name()))
                                .toList();
                if (!missing.isEmpty()) {
                    events.post(new NodeEvent.PeersUnlisted(directory, missing));
                }
            }
            case DirectoryEvent.Connected _ -> {
                presence.connected(directory);
                onBack.run();
                events.post(new NodeEvent.DirectoryConnected(directory));
            }
            case DirectoryEvent.Disconnected(String reason) -> {
                lastKnown.there(presence.present());
                presence.lost(directory);
                events.post(new NodeEvent.DirectoryLost(directory, reason));
            }
            case DirectoryEvent.Refused(String code, String reason) -> {
                if (code.equals(BAD_TIME)) {
                    doubting.add(directory);
                } else {
                    doubting.remove(directory);
                }
                events.post(new NodeEvent.RegistrationRefused(directory, code, reason));
            }
            case DirectoryEvent.Granted _ -> {
                doubting.remove(directory);
                events.post(new NodeEvent.RegistrationGranted(directory));
            }
            case DirectoryEvent.Signalled signal -> signalled(directory, signal);
            case DirectoryEvent.Conflict(String reason) ->
                    events.post(new NodeEvent.RegistrationConflict(directory, reason));
        }
    }

    /**
     * Notes such a peer as online, and no more: a claim casts no doubt on a contact of that name,
     * and a stranger who was once on the same network is not remembered.
     */
    @Override
    public void claimed(Address directory, Peer peer) {
        if (!peer.id().equals(peers.self())) {
            tell(presence.claimed(directory, peer));
            onAppeared.accept(peer.id());
        }
    }

    @Override
    public void found(List<Peer> found) {
        found.stream().filter(peer -> !peer.id().equals(peers.self())).forEach(lastKnown::told);
    }

    @Override
    public void observed(Address directory, Address seen, Optional<Address> local) {
        onObserved.observed(directory, seen, local);
    }

    @Override
    public void signalled(Address directory, DirectoryEvent.Signalled signal) {
        onSignal.accept(directory, signal);
    }

    private Presence.Change appeared(Address directory, Peer peer) {
        changing.lock();
        try {
            lastKnown.told(peer);
            return presence.appeared(directory, peer);
        } finally {
            changing.unlock();
        }
    }

    private Presence.Change left(Address directory, PeerId id) {
        changing.lock();
        try {
            Presence.Change change = presence.left(directory, id);
            if (change instanceof Presence.Change.Gone) {
                lastKnown.left(id);
            }
            return change;
        } finally {
            changing.unlock();
        }
    }

    private void tell(Presence.Change change) {
        try {
            switch (change) {
                case Presence.Change.Now(Peer peer) ->
                        events.postWhenRoom(
                                new NodeEvent.PeerAppeared(peers.known(peer.id(), peer.name())));
                case Presence.Change.Gone(Peer peer) ->
                        events.postWhenRoom(
                                new NodeEvent.PeerLeft(peers.known(peer.id(), peer.name())));
                case Presence.Change.Nothing() -> {}
            }
        } catch (InterruptedException e) {
            // the directory ends its thread
            Thread.currentThread().interrupt();
        }
    }
}
