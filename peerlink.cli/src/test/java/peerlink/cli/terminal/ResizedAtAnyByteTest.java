package peerlink.cli.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jline.terminal.Size;
import org.jline.terminal.impl.LineDisciplineTerminal;
import org.jline.utils.AttributedString;

/**
 * Prints messages above a prompt of several rows on terminals like tmux and VTE, which may get
 * another size before each byte. The program learns of it later, or not at all.
 */
class ResizedAtAnyByteTest {
    private static final String STATUS = "bob unverified  direct  [carol 2]  registry connected";
    private static final String TYPED =
            "alice→bob?> a line that is longer than the narrow ones of these terminals are wide"
                    .replace('→', '>');
    private static final String WAITING = "13:05 alice to bob: it may still change, as it waits";
    private static final int FEWEST_COLUMNS = 20;
    private static final int COLUMNS = 100;
    private static final int FEWEST_ROWS = 12;
    private static final int ROWS = 30;
    private static final int MESSAGES = 30;
    private static final int BYTES_BETWEEN_SIZES = 60;

    @Property(tries = 150)
    void everyMessageIsThereOnceAndNoPieceOfThePromptIsLeft(
            @ForAll long seed, @ForAll("broken") Breaks kind) throws IOException {
        try (Chat chat = new Chat(new Random(seed), kind)) {
            List<String> expected = new ArrayList<>();
            for (int i = 0; i < MESSAGES; i++) {
                expected.add(chat.message(i));
                chat.keys();
            }
            chat.leave();
            assertEquals(expected, chat.screen.lines());
        }
    }

    @Provide
    Arbitrary<Breaks> broken() {
        return Arbitraries.of(Breaks.WALKED, Breaks.SAVED);
    }

    /** A chat at a terminal that changes its size at random. */
    private static final class Chat implements AutoCloseable {
        private final Random random;
        private final ReflowingScreen screen;
        private final LineDisciplineTerminal terminal;
        private final PromptDisplay display;
        private int columns = 80;

        Chat(Random random, Breaks kind) throws IOException {
            this.random = random;
            screen = new ReflowingScreen(80, 24, kind);
            terminal =
                    new LineDisciplineTerminal("test", "ansi", screen, StandardCharsets.US_ASCII);
            display = new PromptDisplay(terminal, kind);
            display.resize(Size.of(columns, ROWS));
            screen.beforeEach(this::resize);
        }

        private void resize() {
            if (random.nextInt(BYTES_BETWEEN_SIZES) > 0) {
                return;
            }
            columns = FEWEST_COLUMNS + random.nextInt(COLUMNS);
            screen.resize(columns, FEWEST_ROWS + random.nextInt(ROWS - FEWEST_ROWS));
            if (random.nextInt(3) == 0) {
                display.resize(Size.of(columns, ROWS));
            }
        }

        /** Prints a message above the prompt, and returns it. */
        String message(int number) {
            String line = "message " + number + " " + "x".repeat(1 + random.nextInt(60));
            display.update(List.of(), 0, true);
            screen.print(line + display.rowEnd());
            draw(TYPED.length());
            return line;
        }

        /** Moves the cursor, and types or deletes. */
        void keys() {
            for (int i = random.nextInt(4); i > 0; i--) {
                draw(random.nextInt(TYPED.length() + 1));
            }
        }

        private void draw(int cursor) {
            int width = display.getColumns();
            List<String> rows = new ArrayList<>();
            if (random.nextBoolean()) {
                rows.add(cut(WAITING, width));
            }
            int above = rows.size();
            String typed = TYPED.substring(0, cursor + random.nextInt(TYPED.length() - cursor + 1));
            for (int at = 0; at == 0 || at < typed.length(); at += width) {
                rows.add(cut(typed.substring(at), width));
            }
            int row = Math.min(above + cursor / width, rows.size() - 1);
            rows.add(cut(STATUS, width));
            display.update(
                    rows.stream().map(text -> new AttributedString(text + "\n")).toList(),
                    row * (width + 1) + cursor % width,
                    true);
        }

        private static String cut(String text, int width) {
            return text.substring(0, Math.min(text.length(), width));
        }

        void leave() {
            display.update(List.of(), 0, true);
        }

        @Override
        public void close() throws IOException {
            terminal.close();
        }
    }
}
