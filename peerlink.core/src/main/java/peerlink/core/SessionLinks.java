package peerlink.core;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import peerlink.api.Message;
import peerlink.api.Peer;
import peerlink.api.Printable;
import peerlink.api.ProtocolViolationException;

/** The links of one session: how they are opened, what their threads do with the exchange, and how they end. */
final class SessionLinks implements ChatLink.Owner {
    private static final long SECONDS_TO_LEAVE = 2;

    /** Whose links they are. */
    interface Owner {
        /** Opens a link, {@linkplain #add adds} it and lets it run. Blocks. */
        ChatLink open(Peer peer) throws IOException;

        /** Returns the peer as it is to be reached now. */
        Peer target() throws IOException;

        /** A message has come in. */
        void arrived(ChatLink link, long seq, Message message) throws ProtocolViolationException;

        /** A message has come in that can't be taken, by a rule. */
        void unacceptable(ChatLink link, long seq, String rule) throws ProtocolViolationException;

        /** The first frame of an unknown type on a link has come in. */
        void unknown(String type);

        /** An attempt to open a link has failed, which nobody waits for. */
        void unreached(Exception failure);

        /** A link has ended, or an attempt to open one: who waits for a message to be delivered may look again. */
        void changed();

        /** A link has ended. */
        void ended(ChatLink link, String reason);
    }

    private final SessionContext context;
    private final String name;
    private final GuardedExchange exchange;
    private final Owner owner;
    private final CopyOnWriteArrayList<ChatLink> links = new CopyOnWriteArrayList<>();

    /** The attempt that is under way; the exchange's lock guards it. */
    private @Nullable CompletableFuture<ChatLink> opening;

    private volatile String lastFailure = "";

    /**
     * @param name the peer's, for the names of threads
     */
    SessionLinks(SessionContext context, String name, GuardedExchange exchange, Owner owner) {
        this.context = context;
        this.name = name;
        this.exchange = exchange;
        this.owner = owner;
    }

    /** Returns those that are open, the oldest first. */
    List<ChatLink> all() {
        return links;
    }

    /** Returns why the last attempt to open one failed; empty if it did not. */
    String lastFailure() {
        return lastFailure;
    }

    /** Returns one that messages go over, or opens one; several callers wait for the same attempt. */
    ChatLink any(Peer peer) throws IOException {
        CompletableFuture<ChatLink> mine = new CompletableFuture<>();
        CompletableFuture<ChatLink> result =
                exchange.use(
                        now -> {
                            for (ChatLink link : links) {
                                if (link.state().isUsable()) {
                                    return CompletableFuture.completedFuture(link);
                                }
                            }
                            if (opening == null) {
                                opening = mine;
                                now.dialBegun(nanoTime());
                            }
                            return opening;
                        });
        return result == mine ? open(peer, mine) : await(result);
    }

    /** Opens one in the background. Called with the exchange's lock held. */
    void dial() {
        CompletableFuture<ChatLink> result = new CompletableFuture<>();
        opening = result;
        Thread.ofVirtual()
                .name("peerlink link-opener " + name)
                .start(
                        () -> {
                            try {
                                open(owner.target(), result);
                            } catch (IOException | RuntimeException e) {
                                if (!result.isDone()) {
                                    settle(
                                            e instanceof IOException failure
                                                    ? failure
                                                    : new IOException(e));
                                    result.completeExceptionally(e);
                                }
                                owner.unreached(e);
                            }
                        });
    }

    /** Makes a link one of these. */
    ChatLink add(AgreedLink link, boolean dialled, RequestPolicy policy) {
        boolean carries = !link.oneWay();
        return exchange.use(
                now -> {
                    ExchangeLink state =
                            new ExchangeLink(
                                    dialled,
                                    carries && context.keepsMessages(),
                                    carries && context.takesMessages(),
                                    nanoTime());
                    ChatLink chat =
                            new ChatLink(
                                    link,
                                    state,
                                    policy,
                                    context.self(),
                                    this,
                                    exchange.newCondition());
                    links.add(chat);
                    now.opened(state);
                    return chat;
                });
    }

