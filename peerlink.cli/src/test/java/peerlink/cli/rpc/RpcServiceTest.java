package peerlink.cli.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.cli.node.NodeOptions;
import peerlink.cli.node.RpcToken;
import peerlink.core.Node;
import peerlink.core.NodeBuilder;
import peerlink.core.identity.IdentityStore;
import peerlink.core.model.CursorKind;
import peerlink.core.model.NodeEvent;
import tools.jackson.databind.JsonNode;

/** A real node without a network, a journal of the test's, and clients over pipes. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RpcServiceTest {
    @TempDir Path folder;
    private final FakeJournal journal = new FakeJournal();
    private final List<String> shown = new CopyOnWriteArrayList<>();
    private Node node;
    private RpcService service;

    @BeforeEach
    void start() throws IOException {
        Path profile = folder.resolve("profile");
        node =
                new NodeBuilder(IdentityStore.loadOrCreate(profile), new PeerName("alice"))
                        .dataDirectory(profile)
                        .transports(List.of())
                        .listen()
                        .start();
        service = service();
    }

    private RpcService service() {
        return new RpcService(
                node,
                journal,
                new NodeOptions(),
                (delivery, _) -> shown.add(delivery.message().id()),
                () -> Bot.status(node));
    }

    @AfterEach
    void end() {
        service.close();
        node.close();
    }

    @Test
    void theFirstLineSaysWhoServesInWhichVersion() throws Exception {
        try (Bot bot = Bot.of(service)) {
            JsonNode hello = bot.result("hello", "{}");
            assertEquals(RpcLimits.PROTOCOL, hello.path("protocol").asInt(0));
            assertEquals(node.self().id().text(), hello.path("id").asString(""));
        }
    }

    @Test
    void errorsHaveTheCodesOfTheSpecification() throws Exception {
        try (Bot bot = Bot.of(service)) {
            bot.write("{");
            assertEquals(-32700, bot.next().path("error").path("code").asInt(0));
            bot.write("{\"id\":1}");
            assertEquals(-32600, bot.next().path("error").path("code").asInt(0));
            assertEquals(-32601, bot.error("nothing", "{}"));
            assertEquals(-32602, bot.error("ack", "{}"));
            assertEquals(-32602, bot.error("ack", "{\"cursor\":1,\"number\":1}"));
            assertEquals(-32602, bot.error("contacts", "{\"what\":1}"));
            assertEquals(-32602, bot.error("contacts", "[1]"));
            assertEquals(-32602, bot.error("send", "{\"to\":\"bob\"}"));
            assertEquals(-32602, bot.error("subscribe", "{\"cursor\":\"chat\"}"));
            assertEquals(-32000, bot.error("send", "{\"to\":\"nobody\",\"text\":\"x\"}"));
        }
    }

    @Test
    void aNotificationAndABatchOfThemHaveNoAnswer() throws Exception {
        try (Bot bot = Bot.of(service)) {
            bot.write("{\"jsonrpc\":\"2.0\",\"method\":\"contacts\"}");
            bot.write("{\"jsonrpc\":\"2.0\",\"method\":\"nothing\"}");
            bot.write("[{\"jsonrpc\":\"2.0\",\"method\":\"contacts\"}]");
            bot.write("[1," + Bot.request(5, "cursors", "{}") + "]");
            JsonNode answer = bot.next();
            assertTrue(answer.isArray(), answer::toString);
            assertEquals(2, answer.size());
            assertEquals(-32600, answer.path(0).path("error").path("code").asInt(0));
            assertEquals(5, answer.path(1).path("id").asInt(0));
        }
    }

    @Test
    void answersComeInTheOrderOfTheRequests() throws Exception {
        try (Bot bot = Bot.of(service)) {
            for (int i = 0; i < 200; i++) {
                bot.call(i, i % 2 == 0 ? "contacts" : "cursors", "{}");
            }
            List<Integer> ids = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                ids.add(bot.next().path("id").asInt(-1));
            }
            assertEquals(IntStream.range(0, 200).boxed().toList(), ids);
        }
    }

    @Test
    void allThatWasAskedIsAnsweredBeforeTheEndOfTheInputEndsTheConnection() throws Exception {
        try (Bot bot = Bot.of(service)) {
            bot.call(1, "peers", "{}");
            bot.call(2, "cursors", "{}");
            bot.endInput();
            List<Integer> ids = new ArrayList<>();
            ids.add(bot.next().path("id").asInt(-1));
            ids.add(bot.next().path("id").asInt(-1));
            assertTrue(ids.containsAll(List.of(1, 2)), ids::toString);
            assertNull(bot.line());
            bot.awaitServed();
        }
    }

    @Test
    void aBotThatIsGoneLeavesItsCursorThoughAnAnswerIsDue() throws Exception {
        node.contacts()
                .vouch(new Peer(PeerId.ofKey(new byte[] {7}), new PeerName("bob"), List.of()));
        try (Bot dead = Bot.of(service)) {
            dead.result("subscribe", "{\"cursor\":\"c\"}");
            dead.call(
                    5,
                    "send",
                    "{\"to\":\"bob\",\"text\":\"x\",\"wait\":\"delivered\",\"timeoutMillis\":86400000}");
            dead.result("cursors", "{}");
            dead.endInput();
            try (Bot next = Bot.of(service)) {
                while (next.answer("subscribe", "{\"cursor\":\"c\"}").has("error")) {
                    Thread.onSpinWait();
                }
            }
        }
    }

    @Test
    void aMessageKeptForWhoIsAwayIsQueuedOnceItIsStored() throws Exception {
        Peer bob = new Peer(PeerId.ofKey(new byte[] {7}), new PeerName("bob"), List.of());
        node.contacts().vouch(bob);
        try (Bot bot = Bot.of(service)) {
            JsonNode sent = bot.result("send", "{\"to\":\"bob\",\"text\":\"hi\"}");
            assertEquals("queued", sent.path("state").asString(""));
            assertEquals(bob.id().text(), sent.path("to").asString(""));
            JsonNode late =
                    bot.result(
                            "send",
                            "{\"to\":\"%s\",\"text\":\"hi\",\"wait\":\"delivered\",\"timeoutMillis\":1}"
                                    .formatted(bob.id()));
            assertEquals("queued", late.path("state").asString(""));
            JsonNode rows = bot.result("outbox", "{}").path("messages");
            assertEquals(2, rows.size());
            assertFalse(
                    bot.result("cancel", "[\"%s\"]".formatted(sent.path("messageId").asString("")))
                            .path("wasSent")
                            .asBoolean(true));
            assertEquals(1, bot.result("outbox", "{}").path("messages").size());
        }
    }

    @Test
    void whatIsNotAcknowledgedComesAgainInOrderAndMarked() throws Exception {
        Bot first = Bot.of(service);
        assertEquals(0, first.result("subscribe", "[\"c\"]").path("waiting").asInt(-1));
        journal.receive("one");
        journal.receive("two");
        for (String text : List.of("one", "two")) {
            JsonNode told = first.next().path("params");
            assertEquals(text, told.path("text").asString(""));
            assertFalse(told.path("redelivered").asBoolean(true));
        }
        assertEquals(1, first.result("ack", "[\"c\",1]").path("acknowledged").asInt(0));
        first.close(); // it dies
        first.awaitEnd();
        journal.receive("three");
        try (Bot bot = Bot.of(service)) {
            awaitFree(bot);
            JsonNode two = bot.next().path("params");
            assertEquals("two", two.path("text").asString(""));
            assertTrue(two.path("redelivered").asBoolean(false));
            JsonNode three = bot.next().path("params");
            assertEquals("three", three.path("text").asString(""));
            assertFalse(three.path("redelivered").asBoolean(true));
        }
    }

    /** Subscribes as soon as the connection before is known to be gone. */
    private static void awaitFree(Bot bot) throws IOException {
        while (!bot.answer("subscribe", "[\"c\"]").has("result")) {
            Thread.onSpinWait();
        }
    }

    @Test
    void afterACrashOfTheNodeWhatItMayHaveToldIsMarked() throws Exception {
        journal.open("c", CursorKind.STRICT);
        journal.receive("perhaps told");
        try (Bot bot = Bot.of(service)) {
            bot.result("subscribe", "[\"c\"]");
            assertTrue(bot.next().path("params").path("redelivered").asBoolean(false));
            // the writer has looked again, and found nothing, before it waits
            journal.receive("new");
            JsonNode next = bot.next().path("params");
            assertEquals("new", next.path("text").asString(""));
        }
    }

    @Test
    void onlyWhatWasToldCanBeAcknowledged() throws Exception {
        try (Bot bot = Bot.of(service)) {
            bot.result("subscribe", "[\"c\"]");
            assertEquals(-32004, bot.error("ack", "[\"c\",1]"));
            journal.receive("one");
            bot.next();
            bot.result("ack", "[\"c\",1]");
            assertEquals(1, journal.at("c"));
        }
    }

    /** Nobody waits for it, so that it can share a write to the disk with what comes. */
    @Test
    void anAcknowledgementWithoutAnAnswerIsInNoHurry() throws Exception {
        try (Bot bot = Bot.of(service)) {
            bot.result("subscribe", "[\"c\"]");
            journal.receive("one");
            bot.next();
            bot.write("{\"jsonrpc\":\"2.0\",\"method\":\"ack\",\"params\":[\"c\",1]}");
            bot.result("cursors", "{}");
            assertEquals(1, journal.at("c"));
            assertEquals(1, journal.acknowledgedSoon.get());
            journal.receive("two");
            bot.next();
            bot.result("ack", "[\"c\",2]");
            assertEquals(1, journal.acknowledgedSoon.get());
        }
    }

    /** Nothing would bound the number of those that wait for a slow disk. */
    @Test
    void theSameAcknowledgementAgainWaitsAsOthersDo() throws Exception {
        try (Bot bot = Bot.of(service)) {
            bot.result("subscribe", "[\"c\"]");
            journal.receive("one");
            bot.next();
            for (int i = 0; i < 3; i++) {
                bot.write("{\"jsonrpc\":\"2.0\",\"method\":\"ack\",\"params\":[\"c\",1]}");
            }
            bot.result("cursors", "{}");
            assertEquals(1, journal.at("c"));
            assertEquals(1, journal.acknowledgedSoon.get());
        }
    }

    @Test
    void whatASubscriberDoesNotWantDoesNotWaitForItsAcknowledgement() throws Exception {
        try (Bot bot = Bot.of(service)) {
            bot.result("subscribe", "[\"c\"]");
            journal.deliver("mine");
            journal.receive("one");
            assertEquals(2, bot.next().path("params").path("number").asInt(0));
            journal.deliver("mine");
            bot.result("ack", "[\"c\",2]");
            journal.receive("two");
            bot.next();
            assertEquals(3, journal.at("c"), "the receipt behind the message, too");
        }
    }

    @Test
    void theEndOfAMessageThatWasGivenUpComesAgainUntilItIsAcknowledged() throws Exception {
        journal.open("c", CursorKind.STRICT);
        journal.fail("mine", "not delivered within 30 days");
        for (int i = 0; i < 2; i++) {
            try (Bot bot = Bot.of(service)) {
                while (!bot.answer("subscribe", "{\"cursor\":\"c\",\"events\":[\"delivery\"]}")
                        .has("result")) {
                    Thread.onSpinWait(); // the connection before may not be gone yet
                }
                JsonNode told = bot.next().path("params");
                assertEquals("failed", told.path("state").asString(""));
                assertEquals("not delivered within 30 days", told.path("reason").asString(""));
                assertEquals(1, told.path("number").asInt(0));
                if (i > 0) {
                    bot.result("ack", "[\"c\",1]");
                    assertEquals(1, journal.at("c"));
                }
            }
        }
    }

    @Test
    void aKeyTellsWhatBecameOfItsMessage() throws Exception {
        node.contacts()
                .vouch(new Peer(PeerId.ofKey(new byte[] {7}), new PeerName("bob"), List.of()));
        try (Bot bot = Bot.of(service)) {
            assertEquals("unknown", outcome(bot));
            String send = "{\"to\":\"bob\",\"text\":\"hi\",\"key\":\"k\"}";
            String id = bot.result("send", send).path("messageId").asString("");
            assertEquals("queued", outcome(bot));
            assertEquals(id, bot.result("send", send).path("messageId").asString(""));
            assertEquals(List.of(id), shown); // in the user's chats, once
            bot.result("cancel", "[\"%s\"]".formatted(id));
            assertEquals("failed", outcome(bot));
            JsonNode again = bot.result("send", send);
            assertEquals(id, again.path("messageId").asString(""));
            assertEquals("failed", again.path("state").asString(""));
            assertEquals("cancelled", again.path("reason").asString(""));
        }
    }

    private static String outcome(Bot bot) throws IOException {
        return bot.result("outcome", "[\"k\"]").path("state").asString("");
    }

    /** Another reader may have its cursor by then, and has to be told what was told before. */
    @Test
    void aSubscriptionThatHasEndedReadsNothingMore() throws Exception {
        BotNode bots =
                new BotNode(node, journal, new NodeOptions(), (_, _) -> {}, () -> Bot.status(node));
        Subscription subscription =
                new Subscription(
                        bots, bots.claim("c", Optional.empty()), Set.of("message"), () -> {});
        subscription.begin();
        journal.receive("first");
        assertEquals(1, subscription.next().size());
        journal.receive("second");
        subscription.close();
        assertEquals(List.of(), subscription.next());
        assertEquals(1, journal.entriesRead.get());
    }

    @Test
    void aCursorHasOneReader() throws Exception {
        try (Bot one = Bot.of(service);
                Bot two = Bot.of(service)) {
            one.result("subscribe", "[\"c\"]");
            assertEquals(-32004, two.error("subscribe", "[\"c\"]"));
            assertEquals(-32004, two.error("dropCursor", "[\"c\"]"));
            one.result("unsubscribe", "[\"c\"]");
            two.result("subscribe", "[\"c\"]");
            two.result("unsubscribe", "[\"c\"]");
            assertTrue(two.result("dropCursor", "[\"c\"]").path("dropped").asBoolean(false));
            assertEquals(0, two.result("cursors", "{}").path("cursors").size());
        }
    }

    @Test
    void aSubscriberThatTakesNothingPausesTheReadingAndTheNodeKeepsNothingForIt() throws Exception {
        try (Bot slow = Bot.of(service)) {
            slow.result("subscribe", "{\"cursor\":\"c\",\"events\":[\"message\",\"presence\"]}");
            String text = "x".repeat(60_000);
            for (int i = 0; i < 500; i++) {
                journal.receive(text); // 30 MB
            }
            for (int i = 0; i < 20_000; i++) {
                service.accept(
                        new NodeEvent.PeerAppeared(
                                new Peer(
                                        PeerId.ofKey(new byte[] {(byte) i, (byte) (i >> 8)}),
                                        new PeerName("p" + i),
                                        List.of())));
            }
            assertTrue(journal.entriesRead.get() <= 128, journal.entriesRead::toString);
            try (Bot quick = Bot.of(service)) {
                assertEquals(1, quick.result("cursors", "{}").path("cursors").size());
            }
            int messages = 0;
            int presences = 0;
            int missed = 0;
            while (messages < 500 || missed == 0) {
                JsonNode told = slow.next();
                switch (told.path("method").asString("")) {
                    case "message" -> messages++;
                    case "presence" -> presences++;
                    default -> missed += told.path("params").path("count").asInt(0);
                }
            }
            assertEquals(500, messages);
            assertTrue(presences >= LiveStates.MOST && missed > 10_000, presences + " " + missed);
        }
    }

    @Test
    void onlyTheNewestStateOfAPeerIsTold() {
        LiveStates states = new LiveStates();
        for (int i = 0; i < 10_000; i++) {
            states.put("presence bob", new LiveStates.State("presence", Map.of("i", i)));
        }
        List<LiveStates.State> told = states.take();
        assertEquals(1, told.size());
        assertEquals(9_999, told.getFirst().fields().get("i"));
        assertTrue(states.isEmpty());
    }

    @Test
    void aLineWithoutEndTakesNoMoreMemoryThanTheLongestOne() throws Exception {
        try (Bot bot = Bot.of(service)) {
            String part = "x".repeat(1 << 16);
            int parts = 0;
            try {
                while (parts < 1600) { // 100 MB
                    bot.writePart(part);
                    parts++;
                }
            } catch (IOException e) {
                // nobody reads any more
            }
            assertTrue(parts < 64, parts + " parts of 64 KiB were read");
            assertEquals(-32600, bot.next().path("error").path("code").asInt(0));
            assertNull(bot.line());
        }
    }

    @Test
    void aHundredSubscriptionsAreServedAndNoMore() throws Exception {
        try (Bot bot = Bot.of(service)) {
            for (int i = 0; i < RpcLimits.MOST_SUBSCRIPTIONS; i++) {
                bot.result("subscribe", "[\"c%d\"]".formatted(i));
            }
            assertEquals(-32003, bot.error("subscribe", "[\"more\"]"));
            bot.result("unsubscribe", "[\"c0\"]");
            bot.result("subscribe", "[\"more\"]");
            journal.receive("to all");
            for (int i = 0; i < RpcLimits.MOST_SUBSCRIPTIONS; i++) {
                assertEquals("to all", bot.next().path("params").path("text").asString(""));
            }
        }
    }

    @Test
    void whoComesBeyondTheLimitOfConnectionsIsToldSo() throws Exception {
        List<Bot> bots = new ArrayList<>();
        try {
            for (int i = 0; i < RpcLimits.MOST_CONNECTIONS; i++) {
                bots.add(Bot.of(service));
            }
            try (Bot late = Bot.guest(service, token("a".repeat(32)))) {
                // those with a token have room of their own
                late.call(1, "hello", "{\"token\":\"%s\"}".formatted("a".repeat(32)));
                assertEquals("ready", late.next().path("method").asString(""));
            }
            try (Bot one = Bot.unread(service)) {
                assertEquals(-32003, one.next().path("error").path("code").asInt(0));
                assertNull(one.line());
            }
        } finally {
            for (Bot bot : bots) {
                bot.close();
            }
        }
    }

    private RpcToken token(String text) throws Exception {
        Path file = folder.resolve("token");
        Files.writeString(file, text + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return RpcToken.read(file);
    }

    @Test
    void whoHasNoTokenLearnsNothingAndIsSentAway() throws Exception {
        RpcToken token = token("0123456789abcdef0123456789abcdef");
        try (Bot guest = Bot.guest(service, token)) {
            guest.call(1, "status", "{}");
            assertEquals(-32002, guest.next().path("error").path("code").asInt(0));
            assertNull(guest.line());
        }
        try (Bot guest = Bot.guest(service, token)) {
            guest.call(1, "hello", "{\"token\":\"0123456789abcdef0123456789abcdee\"}");
            assertEquals(-32002, guest.next().path("error").path("code").asInt(0));
            assertNull(guest.line());
        }
        try (Bot guest = Bot.guest(service, token)) {
            guest.call(1, "hello", "{\"token\":\"0123456789abcdef0123456789abcdef\"}");
            assertEquals("ready", guest.next().path("method").asString(""));
            assertEquals(1, guest.next().path("id").asInt(0));
            guest.result("status", "{}");
            // its paths would be this machine's
            assertEquals(-32002, guest.error("sendFile", "[\"bob\",\"/etc/passwd\"]"));
            assertEquals(-32002, guest.error("run", "[\"send-file\"]"));
        }
    }

    @Test
    void whoSaysNothingIsToldNothingMoreWhenTheServiceEnds() throws Exception {
        try (Bot bot = Bot.of(service)) {
            service.close();
            assertNull(bot.line());
            assertTrue(node.settle(Duration.ofSeconds(1)), "the node goes on until it is closed");
        }
    }
}
