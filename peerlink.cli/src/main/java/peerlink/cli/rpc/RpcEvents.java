package peerlink.cli.rpc;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import peerlink.api.Message;
import peerlink.api.Peer;
import peerlink.cli.text.ContactLines;
import peerlink.cli.text.PeerRows;
import peerlink.core.Node;
import peerlink.core.model.ContactRequest;
import peerlink.core.model.JournalEntry;
import peerlink.core.model.NodeEvent;
import peerlink.core.model.Trust;

/** Makes notifications, with the fields of {@code peerlink listen --json}. */
final class RpcEvents {
    /** The kinds of events that a subscriber chooses from. */
    static final List<String> ALL =
            List.of("message", "delivery", "presence", "request", "registration", "link");

    private RpcEvents() {}

    /** Returns the kind of an entry. */
    static String kind(JournalEntry entry) {
        return entry.direction() == JournalEntry.Direction.RECEIVED ? "message" : "delivery";
    }

    /**
     * Returns a message that was received, or the receipt for one that was sent.
     *
     * @param redelivered whether a subscriber may have had it before
     */
    static Map<String, @Nullable Object> of(
            Node node, String cursor, JournalEntry entry, boolean redelivered) {
        Message message = entry.message();
        Map<String, @Nullable Object> fields =
                entry.direction() == JournalEntry.Direction.RECEIVED
                        ? message(
                                message,
                                entry.peer(),
                                node.contacts().trustOf(entry.peer()),
                                entry.at())
                        : delivery(message, entry.peer(), "delivered", "", entry.at());
        if (entry.direction() == JournalEntry.Direction.RECEIVED && !message.isText()) {
            fields.put(
                    "content", Base64.getEncoder().encodeToString(message.content().toByteArray()));
        }
        fields.put("redelivered", redelivered);
        fields.put("cursor", cursor);
        fields.put("number", entry.number());
        return fields;
    }

    private static Map<String, @Nullable Object> message(
            Message message, Peer peer, Trust trust, Instant at) {
        Map<String, @Nullable Object> fields = event("message");
        fields.put("messageId", message.id());
        fields.put("from", message.from());
        // a program that trusts the name must not take an impostor for the claimed peer
        fields.put("name", trust == Trust.CHANGED ? message.from() : peer.name());
        fields.put("trust", ContactLines.word(trust));
        fields.put("type", message.type());
        fields.put("text", message.isText() ? text(message) : null);
        fields.put("sentAt", sentAt(message));
        fields.put("receivedAt", at);
        return fields;
    }

    static Map<String, @Nullable Object> delivery(
            Message message, Peer peer, String state, String reason, Instant at) {
        Map<String, @Nullable Object> fields = event("delivery");
        fields.put("state", state);
        fields.put("messageId", message.id());
        fields.put("to", message.to());
        fields.put("name", peer.name());
        fields.put("type", message.type());
        fields.put("reason", reason);
        fields.put("at", at);
        return fields;
    }

    static Map<String, @Nullable Object> presence(
            Peer peer, boolean present, String reason, Instant at) {
        Map<String, @Nullable Object> fields = event("presence");
        fields.putAll(PeerRows.fields(peer, present));
        fields.put("reason", reason);
        fields.put("at", at);
        return fields;
    }

    static Map<String, @Nullable Object> link(Peer peer, String state, String reason, Instant at) {
        Map<String, @Nullable Object> fields = event("link");
        fields.put("state", state);
        fields.put("id", peer.id());
        fields.put("name", peer.name());
        fields.put("reason", reason);
        fields.put("at", at);
        return fields;
    }

    static Map<String, @Nullable Object> registration(
            peerlink.api.Address directory, String state, String reason, Instant at) {
        Map<String, @Nullable Object> fields = event("registration");
        fields.put("state", state);
        fields.put("directory", directory);
        fields.put("reason", reason);
        fields.put("at", at);
        return fields;
    }

    static Map<String, @Nullable Object> request(ContactRequest request) {
        Map<String, @Nullable Object> fields = event("request");
        fields.put("messageId", request.message().id());
        fields.put("from", request.from());
        fields.put("name", request.isNameTaken() ? request.from() : request.name());
        fields.put("code", request.from().shortForm());
        fields.put("text", text(request.message()));
        fields.put("sentAt", sentAt(request.message()));
        fields.put("receivedAt", request.receivedAt());
        return fields;
    }

    /** Tells a subscriber of an event of the node that is no message. */
    interface Taker {
        /**
         * @param thing tells what it is about: of its states only the newest counts
         */
        void take(String kind, String thing, Map<String, @Nullable Object> fields);
    }

    /** Hands on what an event tells beside messages, if it is for programs. */
    static void of(NodeEvent event, Instant at, Taker taker) {
        switch (event) {
            case NodeEvent.PeerAppeared(var peer) ->
                    taker.take("presence", peer.id().text(), presence(peer, true, "", at));
            case NodeEvent.PeerLeft(var peer) ->
                    taker.take("presence", peer.id().text(), presence(peer, false, "left", at));
            case NodeEvent.PeersUnlisted(var _, var peers) ->
                    peers.forEach(
                            peer ->
                                    taker.take(
                                            "presence",
                                            peer.id().text(),
                                            presence(peer, false, "unlisted", at)));
            case NodeEvent.LinkOpened(var peer, var _) ->
                    taker.take("link", peer.id().text(), link(peer, "opened", "", at));
            case NodeEvent.LinkClosed(var peer, var reason) ->
                    taker.take("link", peer.id().text(), link(peer, "closed", reason, at));
            case NodeEvent.DirectoryConnected(var where) ->
                    taker.take(
                            "registration",
                            where.toString(),
                            registration(where, "connected", "", at));
            case NodeEvent.DirectoryLost(var where, var reason) ->
                    taker.take(
                            "registration",
                            where.toString(),
                            registration(where, "lost", reason, at));
            case NodeEvent.RegistrationRefused(var where, var _, var reason) ->
                    taker.take(
                            "registration",
                            where.toString(),
                            registration(where, "refused", reason, at));
            case NodeEvent.RegistrationGranted(var where) ->
                    taker.take(
                            "registration",
                            where.toString(),
                            registration(where, "granted", "", at));
            case NodeEvent.RequestArrived(var request) ->
                    taker.take("request", request.message().id(), request(request));
            case NodeEvent.MessageFailed(var message, var peer, var reason) ->
                    taker.take(
                            "delivery",
                            message.id(),
                            delivery(message, peer, "failed", reason, at));
            default -> {
                // messages and receipts come from the journal
            }
        }
    }

    private static Map<String, @Nullable Object> event(String name) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("event", name);
        return fields;
    }

    private static @Nullable Instant sentAt(Message message) {
        return message.isDated() ? message.sentAt() : null;
    }

    /** Returns the text, not cleaned: a program gets it as written, escaped on the line. */
    private static String text(Message message) {
        return new String(message.content().toByteArray(), StandardCharsets.UTF_8);
    }
}
