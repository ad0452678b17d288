package peerlink.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import peerlink.api.Bytes;
import peerlink.api.History;
import peerlink.api.HistoryLine;
import peerlink.api.HistoryQuery;
import peerlink.api.Message;
import peerlink.api.PeerName;
import peerlink.api.Plugin;
import peerlink.api.PluginContext;
import peerlink.api.Progress;
import peerlink.api.Setting;
import peerlink.api.StatusItem;

/** Settings, texts that stay, progress, own media types and history, as a plugin has them. */
@Timeout(60)
final class PluginSurfacesTest {
    private static final String DICE = "application/x-dice";
    private static final Setting<Long> SIDES = Setting.number("sides", 6, 2, 100, "sides of a die");
    private static final Setting<Boolean> LOUD = Setting.flag("loud", false, "tells each throw");

    private final TestNet net = TestNet.open();

    @AfterEach
    void close() {
        net.close();
    }

    /** A plugin made of one lambda, with a name of its own. */
    private interface Dice extends Plugin {}

    private static Plugin dice(Dice dice) {
        return new Named(dice);
    }

    private record Named(Dice dice) implements Plugin {
        @Override
        public void start(PluginContext context) throws Exception {
            dice.start(context);
        }
    }

    @Test
    void aSettingHasItsDefaultAndAChangeReachesThePlugin() {
        List<Set<String>> heard = new CopyOnWriteArrayList<>();
        PluginContext[] given = new PluginContext[1];
        TestPeer alice =
                net.peer(
                        "alice",
                        Map.of("loud", "true"),
                        dice(
                                context -> {
                                    given[0] = context;
                                    context.setting(SIDES);
                                    context.setting(LOUD);
                                    context.watchSettings(heard::add);
                                }));
        assertEquals(6, given[0].setting(SIDES));
        assertTrue(given[0].setting(LOUD));
        alice.configures(Map.of("loud", "true", "sides", "20"));
        assertEquals(20, given[0].setting(SIDES));
        alice.configures(Map.of("sides", "20.5", "colour", "red"));
        assertEquals(20, given[0].setting(SIDES));
        assertEquals(Map.of("sides", "20.5", "colour", "red"), given[0].settings());
        assertEquals(List.of(Set.of("sides"), Set.of("loud")), heard);
        assertEquals(
                List.of(
                        "plugins.named.colour = 'red' is not used: the plugin has no such setting (there is loud: true or false, sides: a whole number from 2 to 100)",
                        "plugins.named.sides = '20.5' (allowed: a whole number from 2 to 100); the value before holds"),
                alice.notices());
    }

    @Test
    void aValueThatIsNotAllowedEndsTheStart() {
        TestPeer alice =
                net.peer(
                        "alice",
                        Map.of("sides", "1\u001b[2J"),
                        dice(context -> context.setting(SIDES)));
        assertEquals(
                List.of(
                        "named: plugins.named.sides = '1�[2J' (allowed: a whole number from 2 to 100)"),
                alice.failures());
    }

    @Test
    void aListenerThatThrowsIsReportedAndTheValueCounts() {
        PluginContext[] given = new PluginContext[1];
        TestPeer alice =
                net.peer(
                        "alice",
                        dice(
                                context -> {
                                    given[0] = context;
                                    context.setting(SIDES);
                                    context.watchSettings(
                                            _ -> {
                                                throw new IOException("no dice");
                                            });
                                }));
        alice.configures(Map.of("sides", "8"));
        assertEquals(8, given[0].setting(SIDES));
        assertEquals(List.of("named: taking over its settings: no dice"), alice.failures());
    }

    @Test
    void aTextStaysUntilItIsClosedOrThePluginEnds() {
        TestPeer alice = net.peer("alice");
        PluginContext context = alice.context();
        StatusItem first = context.status("a");
        context.status("b\u001b[31m" + "x".repeat(60));
        first.show("2 games");
        assertEquals(List.of("2 games", "b�[31m" + "x".repeat(33) + "…"), alice.status());
        first.close();
        first.show("again");
        for (int i = 0; i < 7; i++) {
            context.status("item " + i);
        }
        assertThrows(IllegalStateException.class, () -> context.status("one too many"));
        alice.stop();
        assertEquals(List.of(), alice.status());
    }

