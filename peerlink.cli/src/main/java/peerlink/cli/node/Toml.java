package peerlink.cli.node;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import peerlink.api.Bytes;
import peerlink.api.Printable;
import peerlink.cli.program.CliException;
import peerlink.cli.program.ExitCode;
import peerlink.cli.program.Failures;
import peerlink.cli.program.ShellWords;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.toml.TomlMapper;

/** Reads configuration files, with errors that name the file and the line. */
public final class Toml {
    private static final int MAX_SIZE = 1 << 20;

    private Toml() {}

    /**
     * Reads a file of at most 1 MiB.
     *
     * @throws CliException if it can't be read or is no TOML
     */
    public static JsonNode read(Path file) throws CliException {
        try {
            return new TomlMapper().readTree(text(file));
        } catch (JacksonException e) {
            throw broken(file, "line " + line(e) + ": " + e.getOriginalMessage());
        } catch (CharacterCodingException e) {
            throw broken(file, "it is not UTF-8");
        } catch (NoSuchFileException e) {
            throw new CliException(ExitCode.ERROR, "no such file: " + file, "");
        } catch (IOException e) {
            throw broken(file, Failures.message(e));
        }
    }

    /** Reads the file as it is, whatever size the system tells: a pipe has none. */
    private static String text(Path file) throws IOException, CliException {
        byte[] content;
        try (InputStream in = Files.newInputStream(file)) {
            content = in.readNBytes(MAX_SIZE + 1);
        }
        if (content.length > MAX_SIZE) {
            throw broken(file, "larger than 1 MiB");
        }
        return Bytes.wrap(content).decodeUtf8();
    }

    static CliException broken(Path file, String why) {
        return new CliException(
                ExitCode.ERROR,
                "can't read " + file + ": " + Printable.line(why),
                "correct the file, or move it away:\nmv %1$s %1$s.old"
                        .formatted(ShellWords.quoted(file.toString())));
    }

    private static int line(JacksonException e) {
        return e.getLocation() == null ? 0 : e.getLocation().getLineNr();
    }
}
