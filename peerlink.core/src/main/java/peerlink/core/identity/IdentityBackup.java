package peerlink.core.identity;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import peerlink.api.Address;
import peerlink.api.Identity;
import peerlink.api.PeerId;
import peerlink.core.contact.ContactFile;
import peerlink.core.contact.ContactSet;
import peerlink.core.contact.InvitedRegistryFile;
import peerlink.core.profile.PrivateFiles;
import peerlink.core.profile.ProfileLock;

/**
 * Writes an identity, its contacts and the registries of its invites into one file, and imports
 * them from there, to keep them or to move to another machine. A backup is always encrypted, in whole, with a passphrase: a finder
 * learns nothing but its size, and can't change a contact's key in it without notice. An identity
 * in PEM, made with OpenSSL for example, is imported too.
 */
public final class IdentityBackup {
    /**
     * The result of an import.
     *
     * @param id the id of the imported identity
     * @param identityAdded false if it was there already
     * @param contactsAdded the number of contacts that were not there
     */
    public record Imported(PeerId id, boolean identityAdded, int contactsAdded) {}

    private IdentityBackup() {}

    /**
     * Writes a profile's identity, contacts and registries of invites into a new file with mode
     * 0600.
     *
     * @param key asked for the key's passphrase, if it has one
     * @param chosen asked for the passphrase of the backup
     * @throws FileAlreadyExistsException if there is a file; it is left as it is
     * @throws PassphraseException if a passphrase is wrong or not there; no file is made then
     * @throws IOException if there is no identity, if it or the contacts can't be read, or if they
     *     are too many
     */
    public static Identity export(
            Path profileDirectory, Path file, PassphraseSource key, PassphraseSource chosen)
            throws IOException {
        if (Files.exists(file)) {
            // so that nobody is asked in vain; the check when the file is written decides
            throw new FileAlreadyExistsException(file.toString());
        }
        Backup backup =
                new Backup(
                        IdentityStore.load(profileDirectory, key),
                        IdentityStore.isProtected(profileDirectory),
                        new ContactFile(profileDirectory).read(),
                        new InvitedRegistryFile(profileDirectory).read());
        try (Passphrase passphrase = chosen.ask("the backup")) {
            PrivateFiles.writeNew(file, ascii(backup.print(passphrase)));
        }
        return backup.identity();
    }

    /**
     * Adds the content of a backup, or an identity in PEM, to a profile that has no identity or the
     * same one. A key that was protected by a passphrase is protected by the one that opens the
     * file. Contacts whose key is known in the profile stay as they are there; the others are
     * added, under another name if theirs is taken. So are registries of invites, unless another
     * one is known at the same place.
     *
     * @param passphrase asked if the file is encrypted
     * @throws PassphraseException if the passphrase is wrong or not there; nothing has changed then
     * @throws IOException if the file is no such thing, if the profile has another identity or is
     *     in use, or if it can't be written; the message says so in one line
     */
    public static Imported importInto(Path profileDirectory, Path file, PassphraseSource passphrase)
            throws IOException {
        try {
            String text = PrivateFiles.readText(file, Backup.MAX_SIZE);
            return Backup.isIn(text)
                    ? importBackup(profileDirectory, file, text, passphrase)
                    : importPem(profileDirectory, file, text, passphrase);
        } catch (IllegalArgumentException e) {
            throw new IOException("can't import %s: %s".formatted(file, e.getMessage()), e);
        }
    }

    private static Imported importBackup(
            Path profileDirectory, Path file, String text, PassphraseSource source)
            throws IOException {
        try (Passphrase passphrase = source.ask("the backup " + file)) {
            Backup backup = Backup.open(file, text, passphrase);
            String pem =
                    backup.isProtected()
                            ? PemIdentity.print(backup.identity(), passphrase)
                            : PemIdentity.print(backup.identity());
            return add(
                    profileDirectory,
                    backup.identity(),
                    pem,
                    backup.contacts(),
                    backup.registries());
        }
    }

    private static Imported importPem(
            Path profileDirectory, Path file, String text, PassphraseSource source)
            throws IOException {
        PemIdentity pem = PemIdentityParser.parse(text);
        if (!pem.isProtected()) {
            Identity identity = pem.open(source, "");
            return add(
                    profileDirectory,
                    identity,
                    PemIdentity.print(identity),
                    ContactSet.EMPTY,
                    List.of());
        }
        String what = "the key in " + file;
        try (Passphrase passphrase = source.ask(what)) {
            Identity identity = pem.open(_ -> passphrase.copy(), what);
            return add(
                    profileDirectory,
                    identity,
                    PemIdentity.print(identity, passphrase),
                    ContactSet.EMPTY,
                    List.of());
        }
    }

    private static Imported add(
            Path profileDirectory,
            Identity identity,
            String pem,
            ContactSet contacts,
            List<Address> registries)
            throws IOException {
        PrivateFiles.makeDirectory(profileDirectory);
        PrivateFiles.requirePrivateFolder(IdentityStore.file(profileDirectory));
        // so that no chat of this profile decides about a contact on the way
        try (ProfileLock _ = ProfileLock.take(profileDirectory, "id")) {
            return IdentityStore.locked(
                    profileDirectory,
                    () -> {
                        boolean isNew = isNew(profileDirectory, identity.id());
                        // contacts first, as an identity without them would trust any peer that
                        // comes by their names; if this process ends before the identity is there,
                        // another import completes it
                        int added = addContacts(profileDirectory, contacts);
                        new InvitedRegistryFile(profileDirectory).restore(registries);
                        if (isNew) {
                            PrivateFiles.write(IdentityStore.file(profileDirectory), ascii(pem));
                        }
                        return new Imported(identity.id(), isNew, added);
                    });
        }
    }

    private static boolean isNew(Path profileDirectory, PeerId id) throws IOException {
        if (Files.notExists(IdentityStore.file(profileDirectory))) {
            return true;
        }
        PeerId present = IdentityStore.stored(profileDirectory).id();
        if (!present.equals(id)) {
            throw new IOException(
                    "the profile in %s is somebody else (%s, not %s); import into another profile"
                            .formatted(profileDirectory, present.shortForm(), id.shortForm()));
        }
        return false;
    }

    private static int addContacts(Path profileDirectory, ContactSet contacts) throws IOException {
        ContactFile file = new ContactFile(profileDirectory);
        int before = file.read().all().size();
        return file.update(now -> now.withUnknownOf(contacts)).all().size() - before;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
