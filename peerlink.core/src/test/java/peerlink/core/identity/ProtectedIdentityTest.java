package peerlink.core.identity;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.misc.MiscObjectIdentifiers;
import org.bouncycastle.asn1.misc.ScryptParams;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.EncryptionScheme;
import org.bouncycastle.asn1.pkcs.KeyDerivationFunc;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peerlink.api.Identity;
import peerlink.core.fixture.Answers;
import peerlink.core.profile.PrivateFiles;

/** Checks identities whose key a passphrase protects. */
class ProtectedIdentityTest {
    @TempDir private Path home;
    private Path profile;
    private Path file;

    @BeforeEach
    void choose() {
        profile = home.resolve("profiles/alice");
        file = profile.resolve("identity.pem");
    }

    @Test
    void aPassphraseKeepsTheIdentityAndIsAskedForFromThenOn() throws Exception {
        Identity plain = IdentityStore.loadOrCreate(profile);
        assertFalse(IdentityStore.isProtected(profile));
        IdentityStore.protect(profile, Answers.of(), Answers.of("pässword"));
        assertTrue(IdentityStore.isProtected(profile));
        String text = Files.readString(file);
        assertTrue(text.startsWith("-----BEGIN ENCRYPTED PRIVATE KEY-----"), text);
        assertFalse(text.contains("-----BEGIN PRIVATE KEY-----"), text);
        assertEquals("rw-------", mode(file));
        assertEquals(plain.id(), IdentityStore.loadOrCreate(profile, Answers.of("pässword")).id());
        String message =
                assertThrows(PassphraseException.class, () -> IdentityStore.loadOrCreate(profile))
                        .getMessage();
        assertEquals(
                "the key in " + file + " is protected by a passphrase, and none was given",
                message);
    }

    @Test
    void aWrongPassphraseIsToldAndChangesNothing() throws Exception {
        IdentityStore.protect(profile, Answers.of(), Answers.of("right"));
        byte[] before = Files.readAllBytes(file);
        Answers unasked = Answers.of("new");
        for (int i = 0; i < 5; i++) {
            String wrong = "wrong " + i;
            PassphraseException e =
                    assertThrows(
                            PassphraseException.class,
                            () -> IdentityStore.load(profile, Answers.of(wrong)));
            assertEquals(
                    "wrong passphrase for the key in " + file + "; nothing has changed",
                    e.getMessage());
        }
        assertThrows(
                PassphraseException.class,
                () -> IdentityStore.protect(profile, Answers.of("wrong"), unasked));
        assertThrows(
                PassphraseException.class,
                () -> IdentityStore.unprotect(profile, Answers.of("wrong")));
        assertEquals(1, unasked.left());
        assertArrayEquals(before, Files.readAllBytes(file));
        assertEquals(List.of("identity.lock", "identity.pem"), names(profile));
    }

    @Test
    void thePassphraseIsChangedAndTakenAway() throws Exception {
        Identity made = IdentityStore.protect(profile, Answers.of(), Answers.of("one"));
        IdentityStore.protect(profile, Answers.of("one"), Answers.of("two"));
        assertThrows(
                PassphraseException.class, () -> IdentityStore.load(profile, Answers.of("one")));
        assertEquals(made.id(), IdentityStore.unprotect(profile, Answers.of("two")).id());
        assertEquals(made.id(), IdentityStore.loadOrCreate(profile).id());
        String message =
                assertThrows(
                                IOException.class,
                                () -> IdentityStore.unprotect(profile, Answers.of()))
                        .getMessage();
        assertEquals("no passphrase protects the key in " + file, message);
    }

    @Test
    void aPassphraseGivenAtTheFirstStartProtectsTheNewKey() throws Exception {
        Identity made = IdentityStore.loadOrCreate(profile, Answers.of("given").alsoForNewKeys());
        assertTrue(IdentityStore.isProtected(profile));
        assertEquals(made.id(), IdentityStore.load(profile, Answers.of("given")).id());
    }

    @Test
    void aFileThatAnotherProcessHasWrittenMeanwhileIsLeftAlone() throws Exception {
        IdentityStore.loadOrCreate(profile);
        Path other = home.resolve("other");
        Identity others = IdentityStore.loadOrCreate(other);
        PassphraseSource slow =
                what -> {
                    PrivateFiles.write(file, Files.readAllBytes(IdentityStore.file(other)));
                    return new Passphrase("new".toCharArray());
                };
        IOException e =
                assertThrows(
                        IOException.class,
                        () -> IdentityStore.protect(profile, Answers.of(), slow));
        assertTrue(e.getMessage().startsWith("another process has changed "), e.getMessage());
        assertEquals(others.id(), IdentityStore.loadOrCreate(profile).id());
    }

    @Test
    void eachGuessCostsWhatTheDecisionSays() throws Exception {
        IdentityStore.protect(profile, Answers.of(), Answers.of("pässword"));
        var key =
                assertInstanceOf(
                        PemIdentity.Key.Encrypted.class, IdentityStore.stored(profile).key());
        var derivation =
                PBES2Parameters.getInstance(key.info().getEncryptionAlgorithm().getParameters())
                        .getKeyDerivationFunc();
        assertEquals(MiscObjectIdentifiers.id_scrypt, derivation.getAlgorithm());
        ScryptParams scrypt = ScryptParams.getInstance(derivation.getParameters());
        assertEquals(
                List.of(1 << 14, 8, 5),
                Stream.of(
                                scrypt.getCostParameter(),
                                scrypt.getBlockSize(),
                                scrypt.getParallelizationParameter())
                        .map(BigInteger::intValueExact)
                        .toList());
        assertEquals(16, scrypt.getSalt().length);
    }

