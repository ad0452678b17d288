package peerlink.core;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;
import peerlink.api.Message;
import peerlink.api.PeerId;
import peerlink.api.Printable;
import peerlink.api.ProtocolViolationException;
import peerlink.api.RefusedException;

/**
 * How the messages of one peer are taken: each once, whichever link it comes over, and kept before it is acknowledged. Safe for use by
 * several threads.
 */
final class Taking {
    /** Who decides on a message that is new. */
    interface Judge {
        /**
         * Calls {@link Taking#keep} or {@link Taking#passBy} for the message.
         *
         * @throws RefusedException if the message is not wanted, nor any that comes after it on this link
         */
        void judge() throws RefusedException, ProtocolViolationException;
    }

    /** Who keeps a message elsewhere than in the store. */
    interface Keeper {
        /**
         * Keeps it. The store is told of it afterwards, unless the process dies in between: then the next one is to do so.
         *
         * @throws RefusedException if the message is not kept
         */
        void keep(MessageStore.Change.Advance told) throws RefusedException;
    }

    private final PeerId peer;
    private final SessionContext context;
    private final GuardedExchange exchange;
    private final Inbox inbox;

    /** One reader at a time: two links may carry the same messages. */
    private final ReentrantLock lock = new ReentrantLock();

    Taking(PeerId peer, SessionContext context, GuardedExchange exchange, Inbox inbox) {
        this.peer = peer;
        this.context = context;
        this.exchange = exchange;
        this.inbox = inbox;
    }

    /** Has a message judged that came in, unless it was taken before. */
    void arrived(ChatLink link, long seq, Judge judge) throws ProtocolViolationException {
        lock.lock();
        try {
            if (exchange.use(now -> now.isNew(link.state(), seq))) {
                judge.judge();
            }
        } catch (RefusedException e) {
            var refusal = ChatFrame.Refusal.of(seq, e);
            exchange.run(now -> now.refuse(link.state(), refusal));
        } finally {
            lock.unlock();
        }
    }

    /** Has a new message kept here, as soon as there is room, and then handled. */
    void keep(ChatLink link, long seq, Message message, Inbox.Work work)
            throws ProtocolViolationException {
        StreamId stream = link.state().remoteStream();
        take(link, seq, message)
                .ifPresent(
                        previous ->
                                inbox.offer(
                                        new Arrival(link, stream, previous, seq, message, work)));
    }

    /** Has a new message kept elsewhere, and notes that it is. */
    void passBy(ChatLink link, long seq, Message message, Keeper keeper)
            throws RefusedException, ProtocolViolationException {
        StreamId stream = link.state().remoteStream();
        long before = exchange.use(now -> now.lastTaken(stream));
        keeper.keep(advance(stream, before, seq, message));
        take(link, seq, message)
                .ifPresent(
                        previous ->
                                apply(
                                        advance(stream, previous, seq, message),
                                        message.content().size()));
    }

    private MessageStore.Change.Advance advance(
            StreamId stream, long previous, long seq, Message message) {
        return new MessageStore.Change.Advance(peer, stream, previous, seq, message.id());
    }

    private void apply(MessageStore.Change.Advance advance, int size) {
        StreamId stream = advance.stream();
        context.store()
                .apply(
                        advance,
                        failure ->
                                exchange.run(
                                        now -> {
                                            if (failure == null) {
                                                now.received(
                                                        stream, advance.seq(), advance.id(), size);
                                            } else {
                                                now.dropped(
                                                        stream,
                                                        List.of(size),
                                                        Printable.reason(failure));
                                            }
                                        }));
    }

    /** Adds messages that an earlier run has kept. */
    void restore(MessageStore.Kept kept, Inbox.Work work) {
        inbox.restored(work, kept.message().content().size(), () -> handled(kept.number()));
    }

    private OptionalLong take(ChatLink link, long seq, Message message)
            throws ProtocolViolationException {
        return exchange.use(now -> now.take(link.state(), seq, message.content().size()));
    }

    private void handled(long number) {
        context.store().apply(new MessageStore.Change.Handle(peer, number), _ -> {});
    }

    /** A message that was taken and is to be kept. */
    private final class Arrival implements Inbox.Arrival {
        private final ChatLink link;
        private final StreamId stream;
        private final long previous;
        private final long seq;
        private final Message message;
        private final Inbox.Work work;

        private Arrival(
                ChatLink link,
                StreamId stream,
                long previous,
                long seq,
                Message message,
                Inbox.Work work) {
            this.link = link;
            this.stream = stream;
            this.previous = previous;
            this.seq = seq;
            this.message = message;
            this.work = work;
        }

        @Override
        public StreamId stream() {
            return stream;
        }

        @Override
        public int size() {
            return message.content().size();
        }

        @Override
        public void keep() {
            MessageStore.Kept kept =
                    new MessageStore.Kept(
                            context.numbers().incrementAndGet(),
                            message,
                            link.remoteName(),
                            context.clock().instant());
            context.store()
                    .apply(
                            new MessageStore.Change.Receive(peer, stream, previous, seq, kept),
                            failure -> {
                                if (failure == null) {
                                    inbox.kept(work, size(), () -> handled(kept.number()));
                                    exchange.run(
                                            now -> now.received(stream, seq, message.id(), size()));
                                } else {
                                    drop(failure);
                                }
                            });
        }

        private void drop(IOException failure) {
            List<Integer> sizes = new ArrayList<>(List.of(size()));
            inbox.dropped(stream, size()).forEach(behind -> sizes.add(behind.size()));
            exchange.run(now -> now.dropped(stream, sizes, Printable.reason(failure)));
        }
    }
}
