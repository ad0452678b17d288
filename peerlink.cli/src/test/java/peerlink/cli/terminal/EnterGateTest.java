package peerlink.cli.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Size;
import org.jline.terminal.impl.LineDisciplineTerminal;
import org.jline.utils.AttributedString;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import peerlink.cli.fixture.Surroundings;
import peerlink.cli.program.CommandWords;

/** Types while nobody takes lines yet. */
@Timeout(30)
class EnterGateTest {
    private static final Size SIZE = Size.of(80, 24);

    private final LinkedBlockingQueue<String> written = new LinkedBlockingQueue<>();
    private LineDisciplineTerminal terminal;
    private ChatReader reader;

    @BeforeEach
    void open() throws Exception {
        open("xterm-256color");
    }

    private void open(String type) throws Exception {
        terminal =
                new LineDisciplineTerminal(
                        "test",
                        type,
                        new ByteArrayOutputStream() {
                            @Override
                            public void flush() {
                                written.add(toString(StandardCharsets.UTF_8));
                                reset();
                            }
                        },
                        StandardCharsets.UTF_8);
        terminal.setSize(SIZE);
        terminal.enterRawMode();
        reader = new ChatReader(terminal, SIZE);
        Keyboard.prepare(reader, CommandWords::split, _ -> List.of());
        reader.asks(() -> "> ");
        reader.gate.hold();
    }

    private void type(String keys) throws Exception {
        terminal.processInputBytes(keys.getBytes(StandardCharsets.UTF_8));
    }

    private CompletableFuture<String> read() {
        CompletableFuture<String> line = new CompletableFuture<>();
        Thread.ofPlatform()
                .daemon()
                .start(
                        () -> {
                            try {
                                line.complete(reader.readLine("> "));
                            } catch (RuntimeException e) {
                                line.completeExceptionally(e);
                            }
                        });
        return line;
    }

    private String awaitShown(String text) throws InterruptedException {
        StringBuilder all = new StringBuilder();
        while (!all.toString().contains(text)) {
            all.append(written.take());
        }
        return all.toString();
    }

    @Test
    void enterWaitsAndEachLineStaysOneOfItsOwn() throws Exception {
        type("\rone\rtwo\r");
        CompletableFuture<String> first = read();
        awaitShown("once the node has started");
        assertFalse(first.isDone());
        reader.gate.take();
        assertEquals("one", first.get(10, TimeUnit.SECONDS));
        assertEquals("two", read().get(10, TimeUnit.SECONDS));
    }

    @Test
    void controlCEndsTheWaitWithTheLine() throws Exception {
        type("half\r");
        CompletableFuture<String> line = read();
        awaitShown("once the node has started");
        type("\003");
        Throwable ended = assertThrows(Exception.class, () -> line.get(10, TimeUnit.SECONDS));
        assertEquals("half", ((UserInterruptException) ended.getCause()).getPartialLine());
        assertTrue(reader.gate.isInterrupted());
    }

    @Test
    void aTerminalThatChangesNoLineIsToldOnceOfTheWait() throws Exception {
        open("dumb");
        type("one\r");
        CompletableFuture<String> line = read();
        awaitShown("once the node has started");
        reader.print(List.of(new AttributedString("from bob")), List.of());
        String after = awaitShown("> one");
        assertFalse(after.contains("once the node"), after);
        reader.gate.take();
        assertEquals("one", line.get(10, TimeUnit.SECONDS));
    }

    @Test
    void aLineThatWasTakenBackIsNoneThatWasEntered() throws Exception {
        RemoteTerminal remote =
                new RemoteTerminal(
                        "xterm-256color",
                        StandardCharsets.UTF_8,
                        80,
                        24,
                        new RemoteTerminal.Screen() {
                            @Override
                            public void write(byte[] bytes, int from, int length) {
                                written.add(
                                        new String(bytes, from, length, StandardCharsets.UTF_8));
                            }

                            @Override
                            public void awaitWritten() {}
                        });
        CompletableFuture<Keyboard> opened = new CompletableFuture<>();
        CompletableFuture<Boolean> wasEntered = new CompletableFuture<>();
        Thread.ofPlatform()
                .daemon()
                .start(
                        () -> {
                            Keyboard keyboard =
                                    Keyboard.of(
                                            remote,
                                            CommandWords::split,
                                            _ -> List.of(),
                                            new Surroundings(Path.of("")).environment());
                            keyboard.hold();
                            opened.complete(keyboard);
                            keyboard.read(() -> "> ");
                            keyboard.stop();
                            assertEquals(new Keyboard.Input.End("half"), keyboard.read(() -> "> "));
                            wasEntered.complete(keyboard.wasEntered());
                        });
        opened.get(10, TimeUnit.SECONDS);
        remote.typed("half\r".getBytes(StandardCharsets.UTF_8));
        awaitShown("once the node has started");
        remote.interrupted();
        assertFalse(wasEntered.get(10, TimeUnit.SECONDS));
    }
}
