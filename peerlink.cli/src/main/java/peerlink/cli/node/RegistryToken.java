package peerlink.cli.node;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import peerlink.api.Printable;
import peerlink.cli.program.CliException;
import peerlink.cli.program.Environment;
import peerlink.cli.program.ExitCode;
import peerlink.cli.program.Failures;
import peerlink.cli.program.ProgramName;
import peerlink.cli.program.ShellWords;
import peerlink.registry.access.EnrolmentToken;
import peerlink.registry.access.FileMode;

/**
 * Reads the token that registries ask for: from {@code --registry-token-file}, else from
 * {@code PEERLINK_REGISTRY_TOKEN}, else from the file that the settings name. It is never an
 * argument, which every user of the machine could read, and no message contains it.
 */
final class RegistryToken {
    static final String VARIABLE = "PEERLINK_REGISTRY_TOKEN";
    static final String KEY = "registry-token-file";

    /** The word that stands before it in an operator's own file. */
    private static final String LABEL = "token ";

    /** A length beyond a line with the longest token. */
    private static final int MOST = 256;

    private RegistryToken() {}

    /**
     * Reads the token, if the user has one.
     *
     * @param option the file that an option names
     * @param setting the file that a configuration file names; relative to the folder
     * @throws CliException if the file can't be read, other users can read it, or its text is no
     * token
     */
    static Optional<EnrolmentToken> read(
            @Nullable Path option, Environment environment, Optional<String> setting, Path folder)
            throws CliException {
        if (option != null) {
            return Optional.of(ofFile(option));
        }
        Optional<String> variable = environment.variable(VARIABLE);
        if (variable.isPresent()) {
            return Optional.of(token(variable.get(), VARIABLE));
        }
        if (setting.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(ofFile(folder.resolve(setting.get())));
        } catch (InvalidPathException e) {
            throw unusable(KEY + ": not a file: '" + Printable.excerpt(setting.get()) + "'", "");
        }
    }

    private static EnrolmentToken ofFile(Path file) throws CliException {
        byte[] content;
        try {
            requireOwn(file);
            // no more than a line, also of an endless stream
            try (InputStream in = Files.newInputStream(file)) {
                content = in.readNBytes(MOST);
            }
        } catch (IOException e) {
            throw unusable("the registry's token: " + Failures.message(e), "");
        }
        String text = new String(content, StandardCharsets.ISO_8859_1);
        return token(text.lines().findFirst().orElse(""), file.toString());
    }

    private static void requireOwn(Path file) throws IOException, CliException {
        if (!FileMode.of(file).isOwnersAlone()) {
            throw unusable(
                    "others can use the registry's token in " + file,
                    "chmod 600 " + ShellWords.quoted(file.toString()));
        }
    }

    private static EnrolmentToken token(String line, String source) throws CliException {
        String text = line.strip();
        try {
            return new EnrolmentToken(
                    text.startsWith(LABEL) ? text.substring(LABEL.length()).strip() : text);
        } catch (IllegalArgumentException e) {
            // the exception's message does not quote the text
            throw unusable(
                    source + ": " + e.getMessage(),
                    "its operator makes one with " + ProgramName.call("registry --new-token"));
        }
    }

    private static CliException unusable(String message, String hint) {
        return new CliException(ExitCode.USAGE, message, hint);
    }
}
