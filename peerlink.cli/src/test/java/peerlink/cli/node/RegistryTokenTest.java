package peerlink.cli.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peerlink.cli.fixture.Surroundings;
import peerlink.cli.program.CliException;
import peerlink.cli.program.ExitCode;
import peerlink.registry.access.EnrolmentToken;

class RegistryTokenTest {
    private static final String ONE = "abcdefghijklmnopqrstuvwxyz234567";
    private static final String TWO = "zyxwvutsrqponmlkjihgfedcba765432";

    @TempDir Path folder;
    private Surroundings surroundings;
    private final NodeOptions options = new NodeOptions();

    @BeforeEach
    void prepare() {
        surroundings = new Surroundings(folder);
    }

    private Path file(String name, String content, String mode) throws IOException {
        Path file = folder.resolve(name);
        Files.writeString(file, content);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    private Optional<String> token() throws CliException {
        return ProgramSettings.resolve(options, surroundings.environment())
                .registryToken()
                .map(EnrolmentToken::text);
    }

    @Test
    void isThatOfTheOptionBeforeTheVariableBeforeTheSettings() throws Exception {
        assertEquals(Optional.empty(), token());
        Path profile =
                Files.createDirectories(surroundings.home().resolve("profiles").resolve("default"));
        Files.writeString(
                profile.resolve("config.toml"), "registry-token-file = \"../../../configured\"\n");
        file("configured", ONE, "rw-------");
        assertEquals(Optional.of(ONE), token());
        surroundings.variables.put("PEERLINK_REGISTRY_TOKEN", TWO);
        assertEquals(Optional.of(TWO), token());
        // as in the operator's own file
        options.registryTokenFile = file("given", "token " + ONE + "\r\nmore\n", "r--------");
        assertEquals(Optional.of(ONE), token());
    }

    @Test
    void isRefusedWhereOthersCanReadItAndNoMessageHasIt() throws Exception {
        String wrong = ONE.replace('a', '1');
        for (String content : List.of("", "\n" + ONE, wrong, ONE + " " + TWO, ONE.repeat(9))) {
            options.registryTokenFile = file("wrong", content, "rw-------");
            assertRefused("wrong: not a token: it has 26 to 128 characters of a-z and 2-7");
        }
        options.registryTokenFile = file("open", ONE, "rw-r-----");
        assertRefused("others can use the registry's token in ");
        options.registryTokenFile = folder.resolve("nowhere");
        assertRefused("the registry's token: no such file or folder: ");
        options.registryTokenFile = null;
        surroundings.variables.put("PEERLINK_REGISTRY_TOKEN", wrong);
        assertRefused("PEERLINK_REGISTRY_TOKEN: not a token");
    }

    private void assertRefused(String message) {
        CliException error = assertThrows(CliException.class, this::token);
        assertEquals(ExitCode.USAGE, error.exitCode());
        String said = error.getMessage() + error.hint();
        assertTrue(said.contains(message), said);
        assertFalse(said.contains("mnopq"), said);
    }
}
