package peerlink.core.identity;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemWriter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import peerlink.api.Identity;
import peerlink.core.fixture.JavaProcess;
import peerlink.core.profile.PrivateFiles;
import peerlink.testkit.contract.TestIdentities;

class IdentityStoreTest {
    @TempDir private Path home;
    private Path profile;
    private Path file;

    @BeforeEach
    void choose() {
        profile = home.resolve("profiles/alice");
        file = profile.resolve("identity.pem");
    }

    @Test
    void makesAnIdentityOnceAndLoadsItAgain() throws Exception {
        Identity made = IdentityStore.loadOrCreate(profile);
        Identity loaded = IdentityStore.loadOrCreate(profile);
        assertEquals(made.id(), loaded.id());
        assertEquals("CN=PeerLink", made.certificate().getSubjectX500Principal().getName());
        made.certificate().verify(made.certificate().getPublicKey());
    }

    @Test
    void keepsTheKeyFromOthers() throws Exception {
        IdentityStore.loadOrCreate(profile);
        assertEquals("rw-------", mode(file));
        assertEquals("rwx------", mode(profile));
        assertEquals("rwx------", mode(profile.getParent()));
    }

    @Test
    void writesAKeyThatTheJdkCanReadToo() throws Exception {
        IdentityStore.loadOrCreate(profile);
        String pem = Files.readString(file);
        byte[] pkcs8 =
                Base64.getMimeDecoder()
                        .decode(
                                pem.substring(
                                        pem.indexOf("KEY-----") + 8, pem.indexOf("-----END")));
        KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    }

    @Test
    void refusesAKeyThatOthersCanRead() throws Exception {
        IdentityStore.loadOrCreate(profile);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertFails("chmod 600");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        Files.setPosixFilePermissions(profile, PosixFilePermissions.fromString("rwxrwx---"));
        assertFails("chmod 700");
    }

    @Test
    void putsNoKeyWhereOthersCouldReplaceIt() throws Exception {
        Files.createDirectories(profile);
        Files.setPosixFilePermissions(profile, PosixFilePermissions.fromString("rwxrwxrwx"));
        for (Executable making :
                List.<Executable>of(
                        () -> IdentityStore.loadOrCreate(profile),
                        () ->
                                IdentityStore.protect(
                                        profile,
                                        PassphraseSource.NONE,
                                        _ -> new Passphrase("secret".toCharArray())))) {
            var e = assertThrows(IOException.class, making);
            assertTrue(e.getMessage().startsWith("others can replace the key"), e.getMessage());
        }
        assertTrue(Files.notExists(profile.resolve(IdentityStore.FILE_NAME)));
    }

    @Test
    void aDamagedFileIsAnErrorThatNamesItAndLosesNothing() throws Exception {
        IdentityStore.loadOrCreate(profile);
        byte[] whole = Files.readAllBytes(file);
        for (int length = 0; length < whole.length - 1; length += 7) {
            byte[] torn = Arrays.copyOf(whole, length);
            Files.write(file, torn);
            IOException e = assertFails("can't use the identity file " + file);
            assertTrue(!e.getMessage().contains("\n"), e.getMessage());
            assertArrayEquals(torn, Files.readAllBytes(file));
        }
        Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe});
        assertFails("can't use the identity file");
    }

    @Test
    void takesAKeyOfTheUsersOwn() throws Exception {
        Identity own = TestIdentities.p256("own");
        write(own, own);
        assertEquals(own.id(), IdentityStore.loadOrCreate(profile).id());
    }

    @Test
    void datesMeanNothing() throws Exception {
        Identity expired = TestIdentities.expired("old");
        write(expired, expired);
        assertEquals(expired.id(), IdentityStore.loadOrCreate(profile).id());
    }

    @Test
    void refusesAKeyThatNoPeerMayHaveByItsName() throws Exception {
        write(TestIdentities.rsa("rsa"), TestIdentities.rsa("rsa"));
        assertFails("its key is RSA; PeerLink takes Ed25519 and ECDSA P-256");
        write(TestIdentities.p384("p384"), TestIdentities.p384("p384"));
        assertFails("its key is ECDSA on the curve secp384r1; PeerLink takes");
    }

    @Test
    void refusesAChainOrSeveralKeys() throws Exception {
        Identity own = TestIdentities.ed25519("own");
        write(own, own, TestIdentities.p256("issuer"));
        assertFails("more than one certificate");
        write(own, own);
        Files.writeString(file, PemIdentity.print(own) + PemIdentity.print(own));
        assertFails("more than one private key");
    }

    @Test
    void refusesACertificateOfAnotherKey() throws Exception {
        write(TestIdentities.ed25519("one"), TestIdentities.ed25519("two"));
        assertFails("not that of the private key");
        write(TestIdentities.p256("one"), TestIdentities.ed25519("two"));
        assertFails("not that of the private key");
    }

    @Test
    void processesThatStartAtOnceGetTheSameIdentity() throws Exception {
        Process[] processes = new Process[3];
        for (int i = 0; i < processes.length; i++) {
            processes[i] =
                    new ProcessBuilder(JavaProcess.command(home, ShowIdentity.class, profile))
                            .redirectErrorStream(true)
                            .start();
        }
        Set<String> ids = new HashSet<>();
        for (Process process : processes) {
            ids.add(new String(process.getInputStream().readAllBytes()).strip());
            assertTrue(process.waitFor(20, TimeUnit.SECONDS));
        }
        assertEquals(Set.of(IdentityStore.loadOrCreate(profile).id().text()), ids);
    }

    private void write(Identity key, Identity... certificates) throws Exception {
        PrivateFiles.makeDirectory(profile);
        StringWriter text = new StringWriter();
        try (PemWriter pem = new PemWriter(text)) {
            for (Identity certificate : certificates) {
                pem.writeObject(
                        new PemObject("CERTIFICATE", certificate.certificate().getEncoded()));
            }
            pem.writeObject(new PemObject("PRIVATE KEY", key.privateKey().getEncoded()));
        }
        PrivateFiles.write(file, text.toString().getBytes());
    }

    private IOException assertFails(String message) {
        IOException e = assertThrows(IOException.class, () -> IdentityStore.loadOrCreate(profile));
        assertTrue(e.getMessage().contains(message), e.getMessage());
        return e;
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
