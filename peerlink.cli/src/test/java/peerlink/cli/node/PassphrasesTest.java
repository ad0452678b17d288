package peerlink.cli.node;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peerlink.cli.fixture.Machine;
import peerlink.cli.fixture.Surroundings;
import peerlink.core.identity.IdentityStore;
import peerlink.core.identity.Passphrase;

/** Protects keys with passphrases, through the commands. */
class PassphrasesTest {
    @TempDir Path folder;
    private Surroundings surroundings;
    private Path profile;
    private Path key;

    @BeforeEach
    void makeSurroundings() throws Exception {
        surroundings = fresh();
        profile = surroundings.home().resolve("profiles/default");
        key = profile.resolve("identity.pem");
    }

    private Surroundings fresh() throws Exception {
        Surroundings made = new Surroundings(folder);
        made.variables.put("PEERLINK_LOCAL_REGISTRY", "127.0.0.1:" + Machine.freePort());
        return made;
    }

    private void protect(String passphrase) throws Exception {
        IdentityStore.protect(
                profile,
                _ -> new Passphrase("none".toCharArray()),
                _ -> new Passphrase(passphrase.toCharArray()));
    }

    private Path file(String content, String mode) throws Exception {
        Path file = Files.createTempFile(folder, "passphrase", "");
        Files.writeString(file, content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
        return file;
    }

    private void fails(String error, String hint, String... arguments) {
        int exitCode = surroundings.run(arguments);
        assertEquals(
                "peerlink: "
                        + error
                        + "\n"
                        + (hint.isEmpty() ? "" : "hint: " + hint.replace("\n", "\nhint: ") + "\n"),
                surroundings.err());
        assertEquals(6, exitCode);
        assertEquals("", surroundings.out());
    }

    @Test
    void aPassphraseIsAskedForTwiceWhenItIsSetAndOnceFromThenOn() throws Exception {
        surroundings.typing("secret", "secret");
        assertEquals(0, surroundings.run("id", "--set-passphrase"), surroundings.err());
        assertTrue(Files.readString(key).startsWith("-----BEGIN ENCRYPTED PRIVATE KEY-----"));
        assertFalse(surroundings.err().contains("secret"), surroundings.err());

        surroundings = fresh().typing("secret");
        assertEquals(0, surroundings.run("id"), surroundings.err());
        assertEquals(0, surroundings.untyped());
        assertTrue(
                surroundings.out().contains("\nkey     protected by a passphrase\n"),
                surroundings.out());
        surroundings = fresh().typing("secret");
        assertEquals(0, surroundings.run("id", "--json"), surroundings.err());
        assertTrue(surroundings.out().contains("\"protected\":true"), surroundings.out());

        surroundings = fresh().typing("secret", "other", "other");
        assertEquals(0, surroundings.run("id", "--set-passphrase"), surroundings.err());
        surroundings = fresh().typing("other");
        assertEquals(0, surroundings.run("id", "--remove-passphrase"), surroundings.err());
        surroundings = fresh();
        assertEquals(0, surroundings.run("id"), surroundings.err());
        assertTrue(surroundings.out().contains("\nkey     no passphrase\n"), surroundings.out());
    }

    @Test
    void twoThatDifferAreNotSet() {
        surroundings.typing("one", "two");
        fails(
                "the two passphrases differ; nothing has changed",
                "peerlink id --set-passphrase",
                "id",
                "--set-passphrase");
        assertFalse(Files.exists(key));
    }

    @Test
    void anEmptyOneIsNotSet() {
        surroundings.typing("");
        fails(
                "the passphrase is empty",
                "to have none:\npeerlink id --remove-passphrase",
                "id",
                "--set-passphrase");
        assertFalse(Files.exists(key));
    }

    @Test
    void aWrongOneIsSixAndChangesNothing() throws Exception {
        protect("right");
        byte[] before = Files.readAllBytes(key);
        surroundings.variables.put("PEERLINK_PASSPHRASE", "wrong");
        Path backup = folder.resolve("backup");
        for (List<String> command :
                List.of(
                        List.of("id"),
                        List.of("id", "--set-passphrase"),
                        List.of("id", "--remove-passphrase"),
                        List.of("id", "--export", backup.toString()))) {
            Surroundings again = fresh();
            again.variables.put("PEERLINK_PASSPHRASE", "wrong");
            surroundings = again;
            fails(
                    "wrong passphrase for the key in " + key + "; nothing has changed",
                    "",
                    command.toArray(String[]::new));
        }
        assertArrayEquals(before, Files.readAllBytes(key));
        assertFalse(Files.exists(backup));
    }

    @Test
    void everyCommandThatNeedsTheKeySaysHowToGiveThePassphrase() throws Exception {
        protect("right");
        Path registry = surroundings.home().resolve("registry");
        IdentityStore.protect(
                registry,
                _ -> new Passphrase("none".toCharArray()),
                _ -> new Passphrase("right".toCharArray()));
        for (String command :
                List.of(
                        "id",
                        "peers",
                        "send bob hi",
                        "listen",
                        "contacts",
                        "contacts block bob",
                        "why bob",
                        "verify bob",
                        "registry")) {
            surroundings = fresh();
            fails(
                    "no terminal to ask for the passphrase for the key in "
                            + (command.equals("registry") ? registry.resolve("identity.pem") : key),
                    "from the first line of a file that you alone can read:\npeerlink "
                            + command
                            + " --passphrase-file passphrase.txt",
                    command.split(" "));
        }
    }

    @Test
    void aFileComesBeforeTheVariableAndTheVariableBeforeTheTerminal() throws Exception {
        protect("pässword");
        surroundings.typing("wrong").variables.put("PEERLINK_PASSPHRASE", "wrong");
        Path right = file("pässword\r\nanother line\n", "rw-------");
        assertEquals(
                0,
                surroundings.run("id", "--passphrase-file", right.toString()),
                surroundings.err());
        surroundings = fresh().typing("wrong");
        surroundings.variables.put("PEERLINK_PASSPHRASE", "pässword");
        assertEquals(0, surroundings.run("id"), surroundings.err());
        assertEquals(1, surroundings.untyped());
    }

    @Test
    void aPassphraseFileThatIsNoneIsSix() throws Exception {
        protect("right");
        Path open = file("right\n", "rw-r--r--");
        fails(
                "others can read the passphrase in %s (mode rw-r--r--): chmod 600 '%s'"
                        .formatted(open, open),
                "",
                "id",
                "--passphrase-file",
                open.toString());
        Path empty = file("\n", "rw-------");
        surroundings = fresh();
        fails(empty + ": the passphrase is empty", "", "id", "--passphrase-file", empty.toString());
        Path endless = file("x".repeat(5000), "rw-------");
        surroundings = fresh();
        fails(
                endless + ": the passphrase is too long",
                "",
                "id",
                "--passphrase-file",
                endless.toString());
        surroundings = fresh();
        fails(
                "there is no passphrase file " + folder.resolve("none"),
                "",
                "id",
                "--passphrase-file",
                folder.resolve("none").toString());
    }

    @Test
    void scriptsSetAndChangeItWithFiles() throws Exception {
        Path one = file("one\n", "rw-------");
        Path two = file("two\n", "rw-------");
        assertEquals(
                0,
                surroundings.run("id", "--set-passphrase", "--passphrase-file", one.toString()),
                surroundings.err());
        assertEquals(
                0,
                surroundings.run(
                        "id",
                        "--set-passphrase",
                        "--passphrase-file",
                        one.toString(),
                        "--new-passphrase-file",
                        two.toString()),
                surroundings.err());
        assertEquals(
                0, surroundings.run("id", "--passphrase-file", two.toString()), surroundings.err());
    }

    @Test
    void oneThatIsGivenAtTheFirstStartProtectsTheKey() throws Exception {
        surroundings.variables.put("PEERLINK_PASSPHRASE", "secret");
        assertEquals(0, surroundings.run("id"), surroundings.err());
        assertTrue(IdentityStore.isProtected(profile));
    }

    @Test
    void oneThatIsGivenForNothingIsToldOf() {
        surroundings.run("id");
        surroundings.variables.put("PEERLINK_PASSPHRASE", "secret");
        assertEquals(0, surroundings.run("id"));
        assertEquals(
                "warning: a passphrase is given, but none protects the key: peerlink id"
                        + " --set-passphrase\n",
                surroundings.err());
    }

    @Test
    void anIdentityMovesToAnotherHome() throws Exception {
        surroundings.run("id", "--json");
        String id = surroundings.out();
        Path backup = folder.resolve("backup");
        surroundings = fresh().typing("moving", "moving");
        assertEquals(0, surroundings.run("id", "--export", backup.toString()), surroundings.err());
        assertTrue(surroundings.err().endsWith(" encrypted, to " + backup + "\n"));

        String elsewhere = folder.resolve("elsewhere").toString();
        surroundings = fresh().typing("wrong");
        fails(
                "wrong passphrase for the backup "
                        + backup
                        + ", or it has been changed; nothing has changed here",
                "",
                "id",
                "--home",
                elsewhere,
                "--import",
                backup.toString());
        assertFalse(Files.exists(Path.of(elsewhere)));

        surroundings = fresh().typing("moving");
        assertEquals(
                0,
                surroundings.run("id", "--home", elsewhere, "--import", backup.toString()),
                surroundings.err());
        surroundings = fresh();
        assertEquals(0, surroundings.run("id", "--json", "--home", elsewhere), surroundings.err());
        assertEquals(id, surroundings.out());
    }

    @Test
    void oneThingAtATime() {
        assertEquals(2, surroundings.run("id", "--set-passphrase", "--export", "file"));
        assertEquals(2, surroundings.run("id", "--new-passphrase-file", "file"));
        assertEquals(
                2, surroundings.run("id", "--remove-passphrase", "--new-passphrase-file", "file"));
        assertFalse(Files.exists(key));
    }

    /** A service manager puts it into a folder of the service alone. */
    @Test
    void theCredentialOfAServiceOpensTheKeyUnlessOthersCanReadIt() throws Exception {
        assertEquals(0, surroundings.run("id"), surroundings.err());
        protect("secret");
        Path credentials = Files.createDirectory(folder.resolve("credentials"));
        Path credential = Files.writeString(credentials.resolve("passphrase"), "secret\n");
        Files.setPosixFilePermissions(credential, PosixFilePermissions.fromString("r--------"));
        surroundings = fresh();
        surroundings.variables.put("CREDENTIALS_DIRECTORY", credentials.toString());
        assertEquals(0, surroundings.run("id"), surroundings.err());

        Files.setPosixFilePermissions(credential, PosixFilePermissions.fromString("r--r--r--"));
        surroundings = fresh();
        surroundings.variables.put("CREDENTIALS_DIRECTORY", credentials.toString());
        assertEquals(6, surroundings.run("id"));
        assertTrue(
                surroundings.err().startsWith("peerlink: others can read the passphrase in "),
                surroundings.err());
    }
}
