package peerlink.cli.local;

import peerlink.api.Delivery;
import peerlink.api.Peer;
import peerlink.core.model.NodeEvent;

/** Shows events to a user. All calls come on one thread, which may wait for the screen. */
public interface EventScreen {
    /**
     * Shows an event, and returns when it is shown.
     *
     * @throws RuntimeException if it can't be shown
     */
    void accept(NodeEvent event);

    /** Shows a message that another chat or program of the profile has sent. */
    default void sent(Delivery delivery, Peer peer) {}

    /** Tells whether it is told of sent messages. */
    default boolean showsSent() {
        return true;
    }

    /** Says that events were left out, since the screen was too far behind. */
    default void missed(int events) {}

    /**
     * Says that messages which nobody has seen are kept no longer, as too many came. Programs of
     * the profile have had them.
     */
    default void lost(long messages) {}

    /** Tells whether a user looks here: messages are for those alone. */
    default boolean isUser() {
        return true;
    }

    /** Tells whether the screen may be left behind when it takes nothing. */
    default boolean isDispensable() {
        return false;
    }

    /** Says that it is told of nothing any more, since it takes nothing. Must not block. */
    default void left() {}
}
