package peerlink.cli.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import peerlink.cli.Main;
import peerlink.cli.fixture.Surroundings;

class OutputTest {
    @TempDir private Path folder;

    /** Refuses all output, with the system's words. */
    private static final class Refusing extends OutputStream {
        private final String reason;

        Refusing(String reason) {
            this.reason = reason;
        }

        @Override
        public void write(int b) throws IOException {
            throw new IOException(reason);
        }
    }

    private record Run(int code, String err) {}

    private Run run(String reason, String... arguments) {
        Environment usual = new Surroundings(folder).environment();
        var err = new ByteArrayOutputStream();
        Environment environment =
                new Environment(
                        usual.in(),
                        Output.into(new Refusing(reason), StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        false,
                        usual.prompt(),
                        usual.variables(),
                        usual.userHome(),
                        usual.userName(),
                        usual.systemConfig(),
                        usual.typed());
        return new Run(Main.run(environment, arguments), err.toString(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "id",
                "id --json",
                "--help",
                "send --help",
                "--version",
                "registry --version",
                "help",
                "help send",
                "completion bash",
                "completion zsh",
                "registry --check-config",
                "registry --new-token"
            })
    void noCommandIsDoneUnlessWhatItPrintedIsWritten(String command) {
        Run run = run("No space left on device", command.split(" "));
        String last = run.err.lines().reduce("", (_, line) -> line);
        assertEquals("peerlink: the output can't be written: the disk is full", last, run.err);
        assertEquals(ExitCode.ERROR, run.code);
    }

    @ParameterizedTest
    @CsvSource({
        "Bad file descriptor,     peerlink: the output can't be written: the standard output is closed",
        "Disk quota exceeded,     peerlink: the output can't be written: disk quota exceeded",
        "No space left on device, peerlink: the output can't be written: the disk is full"
    })
    void theReasonIsTheSystems(String reason, String expected) {
        assertEquals(expected, run(reason, "--version").err.strip());
    }

    /**
     * As with {@code peerlink --help | head -1}: SIGPIPE kills other programs there, without a
     * word.
     */
    @ParameterizedTest
    @ValueSource(strings = {"--help", "id --json"})
    void aReaderThatHasSeenEnoughIsNotComplainedOf(String command) {
        Run run = run("Broken pipe", command.split(" "));
        assertFalse(run.err.contains("written"), run.err);
        assertEquals(ExitCode.ERROR, run.code);
    }

    @Test
    void printedTextIsWrittenInTheStreamsEncoding() {
        var written = new ByteArrayOutputStream();
        Output out = Output.into(written, StandardCharsets.ISO_8859_1);
        out.print("grün");
        Output.requireWritten(out);
        assertEquals("grün", written.toString(StandardCharsets.ISO_8859_1));
    }
}
