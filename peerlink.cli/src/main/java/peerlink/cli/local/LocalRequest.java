package peerlink.cli.local;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import peerlink.api.Bytes;
import peerlink.api.Message;
import peerlink.cli.node.NodeOptions;
import tools.jackson.databind.JsonNode;

/** What a command of the shell wants of the one process that has its profile's messages open. */
public sealed interface LocalRequest {
    /** The longest that a message may be waited for. */
    Duration LONGEST = Duration.ofDays(1);

    /** The options of the command, for what it is told. */
    NodeOptions given();

    /** Returns the same with less time. */
    default LocalRequest within(Duration time) {
        return this;
    }

    /**
     * Returns what is left to do once a message is stored, and the one who was to deliver it has
     * ended.
     */
    default LocalRequest stored(String messageId) {
        return this;
    }

    /**
     * To send a text.
     *
     * @param peer as the user typed it
     * @param timeout how long the acknowledgement is waited for
     * @param queue whether the message is to wait for a peer that is away
     */
    record Send(NodeOptions given, String peer, String text, Duration timeout, boolean queue)
            implements LocalRequest {
        public Send {
            require(timeout);
            if (Bytes.utf8(text).size() > Message.MAX_TEXT) {
                throw new IllegalArgumentException("text too long");
            }
        }

        @Override
        public LocalRequest within(Duration time) {
            return new Send(given, peer, text, time, queue);
        }

        @Override
        public LocalRequest stored(String messageId) {
            return queue ? this : new Await(given, peer, messageId, timeout);
        }
    }

    /**
     * To deliver a message that is stored already; else as {@link Send}, without waiting longer.
     */
    record Await(NodeOptions given, String peer, String messageId, Duration timeout)
            implements LocalRequest {
        public Await {
            require(timeout);
        }

        @Override
        public LocalRequest within(Duration time) {
            return new Await(given, peer, messageId, time);
        }
    }

    /** To list what waits in the outbox. */
    record Listing(NodeOptions given) implements LocalRequest {}

    /**
     * To give messages up.
     *
     * @param which a message's id, or a peer
     */
    record Cancel(NodeOptions given, String which) implements LocalRequest {}

    private static void require(Duration timeout) {
        if (timeout.isNegative() || timeout.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("not a timeout: " + timeout);
        }
    }

    /** Returns it as the fields of an object. */
    default Map<String, @Nullable Object> fields() {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put(
                "errand",
                switch (this) {
                    case Send _ -> "send";
                    case Await _ -> "await";
                    case Listing _ -> "list";
                    case Cancel _ -> "cancel";
                });
        fields.put("profile", given().profile);
        fields.put("home", given().home);
        fields.put("registries", given().registries);
        fields.put("invites", given().invites);
        switch (this) {
            case Send send -> {
                fields.put("peer", send.peer());
                fields.put("text", send.text());
                fields.put("timeoutMillis", send.timeout().toMillis());
                fields.put("queue", send.queue());
            }
            case Await await -> {
                fields.put("peer", await.peer());
                fields.put("messageId", await.messageId());
                fields.put("timeoutMillis", await.timeout().toMillis());
            }
            case Listing _ -> {}
            case Cancel cancel -> fields.put("which", cancel.which());
        }
        return fields;
    }

    /**
     * Reads an errand.
     *
     * @throws IllegalArgumentException if it is none that this version knows
     */
    static LocalRequest parse(JsonNode fields) {
        NodeOptions given = new NodeOptions();
        given.profile = fields.path("profile").asStringOpt().orElse(null);
        given.home = fields.path("home").asStringOpt().map(Path::of).orElse(null);
        given.registries = texts(fields.path("registries"));
        given.invites = texts(fields.path("invites"));
        Duration timeout = Duration.ofMillis(fields.path("timeoutMillis").asLong(0));
        boolean queue = fields.path("queue").asBoolean(false);
        return switch (text(fields, "errand")) {
            case "send" ->
                    new Send(given, text(fields, "peer"), text(fields, "text"), timeout, queue);
            case "await" ->
                    new Await(given, text(fields, "peer"), text(fields, "messageId"), timeout);
            case "list" -> new Listing(given);
            case "cancel" -> new Cancel(given, text(fields, "which"));
            default -> throw new IllegalArgumentException("no such errand");
        };
    }

    private static String text(JsonNode fields, String name) {
        return fields.path(name)
                .asStringOpt()
                .orElseThrow(() -> new IllegalArgumentException("an errand without " + name));
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(element -> texts.add(Objects.requireNonNull(element.asString())));
        return texts;
    }
}
