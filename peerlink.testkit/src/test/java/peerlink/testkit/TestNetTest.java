package peerlink.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import peerlink.api.Arrival;
import peerlink.api.Command;
import peerlink.api.CommandException;
import peerlink.api.Completion;
import peerlink.api.Console;
import peerlink.api.Conversation;
import peerlink.api.Message;
import peerlink.api.MessageHandler;
import peerlink.api.Plugin;
import peerlink.api.PluginContext;

@Timeout(60)
final class TestNetTest {
    /** Answers each text with the same one, and says how often it has come. */
    public static class Echo implements Plugin, MessageHandler {
        static final List<String> ARRIVALS = Collections.synchronizedList(new ArrayList<>());

        @Override
        public void start(PluginContext context) {
            context.register(this);
            context.register(new Shout());
        }

        @Override
        public boolean accepts(Message message) {
            return message.isText() && message.text().startsWith("!");
        }

        @Override
        public void handle(Message message, Conversation conversation) throws Exception {
            conversation.sendText(message.text().substring(1));
        }

        @Override
        public void handle(Message message, Arrival arrival, Conversation conversation)
                throws Exception {
            ARRIVALS.add(message.text() + " " + arrival.redelivered());
            handle(message, conversation);
        }
    }

    /** A command that prints its arguments. */
    private static final class Shout implements Command {
        @Override
        public String name() {
            return "shout";
        }

        @Override
        public String summary() {
            return "prints its arguments";
        }

        @Override
        public Completion complete(List<String> arguments) {
            return new Completion.Words(arguments);
        }

        @Override
        public void run(List<String> arguments, Console console) throws CommandException {
            if (arguments.isEmpty()) {
                throw new CommandException("nothing to shout", "/shout hello");
            }
            arguments.forEach(console::print);
        }
    }

    /** Leaves a thread behind that never ends. */
    public static final class Leaky implements Plugin {
        @Override
        public void start(PluginContext context) {
            Thread thread = new Thread(() -> await(new CountDownLatch(1)), "leaky-left-behind");
            thread.setDaemon(true);
            thread.start();
        }

        private static void await(CountDownLatch never) {
            try {
                never.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Test
    void answersHaveArrivedWhenATextIsSaid() {
        try (TestNet net = TestNet.open()) {
            TestPeer alice = net.peer("alice", new Echo());
            TestPeer bob = net.peer("bob");
            bob.says(alice, "!one");
            bob.says(alice, "two");
            assertEquals(List.of("one"), bob.heard());
            assertEquals(List.of("!one", "two"), alice.heard(bob));
            assertEquals(List.of("bob: !one", "bob: two"), alice.screen());
        }
    }

    @Test
    void chainsOfAnswersHaveArrivedToo() {
        try (TestNet net = TestNet.open()) {
            TestPeer alice = net.peer("alice", new Echo());
            TestPeer bob = net.peer("bob", new Echo());
            bob.says(alice, "!!!!!end");
            assertEquals(List.of("!!!!!end", "!!!end", "!end"), alice.heard());
            assertEquals(List.of("!!!!end", "!!end", "end"), bob.heard());
        }
    }

    @Test
    void commandsAreTypedAndTheirOutputAndMistakesAreSeen() {
        try (TestNet net = TestNet.open()) {
            TestPeer alice = net.peer("alice", new Echo());
            assertEquals(List.of("a b", "don't"), alice.types("/shout \"a b\" don't "));
            assertEquals(List.of("nothing to shout", "hint: /shout hello"), alice.types("/shout"));
            assertThrows(CommandException.class, () -> alice.runs("/shout"));
            assertEquals(new Completion.Words(List.of("x", "")), alice.completes("/shout x "));
            assertThrows(AssertionError.class, () -> alice.types("/nothing"));
        }
    }

    @Test
    void messagesWaitWhileTheWayIsCutAndArriveOnceItIsMended() {
        try (TestNet net = TestNet.open()) {
            TestPeer alice = net.peer("alice", new Echo());
            TestPeer bob = net.peer("bob");
            bob.says(alice, "one");
            net.cut(alice, bob);
            bob.says(alice, "!two");
            assertEquals(List.of("one"), alice.heard());
            net.mend(alice, bob);
            assertEquals(List.of("one", "!two"), alice.heard());
            assertEquals(List.of("two"), bob.heard());
        }
    }

    @Test
    void aSlowLinkTakesItsTime() {
        try (TestNet net = TestNet.open()) {
            TestPeer alice = net.peer("alice");
            TestPeer bob = net.peer("bob");
            bob.says(alice, "quick");
            net.slow(alice, bob, Duration.ofMillis(50));
            long start = System.nanoTime();
            bob.says(alice, "slow");
            assertTrue(System.nanoTime() - start >= 100_000_000, "there and back");
            assertEquals(List.of("quick", "slow"), alice.heard());
        }
    }

    @Test
    void aCrashBringsMessagesAgainAndSaysSo() throws Exception {
        Echo.ARRIVALS.clear();
        try (TestNet net = TestNet.open()) {
            TestPeer alice = net.peer("alice", new Echo());
            TestPeer bob = net.peer("bob");
            bob.says(alice, "!before");
            alice.crashes(() -> bob.says(alice, "!during"));
            alice.restart();
            bob.says(alice, "!after");
            assertEquals(
                    List.of("!before false", "!during false", "!during true", "!after false"),
                    Echo.ARRIVALS);
            assertEquals(List.of("before", "during", "during", "after"), bob.heard());
        }
    }

    @Test
    void aPluginWhoseStartFailsMakesTheTestFailUnlessItIsExpected() {
        Plugin broken =
                context -> {
                    throw new IllegalArgumentException("not a colour: 'mauve'");
                };
        TestNet net = TestNet.open();
        net.peer("alice", broken);
        assertTrue(
                assertThrows(AssertionError.class, net::close)
                        .getMessage()
                        .contains("not a colour: 'mauve'"));
        try (TestNet other = TestNet.open()) {
            TestPeer alice = other.peer("alice", broken);
            assertEquals(1, alice.failures().size());
        }
    }

    @Test
    void aPluginThatLeavesNothingBehindCanBeTakenAway() throws Exception {
        try (TestNet net = TestNet.open()) {
            TestPeer alice = net.peer("alice", new Echo());
            TestPeer bob = net.peer("bob");
            alice.assertCollectable(
                    () -> {
                        bob.says(alice, "!one");
                        alice.types("/shout x");
                    });
            assertEquals(List.of("one"), bob.heard());
        }
    }

    @Test
    void aThreadThatKeepsAPluginIsNamed() {
        try (TestNet net = TestNet.open()) {
            TestPeer alice = net.peer("alice", new Leaky());
            AssertionError kept = assertThrows(AssertionError.class, alice::assertCollectable);
            assertTrue(kept.getMessage().contains("thread leaky-left-behind"), kept::getMessage);
        }
    }
}
