package peerlink.cli.text;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import peerlink.api.Address;
import peerlink.api.Message;
import peerlink.api.Peer;
import peerlink.core.model.ContactRequest;
import peerlink.core.model.NodeEvent;
import peerlink.core.model.Trust;

/**
 * Makes the objects that programs get of events. The first field, {@code event}, names the event;
 * {@code docs/peerlink.schema.json} describes all of them.
 */
public final class EventFields {
    private EventFields() {}

    /**
     * Returns the event that messages can arrive from now on.
     *
     * @param listen {@code host:port} that the node listens on; several with commas
     * @param registry {@code host:port} of its registry; several with commas
     * @param skipped the names of the plugins that are not run, as they wait for the user
     */
    public static Map<String, @Nullable Object> ready(
            Peer self, String listen, String registry, List<String> skipped) {
        Map<String, @Nullable Object> event = event("ready");
        event.put("id", self.id());
        event.put("name", self.name());
        event.put("listen", listen);
        event.put("registry", registry);
        event.put("pluginsSkipped", skipped);
        return event;
    }

    /**
     * Returns the objects for an event, which are several if it tells of several peers; none if
     * {@link EventKind#of} has no kind for it.
     *
     * @param at the time now
     */
    public static List<Map<String, @Nullable Object>> of(NodeEvent event, Instant at) {
        return switch (event) {
            case NodeEvent.MessageArrived arrived when EventKind.of(arrived).isPresent() ->
                    List.of(message(arrived));
            case NodeEvent.RequestArrived(var request) -> List.of(request(request));
            case NodeEvent.Notice notice -> List.of(notice(notice, at));
            case NodeEvent.PluginSent sent -> List.of(sent(sent));
            case NodeEvent.PeerAppeared(var peer) -> List.of(presence(peer, true, "", at));
            case NodeEvent.PeerLeft(var peer) -> List.of(presence(peer, false, "left", at));
            case NodeEvent.PeersUnlisted(var _, var peers) ->
                    peers.stream().map(peer -> presence(peer, false, "unlisted", at)).toList();
            case NodeEvent.MessageDelivered(var message, var peer) ->
                    List.of(delivery(message, peer, "delivered", "", at));
            case NodeEvent.MessageFailed(var message, var peer, var reason) ->
                    List.of(delivery(message, peer, "failed", reason, at));
            case NodeEvent.DirectoryConnected(var directory) ->
                    List.of(registration(directory, "connected", "", "", at));
            case NodeEvent.DirectoryLost(var directory, var reason) ->
                    List.of(registration(directory, "lost", "", reason, at));
            case NodeEvent.RegistrationRefused(var directory, var code, var reason) ->
                    List.of(registration(directory, "refused", code, reason, at));
            case NodeEvent.RegistrationGranted(var directory) ->
                    List.of(registration(directory, "granted", "", "", at));
            case NodeEvent.RegistrationConflict(var directory, var reason) ->
                    List.of(registration(directory, "conflict", "", reason, at));
            case NodeEvent.LinkOpened(var peer, var link) -> {
                Map<String, @Nullable Object> fields = link(peer, "opened", "");
                LinkReport.putLink(link, fields);
                fields.put("at", at);
                yield List.of(fields);
            }
            case NodeEvent.LinkClosed(var peer, var reason) -> {
                Map<String, @Nullable Object> fields = link(peer, "closed", reason);
                fields.put("at", at);
                yield List.of(fields);
            }
            case NodeEvent.JournalFull(var cursor) -> {
                Map<String, @Nullable Object> fields = journal("full", at);
                fields.put("cursor", cursor.name());
                fields.put("waiting", cursor.waiting());
                fields.put("waitingBytes", cursor.waitingBytes());
                yield List.of(fields);
            }
            case NodeEvent.JournalHasRoom() -> List.of(journal("room", at));
            default -> List.of();
        };
    }

