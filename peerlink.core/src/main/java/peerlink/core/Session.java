package peerlink.core;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import peerlink.api.Message;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerUnavailableException;

/** The links for messages with one peer, and what its handlers have to do. */
final class Session {
    /** Opens a link for messages and starts it. */
    interface LinkOpener {
        ChatLink open(Session session, Peer peer) throws IOException;
    }

    // a link may end between its choice and its use
    private static final int MAX_ATTEMPTS = 3;

    private final PeerId id;
    private final LinkOpener opener;
    private final Inbox inbox;
    private final CopyOnWriteArrayList<ChatLink> links = new CopyOnWriteArrayList<>();
    private final AtomicReference<@Nullable CompletableFuture<ChatLink>> opening =
            new AtomicReference<>();

    private final AtomicInteger users = new AtomicInteger();

    /**
     * @param ready when its handlers may begin
     */
    Session(PeerId id, LinkOpener opener, CountDownLatch ready) {
        this.id = id;
        this.opener = opener;
        this.inbox = new Inbox("peerlink handlers " + id.shortForm(), ready);
    }

    PeerId id() {
        return id;
    }

    Inbox inbox() {
        return inbox;
    }

    /** Returns its links, the oldest first. */
    List<ChatLink> links() {
        return links;
    }

    void add(ChatLink link) {
        links.add(link);
    }

    void remove(ChatLink link) {
        links.remove(link);
    }

    /** Keeps it from being idle until {@link #release}. */
    void hold() {
        users.incrementAndGet();
    }

    void release() {
        users.decrementAndGet();
    }

    boolean isIdle() {
        return users.get() == 0 && links.isEmpty() && opening.get() == null && inbox.isIdle();
    }

    /** Sends a message over the oldest link that takes messages, or over a new one. */
    Outgoing send(Peer peer, Message message) throws IOException {
        try {
            inbox.awaitFewerNotes();
        } catch (InterruptedException e) {
            throw interrupted();
        }
        for (int attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
            Outgoing outgoing = link(peer).send(message);
            if (outgoing != null) {
                return outgoing;
            }
        }
        throw new PeerUnavailableException(peer.name() + " closes every link at once");
    }

    /** Returns a link that takes messages; several callers wait for the same attempt to open one. */
    ChatLink link(Peer peer) throws IOException {
        for (ChatLink link : links) {
            if (link.canSend()) {
                return link;
            }
        }
        CompletableFuture<ChatLink> mine = new CompletableFuture<>();
        CompletableFuture<ChatLink> other = opening.compareAndExchange(null, mine);
        return other == null ? open(peer, mine) : await(other);
    }

    void close(String reason) {
        links.forEach(link -> link.end(reason));
    }

    private ChatLink open(Peer peer, CompletableFuture<ChatLink> result) throws IOException {
        try {
            ChatLink link;
            try {
                link = opener.open(this, peer);
            } finally {
                opening.set(null);
            }
            result.complete(link);
            return link;
        } catch (Throwable e) {
            // those who wait for this attempt must not wait for ever
            result.completeExceptionally(e);
            throw e;
        }
    }

    private static ChatLink await(CompletableFuture<ChatLink> opened) throws IOException {
        try {
            return opened.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case IOException failure -> throw failure;
                case RuntimeException failure -> throw failure;
                case null, default -> throw new IOException(e);
            }
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    private static InterruptedIOException interrupted() {
        Thread.currentThread().interrupt();
        return new InterruptedIOException("interrupted before the message was sent");
    }
}
