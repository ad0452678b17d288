package peerlink.cli.repl;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import peerlink.api.Delivery;
import peerlink.api.LinkInfo;
import peerlink.api.Peer;
import peerlink.cli.terminal.StatusRow;
import peerlink.cli.text.ContactLines;
import peerlink.cli.text.EventLines;
import peerlink.cli.text.Line;
import peerlink.core.Node;
import peerlink.core.model.DirectoryStatus;
import peerlink.core.model.Trust;

/**
 * Tells in a few words how one chat stands: its peer, the way of the link, unread messages, what
 * waits, the registries. It is gathered anew when something has happened, by a thread that ends
 * then. No clock drives it.
 */
final class StatusLine {
    /** Messages that have waited for less are shown above the prompt anyway. */
    private static final Duration WAITING = Duration.ofSeconds(3);

    private static final int MOST_UNREAD = 5;

    private final Node node;
    private final Supplier<@Nullable Peer> chat;
    private final Supplier<List<ConversationList.Unread>> unread;
    private final Consumer<List<StatusRow.Part>> show;
    private final AtomicBoolean isDue = new AtomicBoolean();
    private volatile boolean isEnded;

    /** The importance of the parts, the least important first. */
    private static final class Importance {
        static final int REGISTRY = 1;
        static final int LINK = 2;
        static final int CHAT = 3;
        static final int OUTBOX = 4;
        static final int UNREAD = 5;
        static final int FAULT = 6;

        private Importance() {}
    }

    /**
     * @param chat returns the peer of the open chat
     * @param unread returns the conversations with unread messages
     * @param show takes the parts of the line; must not block
     */
    StatusLine(
            Node node,
            Supplier<@Nullable Peer> chat,
            Supplier<List<ConversationList.Unread>> unread,
            Consumer<List<StatusRow.Part>> show) {
        this.node = node;
        this.chat = chat;
        this.unread = unread;
        this.show = show;
    }

    /** Gathers the line anew soon. Any thread may call; never blocks. */
    void changed() {
        if (!isEnded && !isDue.getAndSet(true)) {
            Thread.ofVirtual().name("peerlink chat-status").start(this::gather);
        }
    }

    /** Gathers the line when the message has arrived, and when it has waited for some time. */
    void follow(Delivery delivery) {
        delivery.acknowledged()
                .toCompletableFuture()
                .copy()
                .orTimeout(WAITING.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((_, _) -> changed());
        delivery.acknowledged().whenComplete((_, _) -> changed());
    }

    /** Ends the gathering: the chat ends. */
    void end() {
        isEnded = true;
    }

    private synchronized void gather() {
        isDue.set(false);
        if (!isEnded) {
            show.accept(parts());
        }
    }

    List<StatusRow.Part> parts() {
        List<StatusRow.Part> parts = new ArrayList<>();
        Peer open = chat.get();
        if (open != null) {
            parts.add(chat(open));
            parts.add(new StatusRow.Part(Importance.LINK, Line.dim(path(open))));
        }
        List<ConversationList.Unread> others = unread.get();
        others.stream()
                .limit(MOST_UNREAD)
                .forEach(
                        one ->
                                parts.add(
                                        new StatusRow.Part(
                                                Importance.UNREAD,
                                                Line.plain("[")
                                                        .and(
                                                                one.peer().id(),
                                                                one.peer().name().text())
                                                        .and(
                                                                Line.Tone.PLAIN,
                                                                " %d]"
                                                                        .formatted(
                                                                                one.messages())))));
        if (others.size() > MOST_UNREAD) {
            parts.add(
                    new StatusRow.Part(
                            Importance.UNREAD,
                            Line.plain("[%d more]".formatted(others.size() - MOST_UNREAD))));
        }
        outbox(parts);
        registry(parts);
        return parts;
    }

    private StatusRow.Part chat(Peer open) {
        Trust trust = node.contacts().trustOf(open);
        boolean isDoubtful = trust == Trust.CHANGED || trust == Trust.BLOCKED;
        return new StatusRow.Part(
                isDoubtful ? Importance.FAULT : Importance.CHAT,
                Line.dim("")
                        .and(open.id(), open.name().text())
                        .and(
                                isDoubtful ? Line.Tone.WARNING : Line.Tone.DIM,
                                " " + ContactLines.word(trust)));
    }

    /** Returns the way of the best link. */
    private String path(Peer open) {
        List<LinkInfo> links = node.links(open.id());
        if (links.isEmpty()) {
            return "no link";
        }
        return links.stream().allMatch(link -> link.path() == LinkInfo.Path.RELAYED)
                ? "relayed"
                : "direct";
    }

    private void outbox(List<StatusRow.Part> parts) {
        try {
            long waiting =
                    node.outbox().waiting().stream()
                            .filter(message -> message.waited().compareTo(WAITING) >= 0)
                            .count();
            if (waiting > 0) {
                parts.add(new StatusRow.Part(Importance.OUTBOX, Line.plain("outbox " + waiting)));
            }
        } catch (IOException e) {
            parts.add(new StatusRow.Part(Importance.FAULT, Line.warning("outbox unreadable")));
        }
    }

    private void registry(List<StatusRow.Part> parts) {
        List<DirectoryStatus> registries =
                node.directories().stream()
                        .filter(directory -> !EventLines.isLocalNetwork(directory.address()))
                        .toList();
        long connected = registries.stream().filter(DirectoryStatus::connected).count();
        if (registries.isEmpty()) {
            return;
        }
        if (connected == 0) {
            parts.add(new StatusRow.Part(Importance.FAULT, Line.warning("no registry")));
        } else if (connected < registries.size()) {
            parts.add(
                    new StatusRow.Part(
                            Importance.OUTBOX,
                            Line.plain(
                                    "%d of %d registries"
                                            .formatted(connected, registries.size()))));
        } else {
            parts.add(
                    new StatusRow.Part(
                            Importance.REGISTRY,
                            Line.dim(
                                    connected == 1
                                            ? "registry connected"
                                            : connected + " registries connected")));
        }
    }
}
