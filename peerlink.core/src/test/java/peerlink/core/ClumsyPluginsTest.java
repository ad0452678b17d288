package peerlink.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import peerlink.api.Command;
import peerlink.api.CommandException;
import peerlink.api.Completion;
import peerlink.api.Conversation;
import peerlink.api.Messenger;
import peerlink.api.contract.ClumsyPlugins;
import peerlink.core.fixture.TestNetwork;
import peerlink.core.fixture.TestNetwork.Member;
import peerlink.core.guard.CallLimits;
import peerlink.core.model.NodeEvent;
import peerlink.core.model.PluginFolders;
import peerlink.core.model.PluginStatus;
import peerlink.core.model.PluginStatus.State;
import peerlink.core.plugin.PluginLimits;

/** Runs plugins that misbehave beside one another. All else goes on. */
@Timeout(120)
class ClumsyPluginsTest {
    private static final List<String> ALL =
            List.of(
                    "constructs",
                    "starts",
                    "decides",
                    "handles",
                    "spins",
                    "completes",
                    "computes",
                    "renames",
                    "casts",
                    "stops");

    private static final PluginLimits LIMITS =
            new PluginLimits(
                    Duration.ofSeconds(3),
                    Duration.ofMillis(200),
                    Duration.ofMillis(500),
                    new CallLimits(
                            Duration.ofMillis(200),
                            Duration.ofMillis(300),
                            Duration.ofMillis(200),
                            3));

    @TempDir Path home;

    @AfterEach
    void calm() {
        System.setProperty("peerlink.test.calm", "yes");
        System.getProperties().remove("peerlink.test.messenger");
    }

    @Test
    void eachIsNamedWithItsDeedAndAllElseGoesOn() throws Exception {
        System.clearProperty("peerlink.test.calm");
        Path folder = Files.createDirectory(home.resolve("plugins"));
        ClumsyPlugins.in(folder, home.resolve("work"), ALL);
        try (TestNetwork network = new TestNetwork(home)) {
            Member alice = network.start("alice");
            Member bob =
                    network.start(
                            "bob",
                            "bob",
                            b ->
                                    b.pluginFolders(PluginFolders.trusted(List.of(folder)))
                                            .pluginLimits(LIMITS));
            Conversation toBob = alice.node().conversation(alice.node().find("bob"));
            for (int i = 1; i <= 4; i++) {
                toBob.sendText("message " + i).await(Duration.ofSeconds(30));
            }
            assertEquals(
                    List.of("message 1", "message 2", "message 3", "message 4"),
                    bob.events().awaitCount(NodeEvent.MessageArrived.class, _ -> true, 4).stream()
                            .map(arrived -> arrived.message().text())
                            .toList());
            commandsHarmNobody(bob);
            failed(bob, "constructs", "did not answer within 3 seconds");
            failed(bob, "starts", "did not answer within 3 seconds");
            failed(
                    bob,
                    "decides",
                    "set aside, as deciding on a message from alice took longer than 200 ms");
            failed(
                    bob,
                    "handles",
                    "set aside, as handling a message from alice took longer than 300 ms");
            failed(
                    bob,
                    "spins",
                    "set aside, as handling a message from alice took longer than 300 ms");
            Map<String, State> states =
                    bob.node().plugins().stream()
                            .collect(Collectors.toMap(PluginStatus::name, PluginStatus::state));
            for (String name : ALL) {
                boolean isGood = List.of("computes", "renames", "casts", "stops").contains(name);
                assertEquals(isGood ? State.STARTED : State.FAILED, states.get(name), name);
            }
            Messenger kept = (Messenger) System.getProperties().get("peerlink.test.messenger");
            assertEquals("bob", kept.self().name().text());
            assertFalse(kept instanceof Node);
            toBob.sendText("still there?").await(Duration.ofSeconds(30));

            bob.node().close(); // the class's time limit ends a wait for those that never return
            assertEquals(
                    "plugin casts has stopped",
                    assertThrows(IllegalStateException.class, kept::peers).getMessage());
        }
    }

    private void commandsHarmNobody(Member bob) throws Exception {
        Map<String, Command> commands =
                bob.node().commands().stream()
                        .collect(Collectors.toMap(Command::name, Function.identity()));
        for (int i = 0; i < 3; i++) {
            assertEquals(new Completion.Nothing(), commands.get("completes").complete(List.of("")));
        }
        failed(bob, "completes", "set aside, as completing /completes took longer than 200 ms");

        Command computes = commands.get("computes");
        for (int i = 0; i < 4; i++) {
            Thread.ofVirtual().start(() -> runQuietly(computes));
        }
        CommandException refusal = null;
        while (refusal == null) {
            refusal = busy(computes);
        }
        assertEquals(
                "/computes is not run: 4 commands of the plugin computes run already, and none of them ends",
                refusal.getMessage());

        Command renames = commands.get("renames");
        assertEquals("two lines \uFFFD[2J", renames.summary());
        assertEquals("renames", renames.name());
        StringBuilder printed = new StringBuilder();
        renames.run(List.of(), printed::append);
        assertEquals("it runs", printed.toString());
    }

    private static void runQuietly(Command command) {
        try {
            command.run(List.of(), _ -> {});
        } catch (CommandException e) {
            assertTrue(e.getMessage().contains("was ended with its plugin"), e::getMessage);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns the refusal once so many run that no other is begun. */
    private static CommandException busy(Command command) throws InterruptedException {
        CommandException[] refusal = new CommandException[1];
        Thread caller =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    try {
                                        command.run(List.of(), _ -> {});
                                    } catch (CommandException e) {
                                        refusal[0] = e;
                                    } catch (Exception e) {
                                        // interrupted below
                                    }
                                });
        caller.join(Duration.ofMillis(100));
        caller.interrupt();
        caller.join();
        return refusal[0];
    }

    private static void failed(Member member, String plugin, String reason)
            throws InterruptedException {
        member.events()
                .await(
                        NodeEvent.PluginFailed.class,
                        event ->
                                event.plugin().equals(plugin) && event.reason().startsWith(reason));
    }
}
