package peerlink.core;

import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import peerlink.api.Delivery;
import peerlink.api.Message;
import peerlink.api.Peer;
import peerlink.api.Printable;
import peerlink.core.exchange.OutgoingMessage;
import peerlink.core.model.Contact;
import peerlink.core.model.NodeEvent;
import peerlink.core.model.StandInName;
import peerlink.core.peer.Peers;
import peerlink.core.session.Session;
import peerlink.core.session.Sessions;

/**
 * Lists and cancels our messages that their peers have not acknowledged. They are kept in the
 * profile's folder, and go out when the peer is back, across restarts, until they are cancelled,
 * refused or too old. Safe for use by several threads.
 */
public final class Outbox {
    private final Sessions sessions;
    private final Peers peers;

    Outbox(Sessions sessions, Peers peers) {
        this.sessions = sessions;
        this.peers = peers;
    }

    /**
     * A message that waits.
     *
     * @param peer the peer that is to have it
     * @param isSent whether it was sent since this node started, so that it may have arrived; one
     *     that an earlier run had sent is not known to be
     * @param reason the reason, for people, why the last attempt to reach the peer failed; empty if
     *     it did not
     * @param waited the time for which it has waited, as far as is known: the machine's clock may
     *     be wrong now, or may have been
     */
    public record Waiting(
            Message message, Peer peer, boolean isSent, String reason, Duration waited) {}

    /**
     * Returns the messages that wait, the oldest first.
     *
     * @throws IOException if they can't be read
     */
    public List<Waiting> waiting() throws IOException {
        return sessions.waiting().stream()
                .flatMap(
                        session ->
                                session.pending().stream()
                                        .map(outgoing -> waiting(session, outgoing)))
                .sorted(Comparator.comparing(Waiting::waited).reversed())
                .toList();
    }

    /**
     * Returns a message that waits, perhaps since an earlier run, as a delivery that can be
     * awaited.
     *
     * @param messageId the message's {@link Message#id}
     * @throws IOException if it can't be read
     */
    public Optional<Delivery> delivery(String messageId) throws IOException {
        return sessions.waiting().stream()
                .flatMap(session -> session.pending().stream())
                .filter(outgoing -> outgoing.message().id().equals(messageId))
                .<Delivery>map(outgoing -> outgoing)
                .findFirst();
    }

    /**
     * Lets a delivery go. Its end is then told by {@link NodeEvent.MessageDelivered} or {@link
     * NodeEvent.MessageFailed}, as if the message were from an earlier run, and nobody awaits it
     * any longer.
     *
     * @param messageId the message's {@link Message#id}
     */
    public void letGo(String messageId) {
        sessions.all().stream()
                .flatMap(session -> session.pending().stream())
                .filter(outgoing -> outgoing.message().id().equals(messageId))
                .forEach(OutgoingMessage::letGo);
    }

    /**
     * Gives up a message. If it was sent before, it may have arrived all the same.
     *
     * @param messageId the message's {@link Message#id}
     * @throws IOException if no such message waits
     */
    public Waiting cancel(String messageId) throws IOException {
        for (Session session : sessions.waiting()) {
            for (OutgoingMessage outgoing : session.pending()) {
                if (outgoing.message().id().equals(messageId)) {
                    Waiting cancelled = waiting(session, outgoing);
                    session.withdraw(outgoing::equals, new IOException("cancelled"));
                    return cancelled;
                }
            }
        }
        throw new IOException(
                "no message '%s' waits in the outbox".formatted(Printable.excerpt(messageId)));
    }

    private Waiting waiting(Session session, OutgoingMessage outgoing) {
        Contact contact = peers.contact(session.id());
        Peer peer =
                contact == null
                        ? new Peer(session.id(), StandInName.of(session.id()), List.of())
                        : contact.peer();
        return new Waiting(
                outgoing.message(),
                peer,
                outgoing.isSent(),
                session.links().lastFailure(),
                sessions.waited(outgoing));
    }
}
