package peerlink.cli.rpc;

import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import peerlink.api.Message;
import peerlink.api.Peer;
import peerlink.cli.text.EventFields;
import peerlink.cli.text.EventKind;
import peerlink.core.Node;
import peerlink.core.model.JournalEntry;
import peerlink.core.model.NodeEvent;

/** Makes notifications, with the fields of {@code peerlink listen --json}. */
final class RpcEvents {
    /** The kinds of events that a subscriber chooses from. */
    static final List<String> ALL =
            List.of(
                    "message",
                    "delivery",
                    "presence",
                    "request",
                    "registration",
                    "link",
                    "journal");

    private RpcEvents() {}

    /** Tells a subscriber of an event of the node. */
    interface Taker {
        /**
         * @param thing tells what it is about: of its states only the newest counts
         */
        void take(String kind, String thing, Map<String, @Nullable Object> fields);
    }

    /** Returns the kind of an entry. */
    static String kind(JournalEntry entry) {
        return entry.direction() == JournalEntry.Direction.RECEIVED ? "message" : "delivery";
    }

    /**
     * Returns a message that was received, or the end of one that was sent.
     *
     * @param redelivered whether a subscriber may have had it before
     */
    static Map<String, @Nullable Object> of(
            Node node, String cursor, JournalEntry entry, boolean redelivered) {
        Message message = entry.message();
        Peer peer = entry.peer();
        Map<String, @Nullable Object> fields;
        if (entry.direction() == JournalEntry.Direction.RECEIVED) {
            fields =
                    EventFields.message(
                            new NodeEvent.MessageArrived(
                                    message,
                                    peer,
                                    peer.name(),
                                    node.contacts().trustOf(peer),
                                    entry.at(),
                                    redelivered,
                                    "")); // programs get the text as it was written
            if (!message.isText()) {
                fields.put(
                        "content",
                        Base64.getEncoder().encodeToString(message.content().toByteArray()));
            }
        } else {
            NodeEvent end =
                    entry.direction() == JournalEntry.Direction.SENT
                            ? new NodeEvent.MessageDelivered(message, peer)
                            : new NodeEvent.MessageFailed(message, peer, entry.failure());
            fields = EventFields.of(end, entry.at()).getFirst();
            fields.put("redelivered", redelivered);
        }
        fields.put("cursor", cursor);
        fields.put("number", entry.number());
        return fields;
    }

    /**
     * Hands on what an event tells beside messages and their ends, which come from the journal, if
     * it is for programs.
     */
    static void of(NodeEvent event, Instant at, Taker taker) {
        Optional<String> kind = EventKind.of(event).map(EventKind::word).filter(ALL::contains);
        if (kind.isEmpty()
                || event instanceof NodeEvent.MessageArrived
                || event instanceof NodeEvent.MessageDelivered
                || event instanceof NodeEvent.MessageFailed) {
            return;
        }
        for (Map<String, @Nullable Object> fields : EventFields.of(event, at)) {
            taker.take(kind.get(), thing(fields), fields);
        }
    }

    private static String thing(Map<String, @Nullable Object> fields) {
        for (String field : List.of("messageId", "directory", "id")) {
            Object value = fields.get(field);
            if (value != null) {
                return value.toString();
            }
        }
        return ""; // there is one journal
    }
}
