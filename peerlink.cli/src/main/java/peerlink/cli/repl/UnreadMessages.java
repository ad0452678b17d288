package peerlink.cli.repl;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.Registration;
import peerlink.core.model.NodeEvent.MessageArrived;

/**
 * The messages of a profile that no chat has shown yet, as another conversation was open. All chats
 * of the node share them, and they outlive it: a message is on the disk before the node may forget
 * it. Safe for use by several threads.
 */
final class UnreadMessages {
    /** The largest number of messages; further ones are shown at once. */
    static final int MOST = 1000;

    /** The most characters of all their texts. */
    static final int MOST_TEXT = 4 << 20;

    private static final int MOST_SHOWN = 4096;

    private final UnreadFiles files;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    // this guards these
    private final Map<Key, UnreadFiles.Stored> kept = new LinkedHashMap<>();
    private final Set<Key> shown = new LinkedHashSet<>();
    private int text;

    /** Names a message: its id is its sender's choice. */
    private record Key(PeerId peer, String id) {
        static Key of(MessageArrived arrived) {
            return new Key(arrived.peer().id(), arrived.message().id());
        }
    }

    /**
     * A peer with unread messages.
     *
     * @param peer the peer, as it was called then
     */
    record Waiting(Peer peer, int messages) {}

    /**
     * @param profile the profile's folder
     * @param self the profile's own id
     */
    UnreadMessages(Path profile, PeerId self) {
        this.files = new UnreadFiles(profile, self);
        for (UnreadFiles.Stored stored : files.all(MOST)) {
            put(stored);
        }
    }

    private void put(UnreadFiles.Stored stored) {
        kept.put(Key.of(stored.message().arrived()), stored);
        text += stored.message().arrived().shown().length();
    }

    /**
     * Keeps a message, unless a chat has shown it. It is on the disk when this returns.
     *
     * @param isBlocked tells whether the user has blocked a peer: messages of such peers make room
     *     for others, the oldest first
     * @throws IOException if it can't be kept, such as when there are too many
     */
    void keep(MessageArrived arrived, Predicate<Peer> isBlocked) throws IOException {
        synchronized (this) {
            Key key = Key.of(arrived);
            if (shown.contains(key) || kept.containsKey(key)) {
                return;
            }
            makeRoom(arrived.shown().length(), isBlocked);
            if (!hasRoom(arrived.shown().length())) {
                throw new IOException(
                        "%d unread messages wait, and there is no room for more"
                                .formatted(kept.size()));
            }
            UnreadMessage message = new UnreadMessage(arrived);
            put(new UnreadFiles.Stored(files.add(message), message));
        }
        changed();
    }

    private boolean hasRoom(int length) {
        return kept.size() < MOST && text + length <= MOST_TEXT;
    }

    private void makeRoom(int length, Predicate<Peer> isBlocked) {
        if (hasRoom(length)) {
            return;
        }
        Set<PeerId> blocked =
                waiting().stream()
                        .map(Waiting::peer)
                        .filter(isBlocked)
                        .map(Peer::id)
                        .collect(Collectors.toSet());
        for (Key key : List.copyOf(kept.keySet())) {
            if (hasRoom(length)) {
                return;
            }
            if (blocked.contains(key.peer())) {
                remove(key);
            }
        }
    }

    private boolean remove(Key key) {
        UnreadFiles.Stored stored = kept.remove(key);
        if (stored == null) {
            return false;
        }
        text -= stored.message().arrived().shown().length();
        files.remove(stored.number());
        return true;
    }

    /** Notes that a chat shows a message, so that it counts as unread nowhere. */
    void shown(MessageArrived arrived) {
        shown(List.of(arrived));
    }

    /** Notes that a chat has shown messages. */
    void shown(Collection<MessageArrived> messages) {
        boolean isChanged = false;
        synchronized (this) {
            for (MessageArrived arrived : messages) {
                Key key = Key.of(arrived);
                if (shown.size() >= MOST_SHOWN) {
                    shown.remove(shown.iterator().next());
                }
                shown.add(key);
                isChanged |= remove(key);
            }
        }
        if (isChanged) {
            changed();
        }
    }

    /** Returns a peer's messages, the oldest first. */
    synchronized List<UnreadMessage> of(PeerId peer) {
        return kept.values().stream()
                .map(UnreadFiles.Stored::message)
                .filter(message -> message.arrived().peer().id().equals(peer))
                .toList();
    }

    /** Returns the peers whose messages wait, that of the oldest message first. */
    synchronized List<Waiting> waiting() {
        Map<PeerId, Waiting> all = new LinkedHashMap<>();
        for (UnreadFiles.Stored stored : kept.values()) {
            Peer peer = stored.message().arrived().peer();
            all.merge(
                    peer.id(),
                    new Waiting(peer, 1),
                    (known, one) -> new Waiting(one.peer(), known.messages() + one.messages()));
        }
        return new ArrayList<>(all.values());
    }

    /**
     * Adds a listener for changes, which may come on any thread; it must not block.
     */
    Registration watch(Runnable listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    private void changed() {
        listeners.forEach(Runnable::run);
    }
}
