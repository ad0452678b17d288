package peerlink.cli.text;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import peerlink.api.Peer;

/**
 * A message that was sent by a command, as programs are told of it.
 *
 * @param name the peer's name
 * @param to the peer's id; empty if the process that knew it has ended
 * @param isDelivered whether the peer has acknowledged it; otherwise it waits in the outbox
 */
public record SentMessage(String messageId, String name, String to, boolean isDelivered) {
    public static SentMessage of(String messageId, Peer peer, boolean isDelivered) {
        return new SentMessage(messageId, peer.name().text(), peer.id().text(), isDelivered);
    }

    /** Returns the message as the fields of an object. */
    public Map<String, @Nullable Object> fields() {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("state", isDelivered ? "delivered" : "queued");
        fields.put("messageId", messageId);
        fields.put("name", name);
        fields.put("to", to.isEmpty() ? null : to);
        return fields;
    }
}
