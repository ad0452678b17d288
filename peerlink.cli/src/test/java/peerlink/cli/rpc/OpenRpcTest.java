package peerlink.cli.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import peerlink.api.Peer;
import peerlink.api.PeerName;
import peerlink.cli.node.NodeOptions;
import peerlink.core.Node;
import peerlink.core.NodeBuilder;
import peerlink.core.identity.IdentityStore;
import peerlink.core.model.CursorKind;
import peerlink.core.model.CursorStatus;
import peerlink.core.model.NodeEvent;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The description is that of docs/rpc.openrpc.json, and what a node answers fits it. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OpenRpcTest {
    private static final Path FILE =
            Path.of("").toAbsolutePath().getParent().resolve("docs/rpc.openrpc.json");

    /** The version is that of the build. */
    private static final Pattern VERSION = Pattern.compile("\"version\" : \"[^\"]*\"");

    @TempDir Path folder;

    private static String document() {
        return VERSION.matcher(RpcService.description()).replaceFirst("\"version\" : \"\"") + "\n";
    }

    @Test
    void theDocumentInTheDocsIsTheOneThatTheProgramPrints() throws Exception {
        if (Boolean.getBoolean("peerlink.rewrite")) {
            Files.writeString(FILE, document());
        }
        assertEquals(
                Files.readString(FILE),
                document(),
                "to take it over: peerlink rpc --openrpc, with an empty version, into " + FILE);
    }

    @Test
    void theGuideNamesEveryMethodAndNotification() throws Exception {
        String guide = Files.readString(FILE.resolveSibling("bots.md"));
        JsonNode document = JsonMapper.shared().readTree(RpcService.description());
        List<String> missing = new ArrayList<>();
        for (String list : List.of("methods", "x-notifications")) {
            for (JsonNode one : document.path(list)) {
                String name = "`" + one.path("name").asString("") + "`";
                if (!guide.contains(name)) {
                    missing.add(name);
                }
            }
        }
        assertEquals(List.of(), missing);
    }

    @Test
    void whatANodeAnswersFitsTheDescription() throws Exception {
        Path profile = folder.resolve("profile");
        FakeJournal journal = new FakeJournal();
        try (Node node =
                        new NodeBuilder(IdentityStore.loadOrCreate(profile), new PeerName("alice"))
                                .dataDirectory(profile)
                                .transports(List.of())
                                .listen()
                                .start();
                RpcService service =
                        new RpcService(
                                node,
                                journal,
                                new NodeOptions(),
                                (_, _) -> {},
                                () -> Bot.status(node));
                Bot bot = Bot.of(service)) {
            Peer bob = FakeJournal.BOB;
            node.contacts().vouch(bob);
            JsonNode document = bot.result("rpc.discover", "{}");
            Map<String, JsonNode> results = new TreeMap<>();
            for (String[] call :
                    new String[][] {
                        {"hello", "{}"},
                        {"send", "{\"to\":\"bob\",\"text\":\"x\"}"},
                        {"contacts", "{}"},
                        {"requests", "{}"},
                        {"outbox", "{}"},
                        {"peers", "{}"},
                        {"status", "{}"},
                        {"subscribe", "{\"cursor\":\"c\",\"events\":[\"message\",\"delivery\"]}"},
                        {"cursors", "{}"},
                    }) {
                results.put(call[0], bot.result(call[0], call[1]));
            }
            for (JsonNode method : document.path("methods")) {
                JsonNode result = results.remove(method.path("name").asString(""));
                if (result != null) {
                    check(
                            method.path("name").asString(""),
                            method.path("result").path("schema"),
                            result);
                }
            }
            assertTrue(results.isEmpty(), results::toString);
            bot.result("subscribe", "{\"events\":[\"presence\",\"journal\"]}");
            journal.receive("text");
            journal.deliver("text");
            service.accept(new NodeEvent.PeerAppeared(bob));
            service.accept(
                    new NodeEvent.JournalFull(
                            new CursorStatus("c", CursorKind.STRICT, 1, 2, 3, 0)));
            int seen = 0;
            while (seen < 4) {
                JsonNode told = bot.next();
                for (JsonNode known : document.path("x-notifications")) {
                    if (known.path("name").equals(told.path("method"))) {
                        check(
                                told.path("method").asString(""),
                                known.path("params"),
                                told.path("params"));
                        seen++;
                    }
                }
            }
        }
    }

    /** Checks a value by the part of JSON Schema that the description uses. */
    private static void check(String where, JsonNode schema, JsonNode value) {
        List<String> types = new ArrayList<>();
        if (schema.path("type").isArray()) {
            schema.path("type").forEach(type -> types.add(type.asString("")));
        } else {
            types.add(schema.path("type").asString(""));
        }
        String type =
                value.isObject()
                        ? "object"
                        : value.isArray()
                                ? "array"
                                : value.isString()
                                        ? "string"
                                        : value.isBoolean()
                                                ? "boolean"
                                                : value.isNull() ? "null" : "integer";
        assertTrue(types.contains(type), where + ": " + type + " is none of " + types);
        for (JsonNode name : schema.path("required")) {
            assertTrue(value.has(name.asString("")), where + " has no " + name);
        }
        for (Map.Entry<String, JsonNode> field : value.properties()) {
            JsonNode known = schema.path("properties").get(field.getKey());
            if (known != null) {
                check(where + "." + field.getKey(), known, field.getValue());
            } else {
                assertTrue(
                        schema.path("additionalProperties").asBoolean(true),
                        where + " has " + field.getKey());
            }
        }
        if (value.isArray()) {
            value.forEach(element -> check(where + "[]", schema.path("items"), element));
        }
    }
}
