package peerlink.cli.text;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import peerlink.api.PeerName;
import peerlink.api.PeerUnavailableException;
import peerlink.api.Printable;
import peerlink.core.Node;
import peerlink.core.Outbox;
import peerlink.registry.admin.Amount;
import tools.jackson.databind.JsonNode;

/**
 * A message of the outbox, as a list shows it.
 *
 * @param number the place in the list, from 1 on
 * @param name the peer's name
 * @param peerId the peer's id
 * @param waited the time for which it has waited
 * @param isSent whether it was sent and not acknowledged
 * @param reason the reason why the last attempt to reach the peer failed; may be empty
 * @param bytes the size of the content
 * @param excerpt the beginning of the content, if that is text
 */
public record OutboxRow(
        int number,
        String messageId,
        String name,
        String peerId,
        Instant writtenAt,
        Duration waited,
        boolean isSent,
        String reason,
        int bytes,
        String excerpt) {
    /** Returns the messages of the outbox, the oldest first. */
    public static List<OutboxRow> all(Node node) throws IOException {
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
                waiting.waited(),
                waiting.isSent(),
                waiting.reason(),
                waiting.message().content().size(),
                waiting.message().isText()
                        ? Printable.preview(waiting.message().text())
                        : waiting.message().type());
    }

    /**
     * Returns the rows that the user means: by a message's id, or by a peer's id or name. Case
     * counts for nothing if no peer goes by the very name.
     *
     * @throws PeerUnavailableException if several peers go by the name
     */
    public static List<OutboxRow> meant(List<OutboxRow> rows, String which)
            throws PeerUnavailableException {
        List<OutboxRow> byId =
                rows.stream()
                        .filter(row -> row.messageId.equals(which) || row.peerId.equals(which))
                        .toList();
        if (!byId.isEmpty()) {
            return byId;
        }
        List<OutboxRow> named =
                PeerName.matching(
                        which,
                        rows.stream().filter(row -> PeerName.isPeerName(row.name)).toList(),
                        row -> new PeerName(row.name));
        if (named.stream().map(OutboxRow::peerId).distinct().count() > 1) {
            throw new PeerUnavailableException(
                    "several peers go by the name '%s': use an id, such as %s"
                            .formatted(Printable.excerpt(which), named.getFirst().peerId));
        }
        return named;
    }

    /** Returns a number of messages in words. */
    public static String count(int messages) {
        return switch (messages) {
            case 0 -> "nothing waits";
            case 1 -> "1 message waits";
            default -> messages + " messages wait";
        };
    }

    /** Returns a line about the messages that are cancelled now. */
    public static String cancelled(List<OutboxRow> rows) {
        long sent = rows.stream().filter(OutboxRow::isSent).count();
        String what =
                rows.size() == 1
                        ? "cancelled the message to " + rows.getFirst().name()
                        : "cancelled %d messages".formatted(rows.size());
        return sent == 0
                ? what
                : what
                        + "; %s sent before, and may have arrived"
                                .formatted(rows.size() == 1 ? "it was" : sent + " of them were");
    }

    /** Returns the row for people. */
    public String text() {
        return "%3d  %-16s %-14s %-8s %s%s"
                .formatted(
                        number,
                        name,
                        Amount.longTime(waited),
                        isSent ? "sent" : "waiting",
                        excerpt,
                        reason.isEmpty() || isSent ? "" : "  (" + reason + ")");
    }

    /** Returns the row for programs. */
    public Map<String, @Nullable Object> fields() {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("number", number);
        fields.put("messageId", messageId);
        fields.put("name", name);
        fields.put("to", peerId);
        fields.put("writtenAt", writtenAt);
        fields.put("waitedMillis", waited.toMillis());
        fields.put("state", isSent ? "sent" : "waiting");
        fields.put("reason", reason);
        fields.put("bytes", bytes);
        fields.put("excerpt", excerpt);
        return fields;
    }

    public static OutboxRow parse(JsonNode fields) {
        return new OutboxRow(
                fields.path("number").asInt(0),
                Printable.line(fields.path("messageId").asString("")),
                Printable.line(fields.path("name").asString("")),
                Printable.line(fields.path("to").asString("")),
                Instant.parse(fields.path("writtenAt").asString("")),
                Duration.ofMillis(fields.path("waitedMillis").asLong(0)),
                fields.path("state").asString("").equals("sent"),
                Printable.line(fields.path("reason").asString("")),
                fields.path("bytes").asInt(0),
                Printable.preview(fields.path("excerpt").asString("")));
    }
}
