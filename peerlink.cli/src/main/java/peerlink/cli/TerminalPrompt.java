package peerlink.cli;

import java.io.IOException;
import java.io.Reader;
import java.util.Arrays;
import java.util.Optional;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import peerlink.api.Printable;
import peerlink.core.Passphrase;

/**
 * Asks on the process's terminal, and does not show what is typed. The question goes to the standard error, so that it works
 * while the output is piped elsewhere. The terminal itself edits the line; it shows again what is typed when the process ends
 * meanwhile, by Ctrl-C for example, as JLine restores it then.
 */
final class TerminalPrompt implements PassphrasePrompt {
    @Override
    public Optional<char[]> ask(String question) throws IOException {
        try (Terminal terminal =
                TerminalBuilder.builder()
                        .system(true)
                        .dumb(false)
                        .graphemeCluster(false) // else JLine reads and drops what is typed
                        .systemOutput(TerminalBuilder.SystemOutput.SysErr)
                        .build()) {
            Attributes silent = terminal.getAttributes();
            silent.setLocalFlag(Attributes.LocalFlag.ECHO, false);
            terminal.setAttributes(silent);
            terminal.writer().print(Printable.line(question) + " ");
            terminal.flush();
            char[] typed = readLine(terminal.reader());
            terminal.writer().println();
            terminal.flush();
            return Optional.of(typed);
        } catch (IllegalStateException e) {
            return Optional
                    .empty(); // what JLine throws where standard input or error is no terminal
        }
    }

    private static char[] readLine(Reader reader) throws IOException {
        // one more than may be, so that too long a line is told
        char[] typed = new char[Passphrase.MAX_LENGTH + 1];
        int length = 0;
        for (int c = reader.read(); c >= 0 && c != '\n' && c != '\r'; c = reader.read()) {
            if (length < typed.length) {
                typed[length++] = (char) c;
            }
        }
        char[] line = Arrays.copyOf(typed, length);
        Arrays.fill(typed, '\0');
        return line;
    }
}
