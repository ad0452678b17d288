package peerlink.cli;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.util.Optional;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import peerlink.api.Printable;
import peerlink.core.Passphrase;

/**
 * Asks on the process's terminal, which does not show what is typed. The question goes to the standard error, so that it works
 * while the output is piped elsewhere. The terminal edits the line itself; if the process ends meanwhile, by Ctrl-C for example,
 * JLine leaves the terminal as it was.
 */
final class TerminalPrompt implements PassphrasePrompt {
    @Override
    public Optional<Passphrase> ask(String question) throws IOException {
        try (Terminal terminal = open()) {
            Attributes silent = terminal.getAttributes();
            silent.setLocalFlag(Attributes.LocalFlag.ECHO, false);
            terminal.setAttributes(silent);
            terminal.writer().print(Printable.line(question) + " ");
            terminal.flush();
            // JLine's own reader would be locked while Ctrl-C ends the process; and this one takes
            // nothing of what is typed after the line
            FileInputStream in = new FileInputStream(FileDescriptor.in);
            try {
                return Optional.of(Passphrase.readLine(in, terminal.encoding()));
            } finally {
                terminal.writer().println();
                terminal.flush();
            }
        } catch (IllegalStateException e) {
            return Optional.empty(); // thrown by JLine: standard input or error is no terminal
        }
    }

    private static Terminal open() throws IOException {
        return TerminalBuilder.builder()
                .system(true)
                .dumb(false)
                .nativeSignals(false) // else JLine takes Ctrl-C, and nothing happens
                .graphemeCluster(false) // else JLine reads and drops what is typed
                .systemOutput(TerminalBuilder.SystemOutput.SysErr)
                .build();
    }
}
