package peerlink.core.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peerlink.api.Bytes;
import peerlink.api.Conversation;
import peerlink.api.Delivery;
import peerlink.api.Message;
import peerlink.api.MessageHandler;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerName;

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

    private final List<String> failures = new ArrayList<>();
    private final HandlerRegistry handlers =
            new HandlerRegistry((owner, reason) -> failures.add(owner + ": " + reason));

    private interface Handling {
        void run() throws Exception;
    }

    @AfterEach
    void clearTheInterrupt() {
        Thread.interrupted();
    }

    @Test
    void everyKindOfErrorIsReportedAndHarmsNoOtherHandler() {
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
        List<String> handled = new ArrayList<>();
        add("good", () -> handled.add("good"));
        handle();
        assertEquals(List.of("good"), handled);
        assertEquals("linkage: no provider", failures.get(0));
        assertEquals("memory: too big", failures.get(1));
        assertEquals(3, failures.size());
    }

    @Test
    void anInterruptOfOneHandlerDoesNotCloseTheFileOfTheNext(@TempDir Path home) throws Exception {
        add(
                "throws",
                () -> {
                    throw new InterruptedException("gave up");
                });
        add("leaves", () -> Thread.currentThread().interrupt());
        try (FileChannel file =
                FileChannel.open(
                        home.resolve("log"),
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.WRITE)) {
            add("writes", () -> file.write(ByteBuffer.wrap(new byte[] {1})));
            handle();
            assertTrue(file.isOpen());
            assertEquals(1, file.size());
        }
        assertEquals(List.of("throws: gave up"), failures);
        assertFalse(Thread.currentThread().isInterrupted());
    }

    @Test
    void anInterruptAtTheEndReachesTheNextHandlersToo() {
        add(
                "waits",
                () -> {
                    throw new InterruptedException();
                });
        List<Boolean> interrupted = new ArrayList<>();
        add("next", () -> interrupted.add(Thread.currentThread().isInterrupted()));
        List<HandlerRegistry.Owned> accepting = handlers.accepting(MESSAGE);
        handlers.end();
        handlers.handle(accepting, MESSAGE, CONVERSATION);
        assertEquals(List.of(true), interrupted);
        assertEquals(List.of(), failures);
    }

    private void handle() {
        handlers.handle(handlers.accepting(MESSAGE), MESSAGE, CONVERSATION);
    }

    private void add(String owner, Handling handling) {
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
                        handling.run();
                    }
                });
    }
}
