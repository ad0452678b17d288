package peerlink.bench;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import peerlink.api.Conversation;
import peerlink.api.Identity;
import peerlink.api.Peer;
import peerlink.core.Node;
import peerlink.core.identity.IdentityStore;

/**
 * Measures one connection of {@code peerlink rpc}, a process of the image, beside the Java API, in
 * turn in one run: acknowledged messages a second, and the round trip of a bot's answer beside that
 * of a handler's.
 *
 * <p>Arguments: {@code launcher [rounds [seconds]]}.
 */
public final class RpcBenchmark {
    private static final int MESSAGE_SIZE = 100;

    /** The time after which the compilers of both processes have most of their work behind them. */
    private static final Duration WARM_UP = Duration.ofSeconds(20);

    private RpcBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 5;
        int seconds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 2;
        run(Path.of(arguments[0]), rounds, Duration.ofSeconds(seconds), System.out);
    }

    private static void run(Path launcher, int rounds, Duration duration, PrintStream out)
            throws Exception {
        Path folder = Files.createTempDirectory("peerlink-bench");
        Identity alice = IdentityStore.loadOrCreate(folder.resolve("alice"));
        Identity bob = IdentityStore.loadOrCreate(folder.resolve("bob"));
        Identity carol = IdentityStore.loadOrCreate(folder.resolve("carol"));
        Semaphore answers = new Semaphore(0);
        String text = "x".repeat(MESSAGE_SIZE);
        String asked = RpcProcess.ASKED + "x".repeat(MESSAGE_SIZE - 1);
        try (TwoNodes nodes = new TwoNodes(alice, bob, folder, MESSAGE_SIZE, List.of());
                RpcProcess bot = RpcProcess.start(launcher, folder);
                Node user =
                        TwoNodes.node(
                                carol,
                                "carol",
                                folder,
                                (message, conversation) -> {
                                    if (message.text().equals("!")) {
                                        answers.release();
                                    }
                                },
                                List.of())) {
            Peer peer = bot.peer();
            user.contacts().vouch(peer);
            Conversation conversation = user.conversation(peer);
            List<Double> api = new ArrayList<>();
            List<Double> rpc = new ArrayList<>();
            List<Double> handler = new ArrayList<>();
            List<Double> answered = new ArrayList<>();
            // a bot runs for days: both sides are measured as they are then, after equal warm-up
            int warm = (int) Math.max(1, WARM_UP.dividedBy(duration));
            for (int round = 0; round < warm + rounds; round++) {
                double ofHandler = micros(nodes::echoedRoundTrip, duration);
                double ofBot =
                        micros(
                                () -> {
                                    conversation.sendText(asked);
                                    answers.acquire();
                                },
                                duration);
                double ofApi = perSecond(() -> nodes.oneWay(duration));
                double ofRpc = perSecond(() -> bot.oneWay(carol.id(), text, duration));
                if (round >= warm) {
                    handler.add(ofHandler);
                    answered.add(ofBot);
                    api.add(ofApi);
                    rpc.add(ofRpc);
                }
            }
            out.printf(
                    "%d bytes, median of %d rounds of %s after %d to warm up%n%n",
                    MESSAGE_SIZE, rounds, duration, warm);
            out.println("| | median | ratio |\n| --- | --- | --- |");
            print(out, "Java API, acknowledged messages/s", median(api), median(api));
            print(out, "one rpc connection, the same", median(rpc), median(api));
            print(out, "answer of a handler, µs", median(handler), median(handler));
            print(out, "answer of a bot, µs", median(answered), median(handler));
        } finally {
            Folders.delete(folder);
        }
    }

    private static void print(PrintStream out, String what, double value, double base) {
        out.printf("| %s | %,.0f | %.2f |%n", what, value, value / base);
    }

    private interface Count {
        long run() throws Exception;
    }

    private interface Trip {
        void run() throws Exception;
    }

    private static double perSecond(Count count) throws Exception {
        long start = System.nanoTime();
        return count.run() / ((System.nanoTime() - start) / 1e9);
    }

    private static double micros(Trip trip, Duration duration) throws Exception {
        List<Double> all = new ArrayList<>();
        long end = System.nanoTime() + duration.toNanos();
        while (System.nanoTime() < end) {
            long before = System.nanoTime();
            trip.run();
            all.add((System.nanoTime() - before) / 1e3);
        }
        return median(all);
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }
}