    @Test
    void anAlertIsAnEventAndALine() {
        TestPeer alice = net.peer("alice");
        alice.context().alert("the build is red");
        assertEquals(List.of("the build is red"), alice.notices());
        assertEquals(List.of("alert"), alice.events());
    }

    @Test
    void progressHasAnyUnitAndEndsWithoutALine() {
        TestPeer alice = net.peer("alice");
        try (Progress progress = alice.context().progress("import", 40, "messages")) {
            progress.advance(12);
        }
        assertEquals(
                List.of(new ShownProgress("import", 12, 40, "messages", true)), alice.progress());
        assertEquals(List.of(), alice.screen());
        assertThrows(
                IllegalArgumentException.class,
                () -> alice.context().progress("import", 40, "a\nb"));
    }

    @Test
    void aMessageOfThePluginsTypeIsShownByItsText() {
        TestPeer alice =
                net.peer(
                        "alice",
                        dice(
                                context ->
                                        context.render(
                                                "Application/X-Dice",
                                                message -> "rolled\u0007 " + message.text())));
        TestPeer bob = net.peer("bob");
        bob.sends(alice, DICE, Bytes.utf8("4"));
        bob.sends(alice, "application/x-cards", Bytes.utf8("ace"));
        assertEquals(List.of("bob: rolled� 4"), alice.screen());
        assertEquals(2, alice.messages().size());
    }

    @Test
    void aRendererThatThrowsOrWaitsLeavesThePlainText() {
        Semaphore never = new Semaphore(0);
        TestPeer alice =
                net.peer(
                        "alice",
                        dice(
                                context ->
                                        context.render(
                                                DICE,
                                                message -> {
                                                    if (message.text().equals("wait")) {
                                                        never.acquire();
                                                    }
                                                    throw new IOException("no dice");
                                                })));
        TestPeer bob = net.peer("bob");
        bob.sends(alice, DICE, Bytes.utf8("4"));
        bob.sends(alice, DICE, Bytes.utf8("wait"));
        bob.sends(alice, DICE, Bytes.copyOf(new byte[] {(byte) 0xFF}));
        assertEquals(
                List.of("bob: 4", "bob: wait", "bob: (1 bytes of the type application/x-dice)"),
                alice.screen().stream().filter(line -> line.startsWith("bob: ")).toList());
        assertTrue(
                alice.failures()
                        .contains(
                                "named: rendering a message of the type application/x-dice: no dice"));
    }

    @Test
    void aTypeHasOneRendererAndTextHasNone() {
        TestPeer alice = net.peer("alice", dice(context -> context.render(DICE, _ -> "mine")));
        for (String type : List.of(DICE, Message.TEXT, "dice")) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> alice.context().render(type, _ -> "mine, too"));
        }
    }

    @Test
    void onePluginProvidesTheHistoryAndOthersUseIt() throws Exception {
        TestPeer alice = net.peer("alice");
        PluginContext context = alice.context();
        assertEquals(Optional.empty(), context.history());
        HistoryLine line =
                new HistoryLine(
                        alice.id(),
                        new PeerName("bob"),
                        false,
                        net.clock().instant(),
                        Optional.empty(),
                        "hi\u001b[2J");
        var provided = context.provide(_ -> Collections.nCopies(3, line));
        History history = context.history().orElseThrow();
        assertEquals("hi�[2J", history.find(HistoryQuery.newest(2)).getFirst().text());
        assertEquals(2, history.find(HistoryQuery.newest(2)).size());
        assertThrows(IllegalArgumentException.class, () -> context.provide(_ -> List.of()));
        provided.close();
        assertEquals(
                "no plugin provides a history any more",
                assertThrows(IOException.class, () -> history.find(HistoryQuery.newest(2)))
                        .getMessage());
        context.provide(
                _ -> {
                    throw new IllegalStateException("torn");
                });
        assertEquals(
                "the plugin testkit does not find messages: torn",
                assertThrows(IOException.class, () -> history.find(HistoryQuery.newest(2)))
                        .getMessage());
    }
}
