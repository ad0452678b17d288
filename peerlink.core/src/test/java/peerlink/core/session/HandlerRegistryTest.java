package peerlink.core.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import peerlink.api.Arrival;
import peerlink.api.Bytes;
import peerlink.api.Conversation;
import peerlink.api.Delivery;
import peerlink.api.Message;
import peerlink.api.MessageHandler;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.core.guard.CallBody;
import peerlink.core.guard.CallLimits;

@Timeout(60)
class HandlerRegistryTest {
    private static final PeerId ID = PeerId.ofKey(new byte[] {1});
    private static final Message MESSAGE =
            new Message("1", ID, ID, Message.TEXT, Bytes.utf8("hello"), Instant.EPOCH);
    private static final Conversation CONVERSATION =
            new Conversation() {
                @Override
                public Peer peer() {
                    return new Peer(ID, new PeerName("bob"), List.of());
                }

                @Override
                public Delivery send(String type, Bytes content) throws IOException {
                    throw new IOException("nobody is there");
                }
            };

    private static final Arrival ARRIVAL = new Arrival(Instant.ofEpochSecond(5), true);
    private static final Duration LONG = Duration.ofSeconds(60);

    private final List<String> failures = new CopyOnWriteArrayList<>();
    private CallLimits limits = CallLimits.DEFAULT;
    private final HandlerRegistry handlers =
            new HandlerRegistry((owner, reason) -> failures.add(owner + ": " + reason));

    private interface Deed {
        void run() throws Exception;
    }

    @Test
    void everyKindOfErrorIsReportedAndHarmsNoOtherHandler() throws Exception {
        add(
                "linkage",
                () -> {
                    throw new ServiceConfigurationError("no provider");
                });
        add(
                "memory",
                () -> {
                    throw new OutOfMemoryError("too big");
                });
        add(
                "unspeakable",
                () -> {
                    throw new Error() {
                        @Override
                        public String getMessage() {
                            throw new IllegalStateException();
                        }
                    };
                });
        List<String> handled = new CopyOnWriteArrayList<>();
        add("good", () -> handled.add("good"));
        handle();
        assertEquals(List.of("good"), handled);
        assertTrue(failures.contains("linkage: no provider"), failures::toString);
        assertTrue(failures.contains("memory: too big"), failures::toString);
        assertEquals(3, failures.size());
    }

    @Test
    void anInterruptOfOneCallDoesNotCloseTheFileOfTheNext(@TempDir Path home) throws Exception {
        add(
                "throws",
                () -> {
                    throw new InterruptedException("gave up");
                });
        try (FileChannel file =
                FileChannel.open(
                        home.resolve("log"),
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.WRITE)) {
            add(
                    "writes",
                    () -> {
                        file.write(ByteBuffer.wrap(new byte[] {1}));
                        Thread.currentThread().interrupt();
                    });
            for (int i = 0; i < 8; i++) {
                handle();
            }
            assertTrue(file.isOpen());
            assertEquals(8, file.size());
        }
        assertEquals(8, failures.size());
        assertEquals("throws: gave up", failures.getFirst());
    }

