package peerlink.cli.repl;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import peerlink.api.Address;
import peerlink.api.Delivery;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.cli.local.EventScreen;
import peerlink.cli.text.EventLines;
import peerlink.cli.text.Line;
import peerlink.cli.text.View;
import peerlink.core.Node;
import peerlink.core.model.NodeEvent;

/**
 * Shows the events of the node on one screen, in the conversations that they belong to, and the
 * welcome once directories have answered.
 */
final class ChatEvents implements EventScreen {
    /** The longest wait for a registry before the welcome. */
    private static final int REGISTRY_MILLIS = 3_000;

    /**
     * The wait for other peers after that: too short to be noticed, and long enough, as the
     * registry sends its peers at once.
     */
    private static final int SOMEBODY_MILLIS = 300;

    private final ChatPlace place;
    private final View view;
    private final EventLines events;
    private final Notifications notifications;
    private final Runnable promptChanged;
    private final Runnable onLeft;
    private final Supplier<@Nullable Repl> repl;
    private final CountDownLatch banner = new CountDownLatch(1);
    private final CountDownLatch registry;
    private final CountDownLatch somebody;
    private volatile @Nullable StatusLine status;

    /**
     * @param promptChanged shows the prompt anew
     * @param onLeft called when the terminal has taken nothing for too long; must not block
     * @param repl returns the chat; null before it has begun
     */
    ChatEvents(
            ChatPlace place,
            View view,
            EventLines events,
            Notifications notifications,
            Runnable promptChanged,
            Runnable onLeft,
            Supplier<@Nullable Repl> repl) {
        this.place = place;
        this.view = view;
        this.events = events;
        this.notifications = notifications;
        this.promptChanged = promptChanged;
        this.onLeft = onLeft;
        this.repl = repl;
        this.registry = new CountDownLatch(place.isFirst() ? 1 : 0);
        this.somebody = new CountDownLatch(place.isFirst() ? 1 : 0);
    }

    /** Keeps the line below the prompt from now on. */
    void keep(StatusLine line) {
        status = line;
    }

    /** Lets messages appear, since the first lines are there, and the welcome once it is time. */
    void begin(Node node) {
        banner.countDown();
        Thread.ofVirtual().name("peerlink chat-welcome").start(() -> welcome(node));
    }

    /** Lets nobody wait for the first line any more, and changes the last one no more. */
    void end() {
        banner.countDown();
        StatusLine line = status;
        if (line != null) {
            line.end();
        }
        notifications.end();
    }

    /** Shows the status anew. Any thread may call; never blocks. */
    void statusChanged() {
        StatusLine line = status;
        if (line != null) {
            line.changed();
        }
    }

    /** Has the status show when the message arrives. Any thread may call. */
    void follow(Delivery delivery) {
        StatusLine line = status;
        if (line != null) {
            line.follow(delivery);
        }
    }

    @Override
    public boolean isDispensable() {
        return !place.isFirst();
    }

    @Override
    public void left() {
        onLeft.run();
    }

    @Override
    public void lost(long messages) {
        view.show(
                Line.warning(
                        "%d older messages, yours among them, are not shown: too many waited; bots of this profile have had them"
                                .formatted(messages)));
    }

    @Override
    public void missed(int missed) {
        view.show(
                Line.warning(
                        "%d events were not shown here: the screen took none".formatted(missed)));
    }

    @Override
    public void sent(Delivery delivery, Peer peer) {
        Repl running = repl.get();
        if (running != null && !running.ended()) {
            running.sentElsewhere(delivery, peer);
            follow(delivery);
        }
    }

    /** Shows an event. Waits for the first line of the chat, if it is a message. */
    @Override
    public void accept(NodeEvent event) {
        if (event instanceof NodeEvent.MessageArrived) {
            awaitBanner();
        }
        Repl running = repl.get();
        if (event instanceof NodeEvent.MessageArrived arrived && running != null) {
            running.conversations().accept(arrived);
        } else {
            events.accept(event);
        }
        notifications.accept(event);
        statusChanged();
        switch (event) {
            case NodeEvent.ContactsChanged _ -> {
                if (running != null) {
                    running.renamed();
                }
                promptChanged.run();
            }
            case NodeEvent.MessageArrived arrived -> {
                if (running != null) {
                    running.open().wrote(arrived.peer());
                }
            }
            case NodeEvent.DirectoryConnected(var directory) -> answered(directory);
            case NodeEvent.DirectoryLost(var directory, var _) -> answered(directory);
            case NodeEvent.PeerAppeared(var peer) -> {
                somebody.countDown();
                // the peer may go by another name than before
                changed(running, peer.id());
            }
            case NodeEvent.PeerLeft(var peer) -> changed(running, peer.id());
            case NodeEvent.PeersUnlisted(var _, var peers) ->
                    peers.forEach(peer -> changed(running, peer.id()));
            case NodeEvent.LinkOpened opened -> changed(running, opened.peer().id());
            case NodeEvent.LinkClosed closed -> changed(running, closed.peer().id());
            default -> {
                // neither the welcome nor the prompt waits for other events
            }
        }
    }

    /** Shows the prompt anew if it has the peer. */
    private void changed(@Nullable Repl running, PeerId peer) {
        if (running != null && running.conversations().isOpen(peer)) {
            promptChanged.run();
        }
    }

    /** Lets messages that have waited appear below the first line. */
    private void awaitBanner() {
        try {
            banner.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void answered(Address directory) {
        // the local network is there at once, and says nothing of those who are there
        if (!EventLines.isLocalNetwork(directory)) {
            registry.countDown();
        }
    }

    /** Shows what to do next, once directories have had the time to tell who is there. */
    private void welcome(Node node) {
        try {
            registry.await(REGISTRY_MILLIS, TimeUnit.MILLISECONDS);
            somebody.await(SOMEBODY_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        Repl running = repl.get();
        if (running != null) {
            running.open().presenceKnown();
            promptChanged.run();
        }
        if (place.shownUntil() != null) {
            return; // the terminal shows all that already
        }
        if (running != null) {
            new Welcome(node, view, place.options(), running.conversations()).show();
        }
    }
}