    /** Returns a message that has arrived. */
    public static Map<String, @Nullable Object> message(NodeEvent.MessageArrived arrived) {
        Message message = arrived.message();
        Map<String, @Nullable Object> event = event("message");
        event.put("messageId", message.id());
        event.put("from", message.from());
        event.put("name", name(arrived));
        event.put("trust", ContactLines.word(arrived.trust()));
        event.put("type", message.type());
        event.put("text", text(arrived));
        event.put("sentAt", MessageFields.sentAt(message));
        event.put("receivedAt", arrived.receivedAt());
        event.put("redelivered", arrived.redelivered());
        return event;
    }

    /**
     * Returns the name by which programs know a message's author. A program that trusts the name
     * must not take an impostor for the claimed peer: no name has the form of an id.
     */
    public static String name(NodeEvent.MessageArrived arrived) {
        return arrived.trust() == Trust.CHANGED
                ? arrived.message().from().text()
                : arrived.peer().name().text();
    }

    /** Returns the text of a message for programs: as written, and not cleaned. */
    public static String text(NodeEvent.MessageArrived arrived) {
        return arrived.message().isText() ? MessageFields.text(arrived.message()) : arrived.shown();
    }

    /** Returns an unknown peer's request as an event. */
    public static Map<String, @Nullable Object> request(ContactRequest request) {
        Map<String, @Nullable Object> event = event("request");
        event.putAll(PeerRows.fields(request));
        return event;
    }

    private static Map<String, @Nullable Object> notice(NodeEvent.Notice notice, Instant at) {
        Map<String, @Nullable Object> event = event("plugin");
        event.put("plugin", notice.plugin());
        event.put("kind", notice.kind().isEmpty() ? "notice" : notice.kind());
        event.put("text", notice.text());
        event.put("data", notice.fields());
        event.put("at", at);
        return event;
    }

    private static Map<String, @Nullable Object> sent(NodeEvent.PluginSent sent) {
        Message message = sent.message();
        Map<String, @Nullable Object> event = event("sent");
        event.put("plugin", sent.plugin());
        event.put("messageId", message.id());
        event.put("to", message.to());
        event.put("name", sent.peer().name());
        event.put("type", message.type());
        event.put("text", message.isText() ? MessageFields.text(message) : null);
        event.put("sentAt", MessageFields.sentAt(message));
        return event;
    }

    private static Map<String, @Nullable Object> presence(
            Peer peer, boolean isPresent, String reason, Instant at) {
        Map<String, @Nullable Object> event = event("presence");
        event.putAll(PeerRows.fields(peer, isPresent));
        event.put("reason", reason);
        event.put("at", at);
        return event;
    }

    private static Map<String, @Nullable Object> delivery(
            Message message, Peer peer, String state, String reason, Instant at) {
        Map<String, @Nullable Object> event = event("delivery");
        event.put("state", state);
        event.put("messageId", message.id());
        event.put("to", message.to());
        event.put("name", peer.name());
        event.put("type", message.type());
        event.put("reason", reason);
        event.put("at", at);
        return event;
    }

    private static Map<String, @Nullable Object> registration(
            Address directory, String state, String code, String reason, Instant at) {
        Map<String, @Nullable Object> event = event("registration");
        event.put("state", state);
        event.put("directory", directory);
        event.put("code", code);
        event.put("reason", reason);
        event.put("at", at);
        return event;
    }

    private static Map<String, @Nullable Object> link(Peer peer, String state, String reason) {
        Map<String, @Nullable Object> event = event("link");
        event.put("state", state);
        event.put("id", peer.id());
        event.put("name", peer.name());
        event.put("reason", reason);
        return event;
    }

    private static Map<String, @Nullable Object> journal(String state, Instant at) {
        Map<String, @Nullable Object> event = event("journal");
        event.put("state", state);
        event.put("at", at);
        return event;
    }

    private static Map<String, @Nullable Object> event(String name) {
        Map<String, @Nullable Object> event = new LinkedHashMap<>();
        event.put("event", name);
        return event;
    }
}
