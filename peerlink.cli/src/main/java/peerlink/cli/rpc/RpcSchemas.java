package peerlink.cli.rpc;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The schemas of what is told in several places, and of the notifications. */
final class RpcSchemas {
    static final Map<String, Object> READY =
            Schemas.object(
                    "event", Schemas.TEXT,
                    "version", Schemas.TEXT,
                    "protocol", Schemas.NUMBER,
                    "id", Schemas.TEXT,
                    "name", Schemas.TEXT);

    /** A node that runs, as {@code peerlink status --json} prints it. */
    static final Map<String, Object> STATUS =
            Schemas.object(
                    "running", Schemas.FLAG,
                    "name", Schemas.TEXT,
                    "id", Schemas.TEXT,
                    "version", Schemas.TEXT,
                    "pid", Schemas.NUMBER,
                    "purpose", Schemas.TEXT,
                    "since", Schemas.TIME,
                    "addresses", Schemas.list(Schemas.TEXT),
                    "registries",
                            Schemas.list(
                                    Schemas.object(
                                            "address", Schemas.TEXT,
                                            "connected", Schemas.FLAG,
                                            "detail", Schemas.TEXT)),
                    "chats",
                            Schemas.list(
                                    Schemas.object("pid", Schemas.NUMBER, "since", Schemas.TIME)),
                    "outbox", Schemas.NUMBER,
                    "waiting", Schemas.NUMBER,
                    "requests", Schemas.NUMBER);

    static final Map<String, Object> CURSOR =
            Schemas.object(
                    "name", Schemas.TEXT,
                    "kind", Schemas.TEXT,
                    "acknowledged", Schemas.NUMBER,
                    "waiting", Schemas.NUMBER,
                    "waitingBytes", Schemas.NUMBER,
                    "lost", Schemas.NUMBER);

    static final Map<String, Object> PEER =
            Schemas.object(
                    "name", Schemas.TEXT,
                    "id", Schemas.TEXT,
                    "addresses", Schemas.list(Schemas.TEXT),
                    "present", Schemas.FLAG,
                    "lastKnown?", Schemas.TIME);

    static final Map<String, Object> CONTACT =
            Schemas.object(
                    "name", Schemas.TEXT,
                    "id", Schemas.TEXT,
                    "trust", Schemas.TEXT,
                    "found?", Schemas.TEXT,
                    "called?", Schemas.TEXT,
                    "addresses", Schemas.list(Schemas.TEXT),
                    "online", Schemas.FLAG);

    static final Map<String, Object> WAITING =
            Schemas.object(
                    "number", Schemas.NUMBER,
                    "messageId", Schemas.TEXT,
                    "name", Schemas.TEXT,
                    "to", Schemas.TEXT,
                    "writtenAt", Schemas.TIME,
                    "waitedMillis", Schemas.NUMBER,
                    "state", Schemas.TEXT,
                    "reason", Schemas.TEXT,
                    "bytes", Schemas.NUMBER,
                    "excerpt", Schemas.TEXT);

    static final Map<String, Object> REQUEST =
            Schemas.object(
                    "event?", Schemas.TEXT,
                    "messageId", Schemas.TEXT,
                    "from", Schemas.TEXT,
                    "name", Schemas.TEXT,
                    "code", Schemas.TEXT,
                    "text", Schemas.TEXT,
                    "sentAt", nullable(Schemas.TIME),
                    "receivedAt", Schemas.TIME);

    private static final Map<String, Object> MESSAGE =
            Schemas.object(
                    "event", Schemas.TEXT,
                    "messageId", Schemas.TEXT,
                    "from", Schemas.TEXT,
                    "name", Schemas.TEXT,
                    "trust", Schemas.TEXT,
                    "type", Schemas.TEXT,
                    "text", nullable(Schemas.TEXT),
                    "content?", Schemas.TEXT,
                    "sentAt", nullable(Schemas.TIME),
                    "receivedAt", Schemas.TIME,
                    "redelivered", Schemas.FLAG,
                    "cursor", Schemas.TEXT,
                    "number", Schemas.NUMBER);

    private static final Map<String, Object> DELIVERY =
            Schemas.object(
                    "event", Schemas.TEXT,
                    "state", Schemas.TEXT,
                    "messageId", Schemas.TEXT,
                    "to", Schemas.TEXT,
                    "name", Schemas.TEXT,
                    "type", Schemas.TEXT,
                    "reason", Schemas.TEXT,
                    "at", Schemas.TIME,
                    "redelivered", Schemas.FLAG,
                    "cursor", Schemas.TEXT,
                    "number", Schemas.NUMBER);

    /** An object of which more than these fields may be told. */
    private static final Map<String, Object> STATE =
            open(Schemas.object("event", Schemas.TEXT, "state", Schemas.TEXT, "at", Schemas.TIME));

    private RpcSchemas() {}

    private static Map<String, Object> open(Map<String, Object> schema) {
        Map<String, Object> open = new LinkedHashMap<>(schema);
        open.remove("additionalProperties");
        return open;
    }

    private static Map<String, Object> nullable(Map<String, Object> schema) {
        Map<String, Object> either = new LinkedHashMap<>(schema);
        either.put("type", List.of(schema.get("type"), "null"));
        return either;
    }

    /** Returns the schema of each notification's parameters. */
    static Map<String, Map<String, Object>> notifications() {
        Map<String, Map<String, Object>> all = new LinkedHashMap<>();
        all.put("ready", READY);
        all.put("message", MESSAGE);
        all.put("delivery", DELIVERY);
        all.put(
                "presence",
                Schemas.object(
                        "event", Schemas.TEXT,
                        "name", Schemas.TEXT,
                        "id", Schemas.TEXT,
                        "addresses", Schemas.list(Schemas.TEXT),
                        "present", Schemas.FLAG,
                        "reason", Schemas.TEXT,
                        "at", Schemas.TIME));
        all.put("request", REQUEST);
        all.put("registration", STATE);
        all.put("link", STATE);
        all.put("journal", STATE);
        all.put("missed", Schemas.object("event", Schemas.TEXT, "count", Schemas.NUMBER));
        return all;
    }
}
