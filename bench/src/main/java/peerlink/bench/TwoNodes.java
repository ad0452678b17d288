package peerlink.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import peerlink.api.Address;
import peerlink.api.Bytes;
import peerlink.api.Conversation;
import peerlink.api.Delivery;
import peerlink.api.Identity;
import peerlink.api.Message;
import peerlink.api.MessageHandler;
import peerlink.api.PeerName;
import peerlink.api.Plugin;
import peerlink.api.Transport;
import peerlink.core.Node;
import peerlink.core.NodeBuilder;

/**
 * Sends messages between two full nodes: they are encoded, sequenced, handed to a handler and
 * acknowledged.
 */
final class TwoNodes implements AutoCloseable {
    private static final Duration LOST = Duration.ofSeconds(30);

    /** Text of this type is sent back by the other node's handler. */
    private static final String ECHO = "text/x-echo";

    private final Bytes text;
    private final Node alice;
    private final Node bob;
    private final Conversation toBob;
    private final AtomicLong handled = new AtomicLong();
    private final Semaphore echoed = new Semaphore(0);

    /**
     * @param plugins run in the node that answers
     */
    TwoNodes(
            Identity dialer,
            Identity answerer,
            Path folder,
            int messageSize,
            List<? extends Plugin> plugins)
            throws IOException {
        this(dialer, answerer, folder, messageSize, List.of(), plugins);
    }

    /** Returns two nodes that have a plugin each, which reads all messages of the journal. */
    static TwoNodes journaled(Identity dialer, Identity answerer, Path folder, int messageSize)
            throws IOException {
        Plugin reader = context -> context.read((_, _) -> {});
        Plugin other = context -> context.read((_, _) -> {});
        return new TwoNodes(dialer, answerer, folder, messageSize, List.of(reader), List.of(other));
    }

    private TwoNodes(
            Identity dialer,
            Identity answerer,
            Path folder,
            int messageSize,
            List<? extends Plugin> dialers,
            List<? extends Plugin> plugins)
            throws IOException {
        text = Bytes.utf8("x".repeat(messageSize));
        alice = node(dialer, "alice", folder, (message, conversation) -> echoed.release(), dialers);
        bob = node(answerer, "bob", folder, this::count, plugins);
        toBob = alice.conversation(alice.connect(bob.invite()));
    }

    /** Sends one message and waits for its acknowledgement. */
    void acknowledgedRoundTrip() throws IOException, InterruptedException {
        toBob.send(Message.TEXT, text).await(LOST);
    }

    /** Sends one message and waits for the answer of the other node's handler. */
    void echoedRoundTrip() throws IOException, InterruptedException {
        toBob.send(ECHO, text);
        echoed.acquire();
    }

    /**
     * Sends messages for as long as told, and waits until all are acknowledged and handled.
     *
     * @return the number of messages
     */
    long oneWay(Duration duration) throws IOException, InterruptedException {
        long before = handled.get();
        long deadline = System.nanoTime() + duration.toNanos();
        long sent = 0;
        Delivery last;
        do {
            last = toBob.send(Message.TEXT, text);
            sent++;
        } while (System.nanoTime() < deadline);
        last.await(LOST);
        while (handled.get() - before < sent) {
            Thread.onSpinWait();
        }
        return sent;
    }

    private void count(Message message, Conversation conversation) throws IOException {
        if (message.type().equals(ECHO)) {
            conversation.send(ECHO, message.content());
        } else {
            handled.incrementAndGet();
        }
    }

    @Override
    public void close() {
        alice.close();
        bob.close();
    }

    /** Starts a node on a free port of the loopback address. */
    static Node node(
            Identity identity,
            String name,
            Path folder,
            Reaction reaction,
            List<? extends Plugin> plugins)
            throws IOException {
        NodeBuilder builder = new NodeBuilder(identity, new PeerName(name));
        for (int i = 0; i < plugins.size(); i++) {
            builder.plugin("plugin" + i, plugins.get(i));
        }
        return builder.dataDirectory(folder.resolve(name))
                .transports(
                        ServiceLoader.load(Transport.class).stream()
                                .map(ServiceLoader.Provider::get)
                                .toList())
                .handlers(List.of(new Handler(reaction)))
                .listen(Address.of("tls", "127.0.0.1", 0))
                .start();
    }

    /** Does something with a message that has come. */
    interface Reaction {
        void to(Message message, Conversation conversation) throws IOException;
    }

    private record Handler(Reaction reaction) implements MessageHandler {
        @Override
        public boolean accepts(Message message) {
            return true;
        }

        @Override
        public void handle(Message message, Conversation conversation) throws IOException {
            reaction.to(message, conversation);
        }
    }
}
