package peerlink.cli.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.DumbTerminal;
import org.jline.terminal.impl.LineDisciplineTerminal;
import org.jline.utils.AttributedString;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import peerlink.cli.text.ChatSetting;
import peerlink.cli.text.ChatSettings;
import peerlink.cli.text.Line;
import peerlink.cli.text.View;

/** Fills the screen's queue, above a terminal that a test stops or breaks. */
class TerminalViewTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final BlockingQueue<String> printed = new LinkedBlockingQueue<>();
    private Terminal terminal;
    private volatile List<String> last = List.of();

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
        return new TerminalView(
                new ChatReader(terminal, Size.of(80, 24)) {
                    @Override
                    void print(List<AttributedString> rows, List<AttributedString> live) {
                        last = live.stream().map(AttributedString::toString).toList();
                        if (!rows.isEmpty()) {
                            printAbove.accept(
                                    AttributedString.join(new AttributedString("\n"), rows)
                                            .toString());
                        }
                    }
                },
                false,
                ChatSettings.usual());
    }

    @Test
    void aThreadThatShowsMoreThanAStoppedTerminalTakesWaits() throws Exception {
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
        view.post(Line.plain("what must not wait")); // does not wait
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

    @Test
    void aMessageIsToldOfOnlyOnceItIsWritten() throws Exception {
        CountDownLatch resumed = new CountDownLatch(1);
        try (TerminalView view =
                view(
                        text -> {
                            awaiting(resumed);
                            printed.add(text);
                        })) {
            Thread teller = Thread.ofPlatform().start(() -> view.print(Line.plain("message")));
            while (teller.getState() != Thread.State.WAITING) {
                assertTrue(teller.isAlive());
                Thread.onSpinWait();
            }
            resumed.countDown();
            assertTrue(teller.join(LIMIT));
            assertEquals("message", printed.poll());
        }
    }

    @Test
    void aMessageThatCanNotBeWrittenIsNotToldOf() throws Exception {
        TerminalView view =
                view(
                        _ -> {
                            throw new IllegalStateException("the terminal has gone");
                        });
        assertThrows(UncheckedIOException.class, () -> view.print(Line.plain("message")));
        view.close();
        assertThrows(UncheckedIOException.class, () -> view.print(Line.plain("too late")));
    }

    @Test
    void aLineThatMayChangeStaysBelowTheOthersUntilItIsSettled() throws Exception {
        try (TerminalView view = view(printed::add)) {
            View.Live one = view.live(Line.plain("one"));
            View.Live two = view.live(Line.plain("two"));
            one.change(Line.plain("one …"));
            view.print(Line.plain("other"));
            assertEquals("other", printed.poll());
            assertEquals(List.of("one …", "two"), last);
            two.settle(Line.plain("two ✓"), Line.plain("two was delivered"));
            one.leave();
            one.settle(Line.plain("one ✓"), Line.plain("one was delivered"));
            view.print(Line.plain("end"));
            assertEquals("two ✓\none …\none was delivered\nend", String.join("\n", printed));
            assertEquals(List.of(), last);
        }
    }

    @Test
    void theStatusLineIsTheLastRowAndGoesWithItsSetting() throws Exception {
        terminal =
                new LineDisciplineTerminal(
                        "test", "ansi", new ByteArrayOutputStream(), StandardCharsets.UTF_8);
        terminal.setSize(Size.of(80, 24));
        BlockingQueue<List<String>> below = new LinkedBlockingQueue<>();
        ChatSettings settings = ChatSettings.usual();
        ChatReader reader =
                new ChatReader(terminal, Size.of(80, 24)) {
                    @Override
                    void below(List<AttributedString> rows) {
                        below.add(rows.stream().map(AttributedString::toString).toList());
                    }
                };
        try (TerminalView view = new TerminalView(reader, false, settings)) {
            assertTrue(view.hasStatusLine());
            view.statusLine(
                    List.of(
                            new StatusRow.Part(1, Line.plain("bob verified")),
                            new StatusRow.Part(2, Line.plain("[carol 2]"))));
            assertEquals(
                    List.of("bob verified  [carol 2]"),
                    below.poll(LIMIT.toSeconds(), TimeUnit.SECONDS));
            view.progress(1, "holiday.jpg  40 %");
            assertEquals(
                    List.of("holiday.jpg  40 %", "bob verified  [carol 2]"),
                    below.poll(LIMIT.toSeconds(), TimeUnit.SECONDS));
            settings.change(ChatSetting.STATUS, "off");
            view.progress(1, "holiday.jpg  41 %");
            assertEquals(
                    List.of("holiday.jpg  41 %"), below.poll(LIMIT.toSeconds(), TimeUnit.SECONDS));
            settings.change(ChatSetting.STATUS, "on");
            terminal.setSize(Size.of(20, 24));
            view.progressEnded(1);
            assertEquals(List.of("[carol 2]"), below.poll(LIMIT.toSeconds(), TimeUnit.SECONDS));
            assertFalse(view.hasStatusLine(), "a longer name has no room");
        }
    }

    @Test
    void theOldestOfManyLinesThatMayChangeMakeRoom() throws Exception {
        TerminalView view = view(printed::add);
        for (int i = 0; i < LiveLines.MOST + 2; i++) {
            view.live(Line.plain("line " + i));
        }
        view.print(Line.plain("end"));
        assertEquals("line 0\nline 1\nend", String.join("\n", printed));
        assertEquals(LiveLines.MOST, last.size());
        printed.clear();
        view.close();
        assertEquals(LiveLines.MOST, String.join("\n", printed).lines().count());
    }

    private static void awaiting(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
