package peerlink.core.identity;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static peerlink.core.fixture.TestPeers.id;
import static peerlink.core.fixture.TestPeers.peer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peerlink.api.Address;
import peerlink.api.Identity;
import peerlink.api.PeerName;
import peerlink.core.contact.ContactBook;
import peerlink.core.contact.InvitedRegistryFile;
import peerlink.core.contact.TrustRules;
import peerlink.core.fixture.Answers;
import peerlink.core.identity.IdentityBackup.Imported;
import peerlink.core.model.Contact;
import peerlink.core.model.StandInName;
import peerlink.core.model.Trust;
import peerlink.core.profile.PrivateFiles;
import peerlink.core.profile.ProfileLock;

class IdentityBackupTest {
    @TempDir private Path home;
    private Path profile;
    private Path backup;
    private Path fresh;

    @BeforeEach
    void choose() {
        profile = home.resolve("profiles/alice");
        backup = home.resolve("alice.backup");
        fresh = home.resolve("elsewhere/profiles/alice");
    }

    @Test
    void anIdentityAndItsContactsMoveToAnotherMachine() throws Exception {
        Identity alice = IdentityStore.loadOrCreate(profile);
        ContactBook book = ContactBook.open(profile);
        book.update(now -> now.with(Contact.unverified(peer("bob", 1))));
        book.update(now -> TrustRules.vouch(now, peer("bob", 1)));
        book.update(now -> TrustRules.block(now, peer("mallory", 2)));
        book.update(now -> now.with(Contact.unverified(peer("carol", 3))));
        book.update(now -> now.with(now.byId(id(3)).changedTo(id(4))));

        IdentityBackup.export(profile, backup, Answers.of(), Answers.of("backup"));
        assertEquals("rw-------", mode(backup));
        Imported imported = IdentityBackup.importInto(fresh, backup, Answers.of("backup"));

        assertEquals(new Imported(alice.id(), true, 3), imported);
        assertEquals(alice.id(), IdentityStore.loadOrCreate(fresh).id());
        assertEquals(book.all(), ContactBook.open(fresh).all());
        assertEquals("rw-------", mode(IdentityStore.file(fresh)));
        assertEquals("rwx------", mode(fresh));
    }

    @Test
    void theRegistriesOfInvitesMoveToo() throws Exception {
        IdentityStore.loadOrCreate(profile);
        List<Address> invited =
                List.of(
                        Address.parse("registry://192.0.2.1:7777/" + id(7)),
                        Address.parse("registry://192.0.2.2:7777/" + id(8)));
        new InvitedRegistryFile(profile).add(invited);
        IdentityBackup.export(profile, backup, Answers.of(), Answers.of("backup"));
        IdentityBackup.importInto(fresh, backup, Answers.of("backup"));
        assertEquals(invited, new InvitedRegistryFile(fresh).read());

        Address known = Address.parse("registry://192.0.2.1:7777/" + id(9));
        Files.delete(InvitedRegistryFile.in(fresh));
        new InvitedRegistryFile(fresh).add(List.of(known));
        IdentityBackup.importInto(fresh, backup, Answers.of("backup"));
        assertEquals(
                List.of(known, invited.getLast()),
                new InvitedRegistryFile(fresh).read(),
                "the older key counts");
    }

    @Test
    void aKeyWithAPassphraseIsProtectedAgainWhereItIsImported() throws Exception {
        IdentityStore.protect(profile, Answers.of(), Answers.of("key"));
        IdentityBackup.export(profile, backup, Answers.of("key"), Answers.of("backup"));
        IdentityBackup.importInto(fresh, backup, Answers.of("backup"));
        assertTrue(IdentityStore.isProtected(fresh));
        assertEquals(
                IdentityStore.load(profile, Answers.of("key")).id(),
                IdentityStore.load(fresh, Answers.of("backup")).id());
    }

    @Test
    void aWrongPassphraseWritesNothing() throws Exception {
        IdentityStore.protect(profile, Answers.of(), Answers.of("key"));
        assertThrows(
                PassphraseException.class,
                () ->
                        IdentityBackup.export(
                                profile, backup, Answers.of("wrong"), Answers.of("backup")));
        assertFalse(Files.exists(backup));
        IdentityBackup.export(profile, backup, Answers.of("key"), Answers.of("backup"));
        assertThrows(
                PassphraseException.class,
                () -> IdentityBackup.importInto(fresh, backup, Answers.of("key")));
        assertFalse(Files.exists(fresh));
    }

    @Test
    void aFindersBackupTellsNothing() throws Exception {
        Identity alice = IdentityStore.loadOrCreate(profile);
        ContactBook.open(profile).update(now -> now.with(Contact.unverified(peer("bob", 1))));
        IdentityBackup.export(profile, backup, Answers.of(), Answers.of("backup"));
        String text = Files.readString(backup);
        String decoded = new String(der(text), StandardCharsets.ISO_8859_1);
        assertEquals(1, text.split("-----BEGIN ", -1).length - 1);
        for (String secret :
                List.of(alice.id().text(), "bob", id(1).text(), "contacts", "PRIVATE KEY")) {
            assertFalse(decoded.contains(secret), secret);
        }
    }

