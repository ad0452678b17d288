package peerlink.registry.server;

import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import peerlink.api.Bytes;
import peerlink.api.Link;
import peerlink.api.Printable;
import peerlink.api.ProtocolViolationException;
import peerlink.registry.protocol.Answer;
import peerlink.registry.protocol.CborMaps;
import peerlink.registry.protocol.Fields;
import peerlink.registry.protocol.ProtocolLimits;
import peerlink.registry.protocol.Request;
import peerlink.registry.store.Cursor;
import peerlink.registry.store.ErrorCode;
import peerlink.registry.store.RequestRefusedException;

/**
 * Serves one link of the registry. The link's own thread reads and answers one request after
 * another. Another thread sends the unasked notices, and is there only while there is something to
 * send: a client that doesn't read holds up nobody else, and one on whose link nothing happens
 * costs one thread.
 */
final class ClientConnection {
    private static final System.Logger LOG = System.getLogger(ClientConnection.class.getName());

    /** The longest time for which an ending link waits for the last answer to be sent. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    /** The time for which nothing is read from a client that asks too often. */
    private static final Duration FLOOD_PAUSE = Duration.ofMillis(50);

    private final Link link;
    private final Registrar registrar;
    private final InstantSource timer;
    private final Caller caller;
    private final FrameQueue outbox;
    private final ConnectionLimits.Pass pass;
    private final RefusalLog refusals;
    private final long number;

    /** The time at which the current writing began, in milliseconds; -1 if none goes on. */
    private volatile long sendingSince = -1;

    private volatile long lastRequest;

    /**
     * @param pass stays the caller's
     * @param maxQueuedChanges the bound of the {@link FrameQueue}
     * @param timer a clock that nobody sets
     */
    ClientConnection(
            Link link,
            Registrar registrar,
            ConnectionLimits.Pass pass,
            int maxQueuedChanges,
            InstantSource timer,
            RefusalLog refusals) {
        this.refusals = refusals;
        this.number = refusals.nextConnection();
        this.link = link;
        this.registrar = registrar;
        this.timer = timer;
        this.caller =
                registrar.caller(
                        link.info().remote(),
                        link.info().remoteAddress().toString(),
                        this::tell,
                        from -> pass.countSignalFrom(from, timer.millis()));
        this.outbox = new FrameQueue(maxQueuedChanges, this::overrun, this::startWriter);
        this.lastRequest = timer.millis();
        this.pass = pass;
    }

    /** Serves the link until either side ends it. */
    void serve() throws IOException {
        try {
            while (answerNext()) {
                lastRequest = timer.millis();
                // a client that sends many requests at once would keep a processor until all are
                // answered
                Thread.yield();
            }
        } catch (EOFException e) {
            LOG.log(System.Logger.Level.TRACE, "client has closed its link");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            registrar.ended(caller);
            registrar.unwatch(outbox);
            outbox.close();
            awaitSent();
        }
    }

    /** Tells the client to go elsewhere, after all that waits to be sent. */
    void sendAway(Answer.GoAway notice) {
        outbox.offer(Answer.encode(0, notice), 0);
    }

    /**
     * Sends the client a notice unasked; a client that doesn't read must not let such notices pile
     * up.
     */
    private void tell(Answer notice) {
        outbox.offer(Answer.encode(0, notice), 1);
    }

    /** Closes the link if its client has not read, or not sent anything, for so long. */
    void closeIfStuck(long sendMillis, long idleMillis) {
        long now = timer.millis();
        long since = sendingSince;
        if (since >= 0 && now - since > sendMillis) {
            closeSoon("reads nothing for more than " + sendMillis / 1000 + " s");
        } else if (now - lastRequest > idleMillis) {
            closeSoon();
        }
    }

    private void overrun() {
        registrar.overrun();
        closeSoon("has more changes to read than may wait");
    }

    private void closeSoon(String rule) {
        link.reportViolation(new ProtocolViolationException(rule));
        closeSoon();
    }

    /**
     * Closes the link on a thread of its own, since closing may wait for a client that doesn't
     * read.
     */
    private void closeSoon() {
        Thread.ofVirtual().name("peerlink registry-closer").start(link::close);
    }

    private boolean answerNext() throws IOException, InterruptedException {
        Bytes frame = link.receive(ProtocolLimits.MAX_REQUEST_TAKEN);
        long id = 0;
        Request request;
        try {
            Fields fields = CborMaps.map(frame, ProtocolLimits.MAX_REQUEST);
            id = Request.number(fields);
            request = Request.decode(fields);
        } catch (ProtocolViolationException e) {
            link.reportViolation(e);
            answer(
                    id,
                    registrar.refuse(
                            new RequestRefusedException(ErrorCode.MALFORMED, Printable.reason(e))));
            return false;
        }
        try {
            pass.count(request, timer.millis());
        } catch (RequestRefusedException e) {
            answer(id, registrar.refuse(e));
            // a client that floods waits for us, and not we for it
            Thread.sleep(FLOOD_PAUSE);
            return true;
        }
        Answer answer = registrar.answer(caller, request);
        answer(id, answer);
        switch (answer) {
            // after the answer, so that its cursor is never behind one that a change has brought
            case Answer.Watching(Cursor cursor) -> registrar.follow(outbox, cursor);
            case Answer.Resync(Cursor cursor) -> registrar.follow(outbox, cursor);
            default -> {}
        }
        return true;
    }

    private void answer(long id, Answer answer) throws IOException, InterruptedException {
        Answer told =
                answer instanceof Answer.Failure failure
                        ? refusals.declined(number, id, failure, link.info().remoteAddress().host())
                        : answer;
        if (outbox.answer(Answer.encode(id, told))) {
            List<Bytes> frames = outbox.take();
            // none if it has been closed meanwhile, for a client that does not read
            if (!frames.isEmpty()) {
                send(frames);
                // one round only: a client with much to hear may want to ask, too
                outbox.leave();
            }
        }
    }

    private void startWriter() {
        Thread.ofVirtual().name("peerlink registry-writer").start(this::write);
    }

    private void write() {
        try {
            for (List<Bytes> frames = outbox.take(); !frames.isEmpty(); frames = outbox.take()) {
                send(frames);
            }
            return;
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, () -> "client lost: " + Printable.reason(e));
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "writing to a client failed", e);
        }
        // the reader finds the link closed
        link.close();
    }

    private void send(List<Bytes> frames) throws IOException {
        boolean isSent = false;
        sendingSince = timer.millis();
        try {
            link.send(frames);
            isSent = true;
        } finally {
            sendingSince = -1;
            if (!isSent) {
                // no more answers: a thread that waits for room is let go
                outbox.fail();
            }
        }
    }

    private void awaitSent() {
        try {
            outbox.awaitSent(LAST_WORDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
