package peerlink.bench.files;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import peerlink.api.Address;
import peerlink.api.Bytes;
import peerlink.api.Command;
import peerlink.api.Console;
import peerlink.api.Conversation;
import peerlink.api.Message;
import peerlink.api.MessageHandler;
import peerlink.api.Peer;
import peerlink.api.PeerName;
import peerlink.api.Plugin;
import peerlink.api.PluginContext;
import peerlink.api.Protocol;
import peerlink.api.Transport;
import peerlink.core.Node;
import peerlink.core.NodeBuilder;
import peerlink.core.identity.IdentityStore;
import peerlink.core.model.Invite;

/**
 * One peer of the benchmark: a full node with the plugin {@code files} that takes everything. It
 * reads a command a line and answers each with a line.
 *
 * <p>Arguments: its name, its folder, the version of the protocol that it takes, its IP address.
 */
public final class FilesPeer {
    private static final Duration LOST = Duration.ofSeconds(60);

    /** The pause between two samples of the memory, in milliseconds. */
    private static final int SAMPLE = 20;

    private final Node node;
    private final AtomicLong peakResident = new AtomicLong();
    private final AtomicLong peakKept = new AtomicLong();

    private FilesPeer(Node node) {
        this.node = node;
    }

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[1]);
        int version = Integer.parseInt(arguments[2]);
        Plugin files =
                ServiceLoader.load(Plugin.class).stream()
                        .filter(one -> one.type().getModule().getName().endsWith(".files"))
                        .findFirst()
                        .orElseThrow()
                        .get();
        NodeBuilder builder =
                new NodeBuilder(
                        IdentityStore.loadOrCreate(folder.resolve("key")),
                        new PeerName(arguments[0]));
        Node node =
                builder.dataDirectory(folder)
                        .transports(
                                ServiceLoader.load(Transport.class).stream()
                                        .map(ServiceLoader.Provider::get)
                                        .toList())
                        .plugin("files", version == 1 ? withoutTrees(files) : files)
                        .pluginSettings(
                                Map.of(
                                        "files",
                                        Map.of(
                                                "accept",
                                                "all",
                                                "folder",
                                                folder.resolve("received").toString())))
                        .handlers(List.of(new Anything()))
                        .listen(Address.of("tls", arguments[3], 0))
                        .start();
        FilesPeer peer = new FilesPeer(node);
        Thread.ofPlatform().daemon().name("peerlink bench memory").start(peer::sample);
        BufferedReader in =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            System.out.println(peer.answer(line.split(" ")));
        }
        node.close();
    }

    private String answer(String[] words) throws Exception {
        return switch (words[0]) {
            case "invite" -> node.invite().toString();
            case "connect" -> {
                Peer peer = node.connect(Invite.parse(words[1]));
                node.conversation(peer).send(Message.TEXT, Bytes.utf8("hello")).await(LOST);
                yield peer.id().text();
            }
            case "send" -> String.valueOf(send(words[1], words[2]));
            case "messages" -> {
                long end = System.nanoTime() + Long.parseLong(words[2]);
                yield messages(words[1], () -> System.nanoTime() < end);
            }
            case "messages-beside" -> messagesBeside(words[1], words[2]);
            case "memory" -> memory();
            default -> throw new IllegalArgumentException(words[0]);
        };
    }

    /** Sends files, and returns the nanoseconds until the other side has saved them. */
    private long send(String peer, String path) throws Exception {
        Command command = null;
        while (command == null) {
            // the plugin starts on a thread of its own
            command =
                    node.commands().stream()
                            .filter(one -> one.name().equals("send-file"))
                            .findFirst()
                            .orElse(null);
            Thread.onSpinWait();
        }
        long start = System.nanoTime();
        command.run(List.of(peer, path), new Shell());
        return System.nanoTime() - start;
    }

    /** Sends messages while a file is on its way. */
    private String messagesBeside(String peer, String path) throws Exception {
        FutureTask<Long> sending = new FutureTask<>(() -> send(peer, path));
        Thread.ofPlatform().name("peerlink bench send").start(sending);
        String nanos = messages(peer, () -> !sending.isDone());
        sending.get();
        return nanos;
    }

    /** Sends a message every few milliseconds; returns the times of their acknowledgements. */
    private String messages(String peer, BooleanSupplier more) throws Exception {
        Conversation conversation = node.conversation(node.find(peer));
        List<String> nanos = new ArrayList<>();
        while (more.getAsBoolean()) {
            long start = System.nanoTime();
            conversation.send(Message.TEXT, Bytes.utf8("x".repeat(100))).await(LOST);
            nanos.add(String.valueOf(System.nanoTime() - start));
            Thread.sleep(2);
        }
        return String.join(" ", nanos);
    }

    /**
     * Returns the resident memory now and at most since the last question, and the most of the heap
     * that outlived a collection.
     */
    private String memory() throws IOException {
        long resident = resident();
        String answer =
                resident
                        + " "
                        + Math.max(resident, peakResident.getAndSet(0))
                        + " "
                        + Math.max(kept(), peakKept.getAndSet(0));
        System.gc();
        return answer;
    }

    private static long kept() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getName().matches(".*(Survivor|Tenured|Old).*"))
                .mapToLong(pool -> pool.getUsage().getUsed())
                .sum();
    }

    private void sample() {
        try {
            while (true) {
                peakResident.accumulateAndGet(resident(), Math::max);
                peakKept.accumulateAndGet(kept(), Math::max);
                Thread.sleep(SAMPLE);
            }
        } catch (InterruptedException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long resident() throws IOException {
        try (var lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) << 10)
                    .findFirst()
                    .orElse(0);
        }
    }

    /** Returns a plugin that takes no {@code files/2}, as one of before had none. */
    private static Plugin withoutTrees(Plugin files) {
        return new Plugin() {
            @Override
            public void start(PluginContext context) throws Exception {
                files.start(
                        (PluginContext)
                                Proxy.newProxyInstance(
                                        FilesPeer.class.getClassLoader(),
                                        new Class<?>[] {PluginContext.class},
                                        (_, method, arguments) -> {
                                            if (arguments != null
                                                    && new Protocol("files", 2)
                                                            .equals(arguments[0])) {
                                                return (peerlink.api.Registration) () -> {};
                                            }
                                            try {
                                                return method.invoke(context, arguments);
                                            } catch (InvocationTargetException e) {
                                                throw e.getCause();
                                            }
                                        }));
            }

            @Override
            public void stop() throws Exception {
                files.stop();
            }
        };
    }

    private static final class Shell implements Console {
        @Override
        public void print(String text) {}

        @Override
        public boolean isInteractive() {
            return false;
        }
    }

    private record Anything() implements MessageHandler {
        @Override
        public boolean accepts(Message message) {
            return true;
        }

        @Override
        public void handle(Message message, Conversation conversation) {}
    }
}
