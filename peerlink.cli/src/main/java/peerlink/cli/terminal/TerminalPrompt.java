package peerlink.cli.terminal;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.util.Optional;
import org.jline.terminal.Attributes;
import org.jline.terminal.Attributes.ControlChar;
import org.jline.terminal.Attributes.LocalFlag;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.terminal.spi.SystemStream;
import org.jline.terminal.spi.TerminalProvider;
import org.jline.utils.InfoCmp.Capability;
import org.jspecify.annotations.Nullable;
import peerlink.api.Printable;
import peerlink.cli.program.PassphrasePrompt;
import peerlink.core.identity.Passphrase;

/**
 * Asks for passphrases on the process's terminal, which does not show what the user types from the
 * first prompt until {@link #end}. Text typed before the first prompt has been shown. It is
 * taken off the screen where that is possible, and is no answer, as with {@code ssh} and
 * {@code sudo} (TCSAFLUSH in their {@code readpassphrase}).
 *
 * <p>Prompts go to the standard error, so that they work while the output is piped elsewhere. The
 * terminal edits the line itself. If the process ends meanwhile, by Ctrl-C for example, JLine
 * restores the terminal.
 */
public final class TerminalPrompt implements PassphrasePrompt {
    /** More than a terminal keeps of unread input. */
    private static final int MOST_TYPED = 64 * 1024;

    private final String type;
    private @Nullable Terminal terminal;

    /**
     * @param type the terminal's kind, as in the variable {@code TERM}
     */
    public TerminalPrompt(String type) {
        this.type = type;
    }

    @Override
    public Optional<Passphrase> ask(String prompt) throws IOException {
        // JLine's own reader would be locked while Ctrl-C ends the process; and this one takes
        // nothing of the text behind the line
        FileInputStream in = new FileInputStream(FileDescriptor.in);
        try {
            Terminal asked = terminal == null ? silent(in) : terminal;
            asked.writer().print(Printable.line(prompt) + " ");
            asked.flush();
            try {
                return Optional.of(Passphrase.readLine(in, asked.encoding()));
            } finally {
                asked.writer().println();
                asked.flush();
            }
        } catch (IllegalStateException e) {
            return Optional.empty(); // thrown by JLine: standard input or error is no terminal
        }
    }

    private Terminal silent(FileInputStream in) throws IOException {
        Terminal opened = open();
        terminal = opened;
        Attributes line = opened.getAttributes();
        line.setLocalFlag(LocalFlag.ECHO, false);
        Attributes characters = new Attributes(line);
        // then a line that is not whole yet can be read too
        characters.setLocalFlag(LocalFlag.ICANON, false);
        characters.setControlChar(ControlChar.VMIN, 0);
        characters.setControlChar(ControlChar.VTIME, 0);
        opened.setAttributes(characters);
        int lines = 0;
        boolean isTyped = false;
        for (int i = 0; i < MOST_TYPED && in.available() > 0; i++) {
            int b = in.read();
            lines += b == '\n' || b == '\r' ? 1 : 0;
            isTyped = true;
        }
        opened.setAttributes(line);
        if (isTyped) {
            takeOff(opened, lines);
        }
        return opened;
    }

    private void takeOff(Terminal from, int lines) {
        if (!isDumb()) {
            for (int i = 0; i < lines; i++) {
                from.puts(Capability.cursor_up);
            }
            from.puts(Capability.carriage_return);
            from.puts(Capability.clr_eos);
        }
        from.writer()
                .println("what was typed before this prompt could be seen, and is no answer to it");
    }

    private boolean isDumb() {
        return type.isEmpty() || type.startsWith(Terminal.TYPE_DUMB);
    }

    @Override
    public boolean canRedraw() {
        if (isDumb()) {
            return false;
        }
        try {
            return TerminalProvider.load(TerminalBuilder.PROP_PROVIDER_FFM)
                    .isSystemStream(SystemStream.Error);
        } catch (IOException | RuntimeException e) {
            return false; // without a terminal's library nothing can be redrawn
        }
    }

    private Terminal open() throws IOException {
        TerminalBuilder builder =
                TerminalBuilder.builder()
                        .system(true)
                        .dumb(false)
                        .nativeSignals(false) // else JLine takes Ctrl-C, and nothing happens
                        .graphemeCluster(false) // else JLine reads and drops typed text
                        .systemOutput(TerminalBuilder.SystemOutput.SysErr);
        // JLine believes that a dumb terminal can't be silenced
        return (isDumb() ? builder.type("ansi") : builder).build();
    }

    @Override
    public void end() throws IOException {
        if (terminal != null) {
            terminal.close();
            terminal = null;
        }
    }
}
