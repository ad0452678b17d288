package peerlink.cli.terminal;

import java.util.function.BooleanSupplier;
import org.jline.reader.LineReader;
import org.jline.reader.impl.DefaultHighlighter;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/** Marks a command that there is not, while it is typed. */
final class CommandHighlighter extends DefaultHighlighter {
    private final TypedCommands commands;
    private final BooleanSupplier colours;

    /**
     * @param colours whether to use colours, asked each time
     */
    CommandHighlighter(TypedCommands commands, BooleanSupplier colours) {
        this.commands = commands;
        this.colours = colours;
    }

    @Override
    public AttributedString highlight(LineReader reader, String line) {
        AttributedString shown = super.highlight(reader, line);
        int end = colours.getAsBoolean() ? commands.endOfUnknown(line) : 0;
        if (end == 0 || shown.length() != line.length()) {
            return shown;
        }
        return new AttributedStringBuilder()
                .styled(
                        AttributedStyle.DEFAULT.foreground(AttributedStyle.RED).underline(),
                        line.substring(0, end))
                .append(shown.subSequence(end, shown.length()))
                .toAttributedString();
    }
}