    @Test
    void opensslReadsWhatIsWritten() throws Exception {
        Identity identity = IdentityStore.protect(profile, Answers.of(), Answers.of("pässword"));
        String pem =
                OpenSsl.run("pkey", "-in", file.toString(), "-passin", "pass:pässword", "-pubout");
        assertEquals(
                OpenSsl.run("x509", "-in", file.toString(), "-noout", "-pubkey").strip(),
                pem.strip());
        assertEquals(identity.id(), IdentityStore.load(profile, Answers.of("pässword")).id());
    }

    @Test
    void aKeyThatOpensslHasEncryptedIsRead() throws Exception {
        Identity plain = IdentityStore.loadOrCreate(profile);
        String whole = Files.readString(file);
        String certificate = whole.substring(whole.indexOf("-----BEGIN CERTIFICATE"));
        for (List<String> options :
                List.of(
                        List.of("-v2", "aes-256-cbc"),
                        List.of("-v2", "aes-128-cbc", "-v2prf", "hmacWithSHA512"),
                        List.of("-scrypt"))) {
            Path key = Files.createTempFile(home, "key", ".pem");
            List<String> command =
                    new ArrayList<>(List.of("pkcs8", "-topk8", "-in", file.toString(), "-out"));
            command.addAll(List.of(key.toString(), "-passout", "pass:secret"));
            command.addAll(options);
            OpenSsl.run(command.toArray(String[]::new));
            Path other = home.resolve("of-" + String.join("-", options));
            PrivateFiles.makeDirectory(other);
            PrivateFiles.write(
                    IdentityStore.file(other), (Files.readString(key) + certificate).getBytes());
            assertTrue(IdentityStore.isProtected(other));
            assertEquals(plain.id(), IdentityStore.load(other, Answers.of("secret")).id());
            assertThrows(
                    PassphraseException.class,
                    () -> IdentityStore.load(other, Answers.of("wrong")));
        }
    }

    @Test
    void aKeyThatWouldTakeTooMuchIsRefusedBeforeAnythingIsDerived() throws Exception {
        refused("too much memory or time", scrypt(1 << 23, 8, 1));
        refused("too much memory or time", scrypt(1 << 19, 8, 1));
        refused("too much memory or time", scrypt(1 << 14, 1 << 23, 1));
        refused("too much memory or time", scrypt(2, 1, (1 << 24) - 1));
        refused("too much memory or time", scrypt(1 << 14, 8, 1000));
        refused("out of bounds", scrypt(Integer.MAX_VALUE, 8, 1));
        refused("out of bounds", scrypt(-2, 8, 1));
        refused("no power of two: 16385", scrypt(16385, 8, 1));
        refused("PBKDF2 with 5000001 iterations takes too long", pbkdf2(5_000_001, 32));
        refused("out of bounds", pbkdf2(Integer.MAX_VALUE, 32));
        refused("its key is too long", pbkdf2(2048, 1 << 20));
        refused(
                "its key is derived with 1.2.840.113549.1.5.13",
                new KeyDerivationFunc(PKCSObjectIdentifiers.id_PBES2, DERNull.INSTANCE));
        refused(
                "described wrongly",
                new KeyDerivationFunc(MiscObjectIdentifiers.id_scrypt, DERNull.INSTANCE));
    }

    @Test
    void anOutdatedOrUnknownCipherIsRefusedWithTheCommandThatConvertsIt() {
        refused(
                "outdated scheme 1.2.840.113549.1.5.3; this converts it: openssl pkcs8 -topk8",
                new AlgorithmIdentifier(PKCSObjectIdentifiers.pbeWithMD5AndDES_CBC));
        refused(
                "it is encrypted with the cipher 1.2.840.113549.3.7",
                pbes2(scrypt(1 << 14, 8, 1), PKCSObjectIdentifiers.des_EDE3_CBC));
    }

    private static KeyDerivationFunc scrypt(int n, int r, int p) {
        return new KeyDerivationFunc(
                MiscObjectIdentifiers.id_scrypt, new ScryptParams(new byte[16], n, r, p));
    }

    private static KeyDerivationFunc pbkdf2(int iterations, int keyLength) {
        return new KeyDerivationFunc(
                PKCSObjectIdentifiers.id_PBKDF2,
                new PBKDF2Params(new byte[16], iterations, keyLength));
    }

    private static AlgorithmIdentifier pbes2(
            KeyDerivationFunc derivation, ASN1ObjectIdentifier cipher) {
        return new AlgorithmIdentifier(
                PKCSObjectIdentifiers.id_PBES2,
                new PBES2Parameters(derivation, new EncryptionScheme(cipher, DERNull.INSTANCE)));
    }

    private void refused(String reason, KeyDerivationFunc derivation) {
        refused(reason, pbes2(derivation, NISTObjectIdentifiers.id_aes256_CBC));
    }

    /**
     * Checks a refusal before anybody is asked for a passphrase. So nothing is derived, which would
     * take minutes.
     */
    private void refused(String reason, AlgorithmIdentifier encryption) {
        String pem = pem(new EncryptedPrivateKeyInfo(encryption, new byte[48]));
        IllegalArgumentException e =
                Assertions.assertTimeoutPreemptively(
                        Duration.ofSeconds(5),
                        () ->
                                assertThrows(
                                        IllegalArgumentException.class,
                                        () -> PemIdentityParser.parse(pem)));
        assertTrue(e.getMessage().contains(reason), e.getMessage());
    }

    private static String pem(EncryptedPrivateKeyInfo key) {
        try {
            return "-----BEGIN ENCRYPTED PRIVATE KEY-----\n%s\n-----END ENCRYPTED PRIVATE KEY-----\n"
                    .formatted(
                            Base64.getMimeEncoder(64, new byte[] {'\n'})
                                    .encodeToString(key.getEncoded()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> names(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
