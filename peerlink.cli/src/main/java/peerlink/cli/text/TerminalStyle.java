package peerlink.cli.text;

import java.nio.charset.Charset;
import java.util.BitSet;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;
import peerlink.cli.program.Environment;

/**
 * The size and abilities of a terminal, or of a file in its place.
 *
 * @param columns the width, in characters
 * @param rows the height
 * @param charset the encoding of the output
 * @param theme the colours
 */
public record TerminalStyle(int columns, int rows, Charset charset, Theme theme) {
    public static final int USUAL_COLUMNS = 80;
    public static final int USUAL_ROWS = 24;

    // 256-colour codes of black and white that no theme changes, as themes do with the first 16
    private static final int BLACK = 16;
    private static final int WHITE = 231;

    public TerminalStyle(int columns, int rows, Charset charset, boolean colours) {
        this(columns, rows, charset, colours ? Theme.BOTH : Theme.NONE);
    }

    /** Tells whether to use colours. */
    public boolean colours() {
        return theme != Theme.NONE;
    }

    /** Returns the style of the terminal at this moment. */
    public static TerminalStyle of(Terminal terminal, Theme theme) {
        Size size = terminal.getSize();
        return size.getColumns() <= 0 || size.getRows() <= 0
                ? new TerminalStyle(USUAL_COLUMNS, Integer.MAX_VALUE, terminal.encoding(), theme)
                : new TerminalStyle(size.getColumns(), size.getRows(), terminal.encoding(), theme);
    }

    /** Returns the style of a command's standard output. */
    public static TerminalStyle of(Environment environment) {
        return unmeasured(environment.out().charset(), environment.colours());
    }

    /** Prints a line of data on a command's standard output, in its style. */
    public static void print(Environment environment, Line line) {
        environment.out().println(of(environment).styled(line).toAnsi());
    }

    /** Returns a style as wide as most terminals, and of unlimited height. */
    public static TerminalStyle unmeasured(Charset charset, boolean colours) {
        return new TerminalStyle(USUAL_COLUMNS, Integer.MAX_VALUE, charset, colours);
    }

    /** Returns the line in this style. */
    public AttributedString styled(Line line) {
        AttributedStringBuilder text = new AttributedStringBuilder();
        for (Line.Part part : line.parts()) {
            text.styled(style(part), Glyphs.fitting(part.text(), charset));
        }
        return text.toAttributedString();
    }

    /** Returns the places in {@link #styled} of the characters that commands consist of. */
    public BitSet commands(Line line) {
        BitSet places = new BitSet();
        int end = 0;
        for (Line.Part part : line.parts()) {
            int start = end;
            end += Glyphs.fitting(part.text(), charset).length();
            if (part.tone() == Line.Tone.COMMAND) {
                places.set(start, end);
            }
        }
        return places;
    }

    private AttributedStyle style(Line.Part part) {
        AttributedStyle style = AttributedStyle.DEFAULT;
        if (!colours()) {
            return style;
        }
        return switch (part.tone()) {
            case PLAIN, COMMAND -> style;
            case DIM -> style.faint();
            case STRONG -> style.bold();
            case OWN -> style.foreground(theme.own());
            case PEER -> style.foreground(theme.peer(part.sign())).bold();
            case WARNING -> style.foreground(theme.warning());
            case INK -> style.foreground(BLACK).background(WHITE);
        };
    }
}