    /** Lets a link's writer look again. Called with the exchange's lock held. */
    void wake(ExchangeLink state) {
        with(state, link -> link.changed().signalAll());
    }

    /** Has a link closed. Called with the exchange's lock held. */
    void end(ExchangeLink state, String reason) {
        with(
                state,
                link -> {
                    link.changed().signalAll();
                    // the link's own threads may be stuck in it
                    Thread.ofVirtual()
                            .name("peerlink link-closer " + name)
                            .start(() -> link.end(reason, true));
                });
    }

    void close(String reason) {
        links.forEach(link -> link.end(reason, true));
    }

    @Override
    public void received(ChatLink link, ChatFrame frame) throws ProtocolViolationException {
        ExchangeLink state = link.state();
        exchange.use(
                now -> {
                    now.heard(state, nanoTime());
                    switch (frame) {
                        case ChatFrame.Begin(StreamId stream) -> now.begin(state, stream);
                        case ChatFrame.Have(long seq, String last) -> now.have(state, seq, last);
                        case ChatFrame.Ack(long seq) -> now.acknowledged(state, seq);
                        case ChatFrame.Refusal refusal -> now.refused(state, refusal);
                        case ChatFrame.Ping() -> now.ping(state);
                        case ChatFrame.Pong() -> {}
                        case ChatFrame.Carrier _, ChatFrame.Unacceptable _, ChatFrame.Unknown _ -> {
                            // below, as it may take a while
                        }
                    }
                    return state;
                });
        switch (frame) {
            case ChatFrame.Carrier(long seq, Message message) -> owner.arrived(link, seq, message);
            case ChatFrame.Unacceptable(long seq, String rule) ->
                    owner.unacceptable(link, seq, rule);
            case ChatFrame.Unknown(String type) -> {
                if (link.isFirstUnknown()) {
                    owner.unknown(type);
                }
            }
            default -> {
                // the exchange alone is concerned
            }
        }
    }

    @Override
    public List<ChatFrame> next(ChatLink link) throws InterruptedException {
        ExchangeLink state = link.state();
        return exchange.use(
                now -> {
                    while (!state.hasEnded() && !now.hasNext(state)) {
                        link.changed().await();
                    }
                    return state.hasEnded() ? List.of() : now.next(state);
                });
    }

    @Override
    public void awaitEnd(ChatLink link) throws InterruptedException {
        exchange.use(
                _ -> {
                    long left = TimeUnit.SECONDS.toNanos(SECONDS_TO_LEAVE);
                    while (!link.state().hasEnded() && left > 0) {
                        left = link.changed().awaitNanos(left);
                    }
                    return left;
                });
    }

    @Override
    public void ended(ChatLink link, String reason, boolean inOrder) {
        exchange.run(
                now -> {
                    links.remove(link);
                    now.ended(link.state(), inOrder, nanoTime());
                    link.changed().signalAll();
                    owner.changed();
                });
        owner.ended(link, reason);
    }

    private ChatLink open(Peer peer, CompletableFuture<ChatLink> result) throws IOException {
        try {
            ChatLink link = owner.open(peer);
            settle(null);
            result.complete(link);
            return link;
        } catch (Throwable e) {
            settle(e instanceof IOException failure ? failure : new IOException(e));
            // those who wait for this attempt must not wait for ever
            result.completeExceptionally(e);
            throw e;
        }
    }

    private void settle(@Nullable IOException failure) {
        lastFailure = failure == null ? "" : Printable.reason(failure);
        exchange.run(
                now -> {
                    opening = null;
                    now.dialSettled(failure, nanoTime());
                    owner.changed();
                });
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
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted before a link was open");
        }
    }

    private void with(ExchangeLink state, Consumer<ChatLink> action) {
        for (ChatLink link : links) {
            if (link.state() == state) {
                action.accept(link);
            }
        }
    }

    private long nanoTime() {
        return context.nanoTime().getAsLong();
    }
}
