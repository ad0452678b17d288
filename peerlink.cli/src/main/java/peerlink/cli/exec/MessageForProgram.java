package peerlink.cli.exec;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import peerlink.api.Printable;
import peerlink.cli.text.ContactLines;
import peerlink.cli.text.EventFields;
import peerlink.cli.text.JsonLines;
import peerlink.core.model.NodeEvent.MessageArrived;
import tools.jackson.databind.JsonNode;

/**
 * A message, as the user's program gets it.
 *
 * @param from the author's id
 * @param name the author's name, as {@link EventFields#name} has it
 * @param text the text as it was written, not cleaned
 * @param sentAt the time of writing; null if the writer has given none
 * @param redelivered whether the program may have got it before
 */
public record MessageForProgram(
        String messageId,
        String from,
        String name,
        String trust,
        String type,
        String text,
        @Nullable Instant sentAt,
        Instant receivedAt,
        boolean redelivered) {
    static MessageForProgram of(MessageArrived arrived) {
        return new MessageForProgram(
                arrived.message().id(),
                arrived.message().from().text(),
                EventFields.name(arrived),
                ContactLines.word(arrived.trust()),
                arrived.message().type(),
                EventFields.text(arrived),
                arrived.message().isDated() ? arrived.message().sentAt() : null,
                arrived.receivedAt(),
                arrived.redelivered());
    }

    /**
     * Returns the variables for the program's environment. None has the name of a setting of
     * PeerLink. All values are printable.
     */
    Map<String, String> variables() {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("PEERLINK_MESSAGE_ID", messageId);
        variables.put("PEERLINK_MESSAGE_FROM", from);
        variables.put("PEERLINK_MESSAGE_NAME", name);
        variables.put("PEERLINK_MESSAGE_TRUST", trust);
        variables.put("PEERLINK_MESSAGE_TYPE", type);
        variables.put("PEERLINK_MESSAGE_SENT_AT", sentAt == null ? "" : JsonLines.time(sentAt));
        variables.put("PEERLINK_MESSAGE_RECEIVED_AT", JsonLines.time(receivedAt));
        variables.put("PEERLINK_MESSAGE_REDELIVERED", Boolean.toString(redelivered));
        variables.replaceAll((_, value) -> Printable.line(value));
        return variables;
    }

    /** Returns the message as the fields of an object. */
    Map<String, @Nullable Object> fields() {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("messageId", messageId);
        fields.put("from", from);
        fields.put("name", name);
        fields.put("trust", trust);
        fields.put("type", type);
        fields.put("text", text);
        fields.put("sentAt", sentAt);
        fields.put("receivedAt", receivedAt);
        return fields;
    }

    /**
     * Reads the fields of a message that may have run before.
     *
     * @throws RuntimeException if they are none
     */
    static MessageForProgram parse(JsonNode fields) {
        return new MessageForProgram(
                fields.path("messageId").asString(),
                fields.path("from").asString(),
                fields.path("name").asString(),
                fields.path("trust").asString(),
                fields.path("type").asString(),
                fields.path("text").asString(),
                fields.path("sentAt").asStringOpt().map(Instant::parse).orElse(null),
                Instant.parse(fields.path("receivedAt").asString()),
                true);
    }
}
