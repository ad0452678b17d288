package peerlink.cli;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import peerlink.api.Printable;
import peerlink.core.Node;
import peerlink.core.Outbox;
import tools.jackson.databind.JsonNode;

/**
 * A message that waits in the outbox, as it is listed.
 *
 * @param number its place in the list, from 1 on
 * @param name the peer's
 * @param peerId the peer's
 * @param isSent whether it was sent and not acknowledged
 * @param reason why the peer could not be reached the last time; may be empty
 * @param bytes its size
 * @param excerpt how it begins, if it is text
 */
record OutboxRow(
        int number,
        String messageId,
        String name,
        String peerId,
        Instant writtenAt,
        boolean isSent,
        String reason,
        int bytes,
        String excerpt) {
    /** Returns what waits, the oldest first. */
    static List<OutboxRow> all(Node node) throws IOException {
        List<Outbox.Waiting> waiting = node.outbox().waiting();
        return IntStream.range(0, waiting.size()).mapToObj(i -> of(i + 1, waiting.get(i))).toList();
    }

    private static OutboxRow of(int number, Outbox.Waiting waiting) {
        return new OutboxRow(
                number,
                waiting.message().id(),
                waiting.peer().name().text(),
                waiting.peer().id().text(),
                waiting.message().sentAt(),
                waiting.isSent(),
                waiting.reason(),
                waiting.message().content().size(),
                waiting.message().isText()
                        ? Printable.preview(waiting.message().text())
                        : waiting.message().type());
    }

    /** Tells whether the user means this one: by its id, or by the peer's name or id. */
    boolean isMeant(String which) {
        return messageId.equals(which) || name.equals(which) || peerId.equals(which);
    }

    /** Returns it for people. */
    String text(Instant now) {
        return "%3d  %-16s %-14s %-8s %s%s"
                .formatted(
                        number,
                        name,
                        Amounts.time(Duration.between(writtenAt, now)),
                        isSent ? "sent" : "waiting",
                        excerpt,
                        reason.isEmpty() || isSent ? "" : "  (" + reason + ")");
    }

    /** Returns it for programs. */
    Map<String, @Nullable Object> fields() {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("number", number);
        fields.put("messageId", messageId);
        fields.put("name", name);
        fields.put("to", peerId);
        fields.put("writtenAt", writtenAt);
        fields.put("state", isSent ? "sent" : "waiting");
        fields.put("reason", reason);
        fields.put("bytes", bytes);
        fields.put("excerpt", excerpt);
        return fields;
    }

    static OutboxRow parse(JsonNode fields) {
        return new OutboxRow(
                fields.path("number").asInt(0),
                Printable.line(fields.path("messageId").asString("")),
                Printable.line(fields.path("name").asString("")),
                Printable.line(fields.path("to").asString("")),
                Instant.parse(fields.path("writtenAt").asString("")),
                fields.path("state").asString("").equals("sent"),
                Printable.line(fields.path("reason").asString("")),
                fields.path("bytes").asInt(0),
                Printable.preview(fields.path("excerpt").asString("")));
    }
}
