package peerlink.cli.repl;

import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.cli.text.EventLines;
import peerlink.cli.text.Line;
import peerlink.cli.text.View;
import peerlink.core.model.NodeEvent.MessageArrived;

/** Shows what a conversation begins with on one screen. Safe for use by several threads. */
final class Beginnings {
    private static final System.Logger LOG = System.getLogger(Beginnings.class.getName());

    /** The messages that are shown before they count as read. */
    private static final int AT_ONCE = 50;

    private final View view;
    private final EventLines events;
    private final UnreadMessages unread;
    private final LastLines last;

    /**
     * @param last finds the lines with which a chat begins
     */
    Beginnings(View view, EventLines events, UnreadMessages unread, LastLines last) {
        this.view = view;
        this.events = events;
        this.unread = unread;
        this.last = last;
    }

    /**
     * Shows the last lines with a peer, and its unread messages.
     *
     * @param isWanted tells whether the conversation is still to be shown
     */
    void show(Peer peer, BooleanSupplier isWanted) {
        try {
            ChatBeginning beginning = last.of(peer, unread.of(peer.id()), view.surface().rows());
            if (isWanted.getAsBoolean()) {
                show(beginning, peer, isWanted);
            }
        } catch (UncheckedIOException e) {
            throw e;
        } catch (RuntimeException e) {
            // a plugin's history may be at fault; the unread messages must be shown all the same
            LOG.log(Level.WARNING, "the last lines of a chat can't be shown", e);
        }
    }

    private void show(ChatBeginning beginning, Peer peer, BooleanSupplier isWanted) {
        List<ChatBeginning.Piece> pieces = beginning.pieces();
        int firstNew = pieces.size() - beginning.fresh();
        List<Line> dim = new ArrayList<>();
        List<MessageArrived> read = new ArrayList<>();
        for (int i = 0; i < pieces.size(); i++) {
            if (i == firstNew) {
                beginning.since().ifPresent(since -> dim.add(last.sign(since)));
            }
            switch (pieces.get(i)) {
                case ChatBeginning.Piece.Earlier(var line) -> {
                    dim.add(last.line(line, peer, i >= firstNew));
                    events.shownMessages().add(last.shown(line, peer));
                }
                case ChatBeginning.Piece.Unread(var message) -> {
                    print(dim);
                    events.earlier(message.arrived());
                    read.add(message.arrived());
                    if (read.size() == AT_ONCE) {
                        read(read);
                        if (!isWanted.getAsBoolean()) {
                            return;
                        }
                    }
                }
            }
        }
        print(dim);
        read(read);
    }

    private void print(List<Line> lines) {
        if (!lines.isEmpty()) {
            view.print(Line.below(lines));
            lines.clear();
        }
    }

    private void read(List<MessageArrived> messages) {
        unread.shown(messages);
        messages.clear();
    }

    /** Shows some of a peer's unread messages. */
    void showUnread(PeerId peer) {
        List<UnreadMessage> some = unread.of(peer).stream().limit(AT_ONCE).toList();
        some.forEach(message -> events.earlier(message.arrived()));
        unread.shown(some.stream().map(UnreadMessage::arrived).toList());
    }
}
