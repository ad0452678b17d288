package peerlink.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jline.reader.LineReader;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.DumbTerminal;
import org.jline.utils.AttributedString;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The screen's queue, above a terminal that a test stops or breaks. */
class TerminalViewTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final BlockingQueue<String> printed = new LinkedBlockingQueue<>();
    private Terminal terminal;

    @BeforeEach
    void makeTerminal() throws Exception {
        terminal =
                new DumbTerminal(
                        "test",
                        Terminal.TYPE_DUMB,
                        new ByteArrayInputStream(new byte[0]),
                        new ByteArrayOutputStream(),
                        StandardCharsets.UTF_8);
    }

    private TerminalView view(Consumer<String> printAbove) {
        LineReader reader =
                (LineReader)
                        Proxy.newProxyInstance(
                                LineReader.class.getClassLoader(),
                                new Class<?>[] {LineReader.class},
                                (_, method, arguments) ->
                                        switch (method.getName()) {
                                            case "getTerminal" -> terminal;
                                            case "printAbove" -> {
                                                printAbove.accept(
                                                        ((AttributedString) arguments[0])
                                                                .toString());
                                                yield null;
                                            }
                                            default -> throw new UnsupportedOperationException();
                                        });
        return new TerminalView(reader, false);
    }

    @Test
    void whoShowsMoreThanAStoppedTerminalTakesWaits() throws Exception {
        CountDownLatch stopped = new CountDownLatch(1);
        CountDownLatch resumed = new CountDownLatch(1);
        TerminalView view =
                view(
                        text -> {
                            stopped.countDown();
                            awaiting(resumed);
                            text.lines().forEach(printed::add);
                        });
        int all = 3 * TerminalView.CAPACITY;
        AtomicInteger shown = new AtomicInteger();
        Thread events =
                Thread.ofPlatform()
                        .daemon()
                        .start(
                                () -> {
                                    for (int i = 0; i < all; i++) {
                                        view.show(Line.plain("line " + i));
                                        shown.incrementAndGet();
                                    }
                                });
        assertTrue(stopped.await(LIMIT.toSeconds(), TimeUnit.SECONDS));
        while (events.getState() != Thread.State.WAITING && events.isAlive()) {
            Thread.onSpinWait();
        }
        assertEquals(TerminalView.CAPACITY, shown.get());
        view.post(Line.plain("what must not wait")); // does not
        resumed.countDown();
        assertTrue(events.join(LIMIT));
        view.close();
        assertEquals(all + 1, printed.size());
    }

    @Test
    void aLineThatCanNotBePrintedDoesNotEndTheScreen() throws Exception {
        try (TerminalView view =
                view(
                        text -> {
                            printed.add(text);
                            if (text.equals("bad")) {
                                throw new IllegalStateException("no such capability");
                            }
                        })) {
            for (String line : List.of("good", "bad", "after")) {
                view.show(Line.plain(line));
                assertEquals(line, printed.poll(LIMIT.toSeconds(), TimeUnit.SECONDS));
            }
        }
    }

    private static void awaiting(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
