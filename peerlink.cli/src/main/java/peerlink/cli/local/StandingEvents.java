package peerlink.cli.local;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import peerlink.core.model.NodeEvent;

/**
 * Remembers the events that a chat needs which begins later: those whose state holds still, and
 * those that nobody was there to see. Not safe for use by several threads.
 */
final class StandingEvents {
    /** The most of each kind; the oldest leave. */
    static final int MOST = 200;

    private final Map<Object, NodeEvent> holding = new LinkedHashMap<>();
    private final Deque<NodeEvent> unseen = new ArrayDeque<>();

    private record Key(String kind, Object of) {}

    /**
     * Notes an event.
     *
     * @param isUnseen whether nobody is there to see it
     */
    void note(NodeEvent event, boolean isUnseen) {
        switch (event) {
            case NodeEvent.DirectoryLost(var directory, _) -> hold("lost", directory, event);
            case NodeEvent.DirectoryConnected(var directory) -> drop("lost", directory);
            case NodeEvent.RegistrationRefused refused ->
                    hold("registration", refused.directory(), event);
            case NodeEvent.RegistrationConflict(var directory, _) ->
                    hold("registration", directory, event);
            case NodeEvent.RegistrationGranted(var directory) -> drop("registration", directory);
            case NodeEvent.ListeningEnded(var address, _) -> hold("listening", address, event);
            case NodeEvent.ListeningResumed(var address) -> drop("listening", address);
            case NodeEvent.JournalFull full -> hold("journal", "", full);
            case NodeEvent.JournalHasRoom _ -> drop("journal", "");
            case NodeEvent.StatusChanged(_, var item, _, var gone) ->
                    holdUnless(gone, "status", item, event);
            case NodeEvent.ProgressChanged progress ->
                    holdUnless(progress.finished(), "progress", progress.task(), event);
            case NodeEvent.PluginChanged(var plugin) -> {
                drop("plugin failed", plugin.name());
                holdUnless(!plugin.state().isWaiting(), "plugin", plugin.name(), event);
            }
            case NodeEvent.PluginFailed(var plugin, _) -> hold("plugin failed", plugin, event);
            case NodeEvent.MessageDelivered _,
                    NodeEvent.MessageFailed _,
                    NodeEvent.MessageUnhandled _,
                    NodeEvent.StoreFailed _,
                    NodeEvent.LastKnownLost _,
                    NodeEvent.ContactsUnreadable _,
                    NodeEvent.RegistryNotAdded _,
                    NodeEvent.IdentityChanged _,
                    NodeEvent.NameClaimed _,
                    NodeEvent.AnotherKeyAnswered _,
                    NodeEvent.Notice _,
                    NodeEvent.PluginSent _,
                    NodeEvent.PluginSettingsUnreadable _ -> {
                if (isUnseen) {
                    unseen.add(event);
                    if (unseen.size() > MOST) {
                        unseen.remove();
                    }
                }
            }
            // the node keeps these itself
            case NodeEvent.MessageArrived _, NodeEvent.RequestArrived _ -> {}
            // these are past
            case NodeEvent.PeerAppeared _,
                    NodeEvent.PeerLeft _,
                    NodeEvent.PeersUnlisted _,
                    NodeEvent.RegistryAdded _,
                    NodeEvent.ContactsChanged _,
                    NodeEvent.LinkOpened _,
                    NodeEvent.LinkClosed _ -> {}
        }
    }

    private void holdUnless(boolean isOver, String kind, Object of, NodeEvent event) {
        if (isOver) {
            drop(kind, of);
        } else {
            hold(kind, of, event);
        }
    }

    private void hold(String kind, Object of, NodeEvent event) {
        holding.put(new Key(kind, of), event);
        if (holding.size() > MOST) {
            holding.remove(holding.keySet().iterator().next());
        }
    }

    private void drop(String kind, Object of) {
        holding.remove(new Key(kind, of));
    }

    /**
     * Returns the events for a chat that begins.
     *
     * @param isFirst whether nobody else is there; then it gets the unseen ones, once
     */
    List<NodeEvent> forNewcomer(boolean isFirst) {
        List<NodeEvent> events = new ArrayList<>(holding.values());
        if (isFirst) {
            events.addAll(unseen);
            unseen.clear();
        }
        return events;
    }
}
