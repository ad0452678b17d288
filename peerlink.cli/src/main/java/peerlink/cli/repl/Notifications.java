package peerlink.cli.repl;

import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import peerlink.api.PeerId;
import peerlink.cli.node.ChatConfig;
import peerlink.cli.text.ChatSetting;
import peerlink.cli.text.TerminalSequence;
import peerlink.cli.text.View;
import peerlink.core.model.NodeEvent;

/**
 * Tells a user who is away that messages have come: by the bell, the desktop and the window's
 * title. A notification names the writer, and has the message's text only if the user has asked
 * for that. Called after a message was shown; safe for use by several threads.
 */
final class Notifications implements Consumer<NodeEvent> {
    private final View view;
    private final ChatConfig config;
    private final BooleanSupplier isAway;
    private volatile String self = "";
    private int unread;

    /**
     * @param isAway tells whether the user is away
     */
    Notifications(View view, ChatConfig config, BooleanSupplier isAway) {
        this.view = view;
        this.config = config;
        this.isAway = isAway;
    }

    /** Sets the user's own name, for the title. */
    void self(String name) {
        self = name;
    }

    @Override
    public void accept(NodeEvent event) {
        switch (event) {
            case NodeEvent.MessageArrived arrived -> {
                if (arrived.message().isText() || !arrived.shown().isEmpty()) {
                    arrived(arrived.peer().id(), arrived.peer().name().text(), arrived.shown());
                }
            }
            case NodeEvent.RequestArrived(var request) ->
                    arrived(
                            request.from(),
                            request.name() + " would like to write to you",
                            request.message().text());
            case NodeEvent.Notice notice
                    when notice.isAlert() && !notice.text().isEmpty() && isWanted() ->
                    call(
                            config.settings().word(ChatSetting.NOTIFY),
                            notice.plugin(),
                            notice.text());
            default -> {
                // nobody has written
            }
        }
    }

    private void arrived(PeerId peer, String writer, String text) {
        String word = config.notify(peer);
        boolean away = isAway.getAsBoolean();
        boolean isMuted = config.muted().contains(peer.toString());
        if (away && !isMuted && config.settings().isOn(ChatSetting.TITLE)) {
            count();
        }
        if (isWanted()) {
            call(word, writer, text);
        }
    }

    /** Tells whether the user wants to be called now. */
    private boolean isWanted() {
        return isAway.getAsBoolean()
                || !config.settings().word(ChatSetting.NOTIFY_WHEN).equals("away");
    }

    private void call(String word, String writer, String text) {
        if (word.equals("bell") || word.equals("both")) {
            view.send(TerminalSequence.bell());
        }
        if (word.equals("desktop") || word.equals("both")) {
            boolean hasText = config.settings().isOn(ChatSetting.NOTIFY_TEXT);
            view.send(TerminalSequence.notification("PeerLink " + writer, hasText ? text : ""));
        }
    }

    private synchronized void count() {
        if (unread == 0) {
            view.send(TerminalSequence.keepTitle());
        }
        unread++;
        view.send(TerminalSequence.title("(%d) PeerLink %s".formatted(unread, self)));
    }

    /** Brings the window's title back: the user has returned, or the chat ends. */
    synchronized void end() {
        if (unread > 0) {
            unread = 0;
            view.send(TerminalSequence.bringBackTitle());
        }
    }
}
