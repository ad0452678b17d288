package peerlink.cli.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import peerlink.api.Address;
import peerlink.api.Peer;
import peerlink.api.PeerName;
import peerlink.api.Transport;
import peerlink.cli.node.NodeOptions;
import peerlink.core.Node;
import peerlink.core.NodeBuilder;
import peerlink.core.identity.IdentityStore;
import tools.jackson.databind.JsonNode;

/** Two real nodes over TLS on loopback, with their journals, and a bot at each. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RpcBotTest {
    @TempDir Path folder;

    private Node node(String name) throws IOException {
        Path profile = folder.resolve(name);
        return new NodeBuilder(IdentityStore.loadOrCreate(profile), new PeerName(name))
                .dataDirectory(profile)
                .transports(
                        ServiceLoader.load(Transport.class).stream()
                                .map(ServiceLoader.Provider::get)
                                .toList())
                .listen(Address.of("tls", "127.0.0.1", 0))
                .start();
    }

    private static RpcService service(Node node) {
        return new RpcService(
                node, node.journal(), new NodeOptions(), (_, _) -> {}, () -> Bot.status(node));
    }

    /** Returns the next notification of this name; others and answers are left out. */
    private static JsonNode told(Bot bot, String method) throws IOException {
        while (true) {
            JsonNode next = bot.next();
            if (next.path("method").asString("").equals(method)) {
                return next.path("params");
            }
        }
    }

    @Test
    void aBotAnswersAndLosesNothingWhenItOrItsNodeEnds() throws Exception {
        try (Node alice = node("alice");
                RpcService atAlice = service(alice);
                Bot user = Bot.of(atAlice)) {
            Peer bob;
            try (Node answering = node("bob");
                    RpcService atBob = service(answering);
                    Bot bot = Bot.of(atBob)) {
                bob = alice.connect(answering.invite());
                bot.result("subscribe", "[\"echo\"]");
                user.result(
                        "subscribe", "{\"cursor\":\"user\",\"events\":[\"message\",\"delivery\"]}");
                user.call(1, "send", "[\"bob\",\"one\"]");
                JsonNode one = told(bot, "message");
                assertEquals("one", one.path("text").asString(""));
                assertEquals("alice", one.path("name").asString(""));
                String answer =
                        "{\"to\":\"%s\",\"text\":\"1\",\"key\":\"%s\",\"wait\":\"delivered\"}"
                                .formatted(
                                        one.path("from").asString(""),
                                        one.path("messageId").asString(""));
                JsonNode first = bot.result("send", answer);
                assertEquals("delivered", first.path("state").asString(""));
                // it crashes before its acknowledgement, and does all of it again
                JsonNode second = bot.result("send", answer);
                assertEquals(
                        first.path("messageId").asString("a"),
                        second.path("messageId").asString("b"));
                assertEquals("delivered", told(user, "delivery").path("state").asString(""));
                assertEquals("1", told(user, "message").path("text").asString(""));
                user.call(2, "send", "[\"bob\",\"two\"]");
                assertEquals("two", told(bot, "message").path("text").asString(""));
                // and is gone, having acknowledged nothing
            }
            try (Node answering = node("bob");
                    RpcService atBob = service(answering);
                    Bot bot = Bot.of(atBob)) {
                assertEquals(bob.id(), answering.self().id());
                JsonNode begun = bot.result("subscribe", "[\"echo\"]");
                // and perhaps the receipt for the answer, which the bot does not want
                assertTrue(begun.path("waiting").asInt(0) >= 2, begun::toString);
                for (String text : List.of("one", "two")) {
                    JsonNode again = told(bot, "message");
                    assertEquals(text, again.path("text").asString(""));
                    assertTrue(again.path("redelivered").asBoolean(false));
                    bot.call(9, "ack", "[\"echo\",%d]".formatted(again.path("number").asLong(0)));
                }
                alice.connect(answering.invite());
                user.call(3, "send", "[\"bob\",\"three\"]");
                JsonNode three = told(bot, "message");
                assertEquals("three", three.path("text").asString(""));
                assertFalse(three.path("redelivered").asBoolean(true));
            }
        }
    }
}
