package peerlink.cli.repl;

import org.jspecify.annotations.Nullable;
import peerlink.api.Peer;
import peerlink.cli.terminal.Keyboard;
import peerlink.cli.text.EventLines;
import peerlink.cli.text.Line;
import peerlink.cli.text.View;
import peerlink.core.Node;

/**
 * The peer to whom the user's lines go, and the ways to another one.
 *
 * <p>The thread that reads the keyboard turns to another conversation; any thread may ask.
 */
final class OpenChat {
    private final Node node;
    private final View view;
    private final Conversations conversations;
    private final ChatPrompt prompt;
    private volatile @Nullable Peer lastWriter;

    OpenChat(ChatParts parts, Conversations conversations) {
        this.node = parts.node();
        this.view = parts.view();
        this.conversations = conversations;
        this.prompt = new ChatPrompt(node, parts.events());
    }

    /** Returns the prompt. */
    String prompt() {
        return prompt.text(peer());
    }

    /** Notes that directories have had the time to tell who is there. */
    void presenceKnown() {
        prompt.presenceKnown();
    }

    /** Returns the conversations of this chat. */
    Conversations conversations() {
        return conversations;
    }

    /** Returns the current chat's peer under its present name, or null. */
    @Nullable Peer peer() {
        return conversations.open();
    }

    /** Makes the peer the current chat's, whatever its name is later; null for no peer. */
    void to(@Nullable Peer peer) {
        conversations.open(peer);
    }

    /** Opens the conversation whose messages have waited longest; says so if none wait. */
    void toNext() {
        Peer next = waiting();
        if (next == null) {
            nothingUnread();
        } else {
            to(next);
        }
    }

    /**
     * Returns the peer whose messages have waited longest. While no chat is open, none wait, as all
     * are shown: then it is the one that wrote last.
     */
    private @Nullable Peer waiting() {
        Peer next = conversations.next();
        Peer writer = lastWriter;
        return next != null || peer() != null || writer == null ? next : node.known(writer);
    }

    private void nothingUnread() {
        view.show(Line.dim(EventLines.sign("nothing is unread")));
    }

    /**
     * Turns to another conversation as a key asks, and shows whose it is as the heading of the
     * lines below.
     *
     * @param typed the line as far as it is typed, which stays with the conversation that is left
     */
    void turn(Keyboard.Input.Turned typed) {
        conversations.draft(typed.line());
        Peer peer = typed.isToNext() ? waiting() : conversations.list().numbered(typed.number());
        if (peer == null && typed.isToNext()) {
            nothingUnread();
        } else if (peer == null) {
            none();
            view.show(
                    Line.dim(
                            EventLines.sign(
                                    "no conversation has the number %d; /chat lists them"
                                            .formatted(typed.number()))));
        } else if (!conversations.isOpen(peer.id())) {
            view.show(Line.dim(EventLines.sign("chat with " + peer.name())));
            to(peer);
        }
    }

    /**
     * Closes the open chat, as the user has turned to another one in vain: the next line may be
     * typed already, and is not for the one before.
     */
    void none() {
        if (peer() != null) {
            to(null);
            view.show(Line.plain("no chat is open now; /chat - goes back"));
        }
    }

    /** Notes the peer that wrote last: an answer is most probably for it. */
    void wrote(Peer peer) {
        lastWriter = peer;
    }

    /**
     * Returns the peer that the user most probably means: the one that wrote last, else one that is
     * online, else a contact; or null.
     */
    @Nullable Peer somebody() {
        Peer writer = lastWriter;
        if (writer != null) {
            return node.known(writer);
        }
        return node.online().stream()
                .findFirst()
                .or(() -> node.peers().stream().findFirst())
                .orElse(null);
    }
}