    @Test
    void anyChangeToABackupIsNoticedAndNothingIsImported() throws Exception {
        IdentityStore.loadOrCreate(profile);
        ContactBook.open(profile).update(now -> now.with(Contact.unverified(peer("bob", 1))));
        IdentityBackup.export(profile, backup, Answers.of(), Answers.of("backup"));
        byte[] whole = der(Files.readString(backup));
        int first =
                whole.length - EncryptedPrivateKeyInfo.getInstance(whole).getEncryptedData().length;
        for (int at : List.of(first, first + 20, whole.length - 17, whole.length - 1)) {
            byte[] changed = whole.clone();
            changed[at] ^= 1;
            Files.writeString(backup, pem(changed));
            PassphraseException e =
                    assertThrows(
                            PassphraseException.class,
                            () -> IdentityBackup.importInto(fresh, backup, Answers.of("backup")));
            assertEquals(
                    "wrong passphrase for the backup "
                            + backup
                            + ", or it has been changed; nothing has changed here",
                    e.getMessage());
        }
        Files.writeString(backup, pem(whole).substring(0, 300));
        importFails("the backup is torn or damaged");
        assertFalse(Files.exists(fresh));
    }

    @Test
    void aBackupWhoseChangesNobodyWouldNoticeIsRefused() throws Exception {
        try (Passphrase passphrase = new Passphrase("backup".toCharArray())) {
            EncryptedPrivateKeyInfo malleable =
                    PassphraseCipher.encrypt(
                            NISTObjectIdentifiers.id_aes256_CBC, new byte[100], passphrase);
            Files.writeString(backup, pem(malleable.getEncoded()));
        }
        importFails("it is encrypted with the cipher 2.16.840.1.101.3.4.1.42");
    }

    @Test
    void nothingIsOverwritten() throws Exception {
        IdentityStore.loadOrCreate(profile);
        Files.writeString(backup, "mine");
        assertThrows(
                FileAlreadyExistsException.class,
                () -> IdentityBackup.export(profile, backup, Answers.of(), Answers.of("x")));
        assertEquals("mine", Files.readString(backup));
        assertThrows(
                FileAlreadyExistsException.class,
                () -> PrivateFiles.writeNew(backup, new byte[] {1}));
        assertEquals("mine", Files.readString(backup));
    }

    @Test
    void anotherIdentityIsNeverReplaced() throws Exception {
        IdentityStore.loadOrCreate(profile);
        IdentityBackup.export(profile, backup, Answers.of(), Answers.of("backup"));
        Path bob = home.resolve("bob");
        IdentityStore.loadOrCreate(bob);
        byte[] before = Files.readAllBytes(IdentityStore.file(bob));
        IOException e =
                assertThrows(
                        IOException.class,
                        () -> IdentityBackup.importInto(bob, backup, Answers.of("backup")));
        assertTrue(e.getMessage().contains(" is somebody else ("), e.getMessage());
        assertArrayEquals(before, Files.readAllBytes(IdentityStore.file(bob)));
        assertFalse(Files.exists(bob.resolve("contacts.json")));
    }

    @Test
    void theSameIdentityGetsTheContactsThatItDoesNotKnow() throws Exception {
        Identity alice = IdentityStore.loadOrCreate(profile);
        ContactBook book = ContactBook.open(profile);
        book.update(now -> now.with(Contact.unverified(peer("bob", 1))));
        book.update(now -> now.with(Contact.unverified(peer("carol", 2))));
        book.update(now -> now.with(Contact.unverified(peer("dave", 3))));
        IdentityBackup.export(profile, backup, Answers.of(), Answers.of("backup"));
        book.update(now -> TrustRules.block(now, peer("bob", 1)));
        book.update(now -> now.without(now.byName(new PeerName("carol"))));
        book.update(now -> now.with(Contact.unverified(peer("carol", 4))));
        book.update(now -> now.without(now.byName(new PeerName("dave"))));

        Imported imported = IdentityBackup.importInto(profile, backup, Answers.of("backup"));

        assertEquals(new Imported(alice.id(), false, 2), imported);
        ContactBook after = ContactBook.open(profile);
        assertEquals(Trust.BLOCKED, after.byId(id(1)).trust());
        assertEquals(id(4), after.byName(new PeerName("carol")).id());
        assertEquals(id(3), after.byName(new PeerName("dave")).id());
        assertTrue(StandInName.isOf(id(2), after.byId(id(2)).name()));
    }

