package peerlink.core.session;

import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;
import peerlink.api.Arrival;
import peerlink.api.Message;
import peerlink.api.PeerId;
import peerlink.api.Printable;
import peerlink.api.ProtocolViolationException;
import peerlink.api.RefusedException;
import peerlink.core.admission.MessageVerdict;
import peerlink.core.exchange.ChatFrame;
import peerlink.core.store.MessageStore;
import peerlink.core.store.StreamId;

/**
 * Receives one peer's messages. Accepts each once, whichever link brings it, and stores it before
 * acknowledging it. Safe for use by several threads.
 */
final class Receiver {
    private final PeerId peer;
    private final SessionContext context;
    private final LockedExchange exchange;
    private final HandlerQueue handlerQueue;
    private final Intake intake;

    /** Lets in one reader at a time, as two links may carry the same messages. */
    private final ReentrantLock lock = new ReentrantLock();

    Receiver(
            PeerId peer,
            SessionContext context,
            LockedExchange exchange,
            HandlerQueue handlerQueue,
            Intake intake) {
        this.peer = peer;
        this.context = context;
        this.exchange = exchange;
        this.handlerQueue = handlerQueue;
        this.intake = intake;
    }

    /** Carries out the verdict on a message that came in, unless the message was taken before. */
    void arrived(MessageLink link, long seq, Message message) throws ProtocolViolationException {
        lock.lock();
        try {
            if (isNew(link, seq)) {
                switch (verdict(link, message)) {
                    case MessageVerdict.Deliver() -> {
                        // an accepted request comes before the peer's later messages
                        handOverRequest();
                        keep(link, seq, message);
                    }
                    case MessageVerdict.KeepAsRequest() -> {
                        keepAsRequest(link, seq, message);
                        // the user may have accepted the peer while the request was written
                        if (verdict(link, message) instanceof MessageVerdict.Deliver) {
                            handOverRequest();
                        }
                    }
                    case MessageVerdict.Refuse(String code, String reason) ->
                            throw new RefusedException(code, reason);
                }
            }
        } catch (RefusedException e) {
            refuse(link, seq, e);
        } finally {
            lock.unlock();
        }
    }

    /** Refuses a message that breaks a rule, whoever sends it, unless it was refused before. */
    void unacceptable(MessageLink link, long seq, String rule) throws ProtocolViolationException {
        lock.lock();
        try {
            if (isNew(link, seq)) {
                link.reportViolation(new ProtocolViolationException(rule));
                refuse(link, seq, new RefusedException(ChatFrame.Refusal.UNACCEPTABLE, rule));
            }
        } finally {
            lock.unlock();
        }
    }

    /** Puts the peer's request, if one is kept, into its handler queue. Never blocks. */
    void handOverRequest() {
        intake.requests().handOver(peer, handlerQueue);
    }

    /** Adds a message that an earlier run has kept. */
    void restore(MessageStore.Kept kept) {
        Message message = kept.message();
        Arrival arrival = new Arrival(kept.receivedAt(), true);
        handlerQueue.restored(
                handling -> intake.handler().handle(message, kept.claimed(), arrival, handling),
                message.content().size(),
                () -> handled(kept.number()));
    }

    private boolean isNew(MessageLink link, long seq) throws ProtocolViolationException {
        return exchange.use(now -> now.receiving().isNew(link.state(), seq));
    }

    private MessageVerdict verdict(MessageLink link, Message message) {
        return intake.admission().verdict(message, link.policy());
    }

    private void refuse(MessageLink link, long seq, RefusedException reason) {
        var refusal = ChatFrame.Refusal.of(seq, reason);
        exchange.run(now -> now.receiving().refuse(link.state(), refusal));
    }

    /** Stores a new message as soon as there is room, and then hands it to the handlers. */
    private void keep(MessageLink link, long seq, Message message)
            throws ProtocolViolationException {
        StreamId stream = link.state().remoteStream();
        take(link, seq, message)
                .ifPresent(
                        previous ->
                                handlerQueue.offer(
                                        new TakenMessage(link, stream, previous, seq, message)));
    }

    /** Keeps a new message as a request, and notes that in the store. */
    private void keepAsRequest(MessageLink link, long seq, Message message)
            throws RefusedException, ProtocolViolationException {
        StreamId stream = link.state().remoteStream();
        long before = exchange.use(now -> now.receiving().lastTaken(stream));
        intake.requests().keep(message, link.remoteName(), advance(stream, before, seq, message));
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
                        exchange.committer(),
                        failure ->
                                exchange.run(
                                        now -> {
                                            if (failure == null) {
                                                now.receiving()
                                                        .received(
                                                                stream,
                                                                advance.seq(),
                                                                advance.id(),
                                                                size);
                                            } else {
                                                now.receiving()
                                                        .dropped(
                                                                stream,
                                                                List.of(size),
                                                                Printable.reason(failure));
                                            }
                                        }));
    }

    private OptionalLong take(MessageLink link, long seq, Message message)
            throws ProtocolViolationException {
        return exchange.use(
                now -> now.receiving().take(link.state(), seq, message.content().size()));
    }

    private void handled(long number) {
        context.store().apply(new MessageStore.Change.Handle(peer, number), _ -> {});
    }

    /** A message that was taken and is not kept yet. */
    private final class TakenMessage implements IncomingQueue.IncomingMessage {
        private final MessageLink link;
        private final StreamId stream;
        private final long previous;
        private final long seq;
        private final Message message;

        private TakenMessage(
                MessageLink link, StreamId stream, long previous, long seq, Message message) {
            this.link = link;
            this.stream = stream;
            this.previous = previous;
            this.seq = seq;
            this.message = message;
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
                            // as it is stored, so that all readers have one time
                            context.clock().instant().truncatedTo(ChronoUnit.MILLIS));
            context.store()
                    .apply(
                            new MessageStore.Change.Receive(peer, stream, previous, seq, kept),
                            exchange.committer(),
                            failure -> {
                                if (failure == null) {
                                    kept(kept);
                                } else {
                                    drop(failure);
                                }
                            });
        }

        /** Acknowledges the message, and then begins to show it. */
        private void kept(MessageStore.Kept kept) {
            boolean begins =
                    handlerQueue.kept(
                            handling -> handle(kept.receivedAt(), handling),
                            size(),
                            () -> handled(kept.number()));
            exchange.run(
                    now -> {
                        now.receiving().received(stream, seq, message.id(), size());
                        if (begins) {
                            exchange.afterwards(handlerQueue::begin);
                        }
                    });
        }

        private void handle(Instant receivedAt, Handling handling) throws InterruptedException {
            intake.handler()
                    .handle(message, link.remoteName(), new Arrival(receivedAt, false), handling);
        }

        private void drop(IOException failure) {
            List<Integer> sizes = new ArrayList<>(List.of(size()));
            handlerQueue.dropped(stream, size()).forEach(behind -> sizes.add(behind.size()));
            exchange.run(now -> now.receiving().dropped(stream, sizes, Printable.reason(failure)));
        }
    }
}
