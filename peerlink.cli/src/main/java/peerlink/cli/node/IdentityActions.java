package peerlink.cli.node;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import peerlink.api.Identity;
import peerlink.api.PeerId;
import peerlink.api.Printable;
import peerlink.cli.program.CliException;
import peerlink.cli.program.Environment;
import peerlink.core.identity.IdentityBackup;
import peerlink.core.identity.IdentityBackup.Imported;
import peerlink.core.identity.IdentityStore;

/**
 * Protects an identity's key, and moves an identity with its contacts. Each action prints its
 * result, and returns the identity's id.
 */
public final class IdentityActions implements AutoCloseable {
    private final Environment environment;
    private final Path folder;
    private final String name;
    private final Passphrases passphrases;

    /**
     * @param folder the identity's folder
     * @param name the user's name for the identity
     */
    public IdentityActions(
            Environment environment, Path folder, String name, Passphrases passphrases) {
        this.environment = environment;
        this.folder = folder;
        this.name = name;
        this.passphrases = passphrases;
    }

    /**
     * Returns the actions on a profile's identity.
     *
     * @param newPassphraseFile the file with the new passphrase; null to ask for it
     */
    public static IdentityActions of(
            NodeOptions options, @Nullable Path newPassphraseFile, Environment environment)
            throws CliException {
        Profile profile = ProgramSettings.resolve(options, environment).profile();
        return new IdentityActions(
                environment,
                profile.directory(),
                profile.name().text(),
                new Passphrases(environment, "id", options, newPassphraseFile));
    }

    public PeerId setPassphrase() throws IOException {
        Identity identity =
                IdentityStore.protect(folder, passphrases.current(), passphrases.forKey());
        tell(
                "the key of %s is protected by the new passphrase; if that is lost, so is the key"
                        .formatted(whose(identity)));
        return identity.id();
    }

    public PeerId removePassphrase() throws IOException {
        Identity identity = IdentityStore.unprotect(folder, passphrases.current());
        tell(
                "the key of %s has no passphrase now: who can read its file can use it"
                        .formatted(whose(identity)));
        return identity.id();
    }

    public PeerId exportTo(Path file) throws IOException {
        Identity identity =
                IdentityBackup.export(folder, file, passphrases.current(), passphrases.forBackup());
        tell("exported %s with its contacts, encrypted, to %s".formatted(whose(identity), file));
        return identity.id();
    }

    public PeerId importFrom(Path file) throws IOException {
        Imported imported = IdentityBackup.importInto(folder, file, passphrases.current());
        tell(
                "%s is %s%s; contacts added: %d"
                        .formatted(
                                name,
                                imported.id().shortForm(),
                                imported.identityAdded() ? " now" : ", as before",
                                imported.contactsAdded()));
        return imported.id();
    }

    private String whose(Identity identity) {
        return "%s (%s)".formatted(name, identity.id().shortForm());
    }

    private void tell(String what) {
        environment.err().println(Printable.line(what));
    }

    /** Ends the prompts for passphrases. */
    @Override
    public void close() throws IOException {
        passphrases.close();
    }
}
