package peerlink.cli.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import peerlink.cli.program.Environment;
import peerlink.core.identity.Passphrase;
import peerlink.core.identity.PassphraseException;
import peerlink.core.identity.PassphraseSource;

/**
 * Supplies the passphrases of one command: from {@code --passphrase-file}, else from
 * {@code PEERLINK_PASSPHRASE}, else from the service's credential {@code passphrase}, else from a
 * prompt on the terminal. A passphrase is never an
 * argument, which every user of the machine could read.
 */
public final class Passphrases implements AutoCloseable {
    static final String VARIABLE = "PEERLINK_PASSPHRASE";
    static final String CREDENTIALS = "CREDENTIALS_DIRECTORY";
    static final String CREDENTIAL = "passphrase";

    private static final String OF_A_FILE =
            "from the first line of a file that you alone can read:\n";

    private final Environment environment;
    private final NodeOptions options;
    private final String command;
    private final @Nullable Path file;
    private final @Nullable Path newFile;
    private boolean currentAsked;

    /**
     * @param command the command that changes the passphrase, {@code id} or {@code registry}
     * @param options the command's options, which may name the file with the current passphrase
     * @param newFile the file with the new passphrase; null to ask for it
     */
    public Passphrases(
            Environment environment, String command, NodeOptions options, @Nullable Path newFile) {
        this.command = command;
        this.environment = environment;
        this.options = options;
        this.file = options.passphraseFile;
        this.newFile = newFile;
    }

    /** Tells whether a file or a variable gives a passphrase. */
    boolean isGiven() {
        return file != null
                || environment.variable(VARIABLE).isPresent()
                || credential().isPresent();
    }

    /**
     * Returns the file that a service manager has put the passphrase into for this process alone
     * (systemd.exec, "CREDENTIALS").
     */
    private Optional<Path> credential() {
        return environment
                .variable(CREDENTIALS)
                .map(folder -> Path.of(folder).resolve(CREDENTIAL))
                .filter(Files::exists);
    }

    /** Returns the source of the current passphrase of a key or backup. */
    public PassphraseSource current() {
        return new PassphraseSource() {
            @Override
            public Passphrase ask(String what) throws IOException {
                currentAsked = true;
                return isGiven()
                        ? given()
                        : typed(
                                "passphrase for " + what + ":",
                                OF_A_FILE
                                        + environment
                                                .typed()
                                                .with("--passphrase-file", "passphrase.txt"));
            }

            @Override
            public Optional<Passphrase> forNewKey() throws IOException {
                return isGiven() ? Optional.of(given()) : Optional.empty();
            }
        };
    }

    /**
     * Returns the source of a new passphrase for the key. A passphrase that a file or variable
     * gives is it, unless it was needed as the current one.
     */
    PassphraseSource forKey() {
        return what -> isGiven() && newFile == null && !currentAsked ? given() : chosen(what);
    }

    /**
     * Returns the source of a passphrase for a backup. A passphrase that a file or variable gives
     * is it.
     */
    PassphraseSource forBackup() {
        return what -> isGiven() && newFile == null ? given() : chosen(what);
    }

    private Passphrase given() throws PassphraseException {
        if (file != null) {
            return Passphrase.read(file);
        }
        if (environment.variable(VARIABLE).isEmpty()) {
            return Passphrase.read(credential().orElseThrow());
        }
        try {
            return new Passphrase(environment.variable(VARIABLE).orElseThrow().toCharArray());
        } catch (IllegalArgumentException e) {
            throw unusable(e);
        }
    }

    private Passphrase chosen(String what) throws IOException {
        if (newFile != null) {
            return Passphrase.read(newFile);
        }
        String hint =
                OF_A_FILE + environment.typed().with("--new-passphrase-file", "passphrase.txt");
        try (Passphrase first = typed("new passphrase for " + what + ":", hint);
                Passphrase again = typed("the same again:", hint)) {
            if (first.matches(again)) {
                return first.copy();
            }
        }
        throw new PassphraseException(
                "the two passphrases differ; nothing has changed", environment.typed().again());
    }

    /**
     * @param hint the hint if there is no terminal
     */
    private Passphrase typed(String prompt, String hint) throws IOException {
        try {
            return environment
                    .prompt()
                    .ask(prompt)
                    .orElseThrow(
                            () ->
                                    new PassphraseException(
                                            "no terminal to ask for the "
                                                    + prompt.replaceFirst(":$", ""),
                                            hint));
        } catch (IllegalArgumentException e) {
            throw unusable(e);
        }
    }

    private PassphraseException unusable(IllegalArgumentException cause) {
        return new PassphraseException(
                String.valueOf(cause.getMessage()),
                "to have none:\n" + options.call(command + " --remove-passphrase"));
    }

    /** Ends the prompts: the terminal shows again what the user types. */
    @Override
    public void close() throws IOException {
        environment.prompt().end();
    }
}
