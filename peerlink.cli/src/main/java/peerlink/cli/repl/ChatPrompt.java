package peerlink.cli.repl;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import peerlink.api.Peer;
import peerlink.cli.text.ContactLines;
import peerlink.cli.text.EventLines;
import peerlink.cli.text.Glyphs;
import peerlink.core.Node;
import peerlink.core.model.Trust;

/** Words the prompt, which has all that decides whether to type. Any thread may call. */
final class ChatPrompt {
    private final Node node;
    private final EventLines events;
    private volatile boolean isPresenceKnown;

    ChatPrompt(Node node, EventLines events) {
        this.node = node;
        this.events = events;
    }

    /** Notes that directories have had the time to tell who is there. */
    void presenceKnown() {
        isPresenceKnown = true;
    }

    /**
     * Returns the prompt, with the present name of the open chat's peer, a question mark while its
     * key is unverified, and in words all else that is out of the ordinary.
     *
     * @param open the peer; null if no chat is open
     */
    String text(@Nullable Peer open) {
        if (open == null) {
            return node.self().name() + "> ";
        }
        List<String> words = new ArrayList<>();
        Trust trust = node.contacts().trustOf(open);
        if (trust == Trust.CHANGED || trust == Trust.BLOCKED) {
            words.add(ContactLines.word(trust));
        }
        if (isAway(open)) {
            words.add("away");
        }
        return node.self().name()
                + Glyphs.ARROW
                + open.name()
                + (trust == Trust.UNVERIFIED ? "?" : "")
                + (words.isEmpty() ? "" : " (" + String.join(", ", words) + ")")
                + "> ";
    }

    /** Tells whether nobody tells that a peer is there, and no link with it is open. */
    private boolean isAway(Peer peer) {
        return isPresenceKnown && !events.isHere(peer.id()) && node.links(peer.id()).isEmpty();
    }
}