    @Test
    void anInterruptAtTheEndIsNoFailure() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        add(
                "waits",
                () -> {
                    begun.countDown();
                    new CountDownLatch(1).await();
                });
        Ended ended = begin();
        begun.await();
        handlers.end();
        handlers.interrupt();
        ended.await();
        assertEquals(List.of(), failures);
    }

    @Test
    void oneThatBlocksIsInterruptedToldOnceAndDelaysNoOther() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        limits = new CallLimits(LONG, Duration.ofMillis(50), LONG, 3);
        add("blocks", never::await);
        CountDownLatch handled = new CountDownLatch(1);
        limits = CallLimits.DEFAULT;
        add("quick", handled::countDown);
        Ended ended = begin();
        assertTrue(handled.await(10, TimeUnit.SECONDS));
        ended.await();
        assertEquals(
                List.of(
                        "blocks: handling a message from bob took longer than 50 ms and was interrupted (1 of 3, then the plugin is set aside)"),
                failures);
    }

    @Test
    void oneThatDoesNotDecideInTimeCountsAsANo() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        limits = new CallLimits(Duration.ofMillis(50), LONG, LONG, 3);
        List<String> handled = new CopyOnWriteArrayList<>();
        handlers.add(
                "unsure",
                new MessageHandler() {
                    @Override
                    public boolean accepts(Message message) {
                        try {
                            never.await();
                        } catch (InterruptedException e) {
                            return true; // too late
                        }
                        return true;
                    }

                    @Override
                    public void handle(Message message, Conversation conversation) {
                        handled.add(message.id());
                    }
                },
                limits);
        Ended ended = begin();
        ended.await();
        assertEquals(List.of(false), ended.answers);
        assertEquals(List.of(), handled);
        assertEquals(1, failures.size(), failures::toString);
        assertTrue(
                failures.getFirst()
                        .startsWith("unsure: deciding on a message from bob took longer"));
    }

    @Test
    void oneThatSpinsIsSetAsideAndItsMessagesAreNotHeldUp() throws Exception {
        limits = new CallLimits(LONG, Duration.ofMillis(30), LONG, 3);
        AtomicBoolean stop = new AtomicBoolean();
        AtomicInteger calls = new AtomicInteger();
        add(
                "spins",
                () -> {
                    calls.incrementAndGet();
                    while (!stop.get()) {
                        Thread.onSpinWait();
                    }
                });
        List<Ended> all = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            all.add(begin());
        }
        for (Ended ended : all) {
            ended.await();
        }
        stop.set(true);
        assertEquals(3, calls.get());
        assertEquals(3, failures.size(), failures::toString);
        assertTrue(
                failures.getLast().startsWith("spins: set aside, as handling a message from bob"));
        assertTrue(handlers.isEmpty());
    }

    @Test
    void aHandlerLearnsWhenAMessageCameAndThatItMayHaveComeBefore() throws Exception {
        List<Arrival> arrivals = new CopyOnWriteArrayList<>();
        handlers.add(
                "asks",
                new MessageHandler() {
                    @Override
                    public boolean accepts(Message message) {
                        return true;
                    }

                    @Override
                    public void handle(Message message, Conversation conversation) {
                        throw new AssertionError("the other one is called");
                    }

                    @Override
                    public void handle(
                            Message message, Arrival arrival, Conversation conversation) {
                        arrivals.add(arrival);
                    }
                },
                limits);
        handle();
        assertEquals(List.of(ARRIVAL), arrivals);
        assertEquals(List.of(), failures);
    }

    private void handle() throws InterruptedException {
        begin().await();
    }

    private Ended begin() {
        Ended ended = new Ended();
        handlers.handle(MESSAGE, ARRIVAL, CONVERSATION, ended, ended.answers::add);
        return ended;
    }

    /** Waits until all handlers are through. */
    private static final class Ended implements Handling {
        private final List<Boolean> answers = new CopyOnWriteArrayList<>();
        private final Phaser handlers = new Phaser(1);

        @Override
        public void told() {}

        @Override
        public Runnable begin() {
            handlers.register();
            return handlers::arriveAndDeregister;
        }

        @Override
        public <T> CallBody<T> asHandler(CallBody<T> body) {
            return body;
        }

        void await() throws InterruptedException {
            try {
                handlers.awaitAdvanceInterruptibly(handlers.arrive(), 20, TimeUnit.SECONDS);
            } catch (TimeoutException e) {
                throw new AssertionError("a handler is not through", e);
            }
        }
    }

    private void add(String owner, Deed deed) {
        handlers.add(
                owner,
                new MessageHandler() {
                    @Override
                    public boolean accepts(Message message) {
                        return true;
                    }

                    @Override
                    public void handle(Message message, Conversation conversation)
                            throws Exception {
                        deed.run();
                    }
                },
                limits);
    }
}