    @Test
    void aProfileInUseIsLeftAlone() throws Exception {
        IdentityStore.loadOrCreate(profile);
        IdentityBackup.export(profile, backup, Answers.of(), Answers.of("backup"));
        try (ProfileLock _ = ProfileLock.take(profile, "chat")) {
            IOException e =
                    assertThrows(
                            IOException.class,
                            () -> IdentityBackup.importInto(profile, backup, Answers.of("backup")));
            assertTrue(e.getMessage().contains("in use"), e.getMessage());
        }
    }

    @Test
    void aFileWithoutEndIsRefused() throws Exception {
        Path endless = Path.of("/dev/zero");
        assumeTrue(Files.exists(endless));
        IOException e =
                assertThrows(
                        IOException.class,
                        () -> IdentityBackup.importInto(fresh, endless, Answers.of()));
        assertEquals("can't import /dev/zero: it is longer than 16384 KiB", e.getMessage());
    }

    @Test
    void anIdentityMadeWithOpensslIsImported() throws Exception {
        List<List<String>> kinds =
                List.of(
                        List.of("genpkey", "-algorithm", "ed25519"),
                        List.of(
                                "genpkey",
                                "-algorithm",
                                "EC",
                                "-pkeyopt",
                                "ec_paramgen_curve:P-256"),
                        List.of("ecparam", "-name", "prime256v1", "-genkey"));
        for (List<String> kind : kinds) {
            Path key = home.resolve("key");
            List<String> command = new ArrayList<>(kind);
            command.addAll(List.of("-out", key.toString()));
            OpenSsl.run(command.toArray(String[]::new));
            Path folder = home.resolve("from-" + kind.get(0) + kind.get(2));
            Imported imported = IdentityBackup.importInto(folder, key, Answers.of());
            Identity loaded = IdentityStore.loadOrCreate(folder);
            assertEquals(imported.id(), loaded.id());
            loaded.certificate().verify(loaded.certificate().getPublicKey());
            assertEquals(
                    OpenSsl.run("pkey", "-in", key.toString(), "-pubout"),
                    OpenSsl.run("pkey", "-in", IdentityStore.file(folder).toString(), "-pubout"));

            // the same with OpenSSL's certificate, and encrypted
            Path both = home.resolve("both");
            OpenSsl.run(
                    "req",
                    "-x509",
                    "-key",
                    key.toString(),
                    "-subj",
                    "/CN=me",
                    "-out",
                    both.toString());
            Path encrypted = home.resolve("encrypted");
            OpenSsl.run(
                    "pkcs8",
                    "-topk8",
                    "-in",
                    key.toString(),
                    "-passout",
                    "pass:secret",
                    "-out",
                    encrypted.toString());
            Files.writeString(both, Files.readString(encrypted) + Files.readString(both));
            Path protectedFolder = home.resolve("protected-" + kind.get(0) + kind.get(2));
            IdentityBackup.importInto(protectedFolder, both, Answers.of("secret"));
            Identity own = IdentityStore.load(protectedFolder, Answers.of("secret"));
            assertEquals(imported.id(), own.id());
            assertEquals("CN=me", own.certificate().getSubjectX500Principal().getName());
        }
    }

    @Test
    void keysOfOtherKindsAreRefusedByTheirNames() throws Exception {
        refused("RSA", "genpkey", "-algorithm", "RSA");
        refused("RSA", "genrsa", "-traditional");
        refused("Ed448", "genpkey", "-algorithm", "ed448");
        refused("X25519", "genpkey", "-algorithm", "x25519");
        refused("secp384r1", "ecparam", "-name", "secp384r1", "-genkey");
        refused(
                "without a name",
                "ecparam",
                "-name",
                "prime256v1",
                "-param_enc",
                "explicit",
                "-genkey");
        refused(
                "encrypted in an outdated way; this converts it: openssl pkcs8 -topk8",
                "genrsa",
                "-traditional",
                "-aes256",
                "-passout",
                "pass:secret");
    }

    private void refused(String reason, String... command) throws Exception {
        Path key = home.resolve("refused");
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(List.of("-out", key.toString()));
        OpenSsl.run(all.toArray(String[]::new));
        IOException e =
                assertThrows(
                        IOException.class,
                        () -> IdentityBackup.importInto(fresh, key, Answers.of()));
        assertTrue(e.getMessage().contains(reason), e.getMessage());
        assertFalse(Files.exists(fresh));
    }

    private void importFails(String reason) {
        IOException e =
                assertThrows(
                        IOException.class,
                        () -> IdentityBackup.importInto(fresh, backup, Answers.of("backup")));
        assertTrue(e.getMessage().contains(reason), e.getMessage());
    }

    private static byte[] der(String pem) {
        return Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
    }

    private static String pem(byte[] der) {
        return "-----BEGIN PEERLINK BACKUP-----\n%s\n-----END PEERLINK BACKUP-----\n"
                .formatted(Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der));
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
