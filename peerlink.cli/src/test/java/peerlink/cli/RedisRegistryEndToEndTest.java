package peerlink.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peerlink.cli.fixture.Machine;
import peerlink.cli.fixture.Program;
import peerlink.plugin.registry.redis.testing.RedisProcess;

/**
 * Runs two registries of the image over one Redis, with the plugin in the folder that
 * docs/registry-redis.md names.
 */
class RedisRegistryEndToEndTest {
    private static final Path PLUGIN =
            Path.of("..", "plugins", "registry-redis", "target", "registry-redis");

    @TempDir Path folder;
    private Machine machine;

    @BeforeEach
    void installPlugin() throws Exception {
        RedisProcess.assumeInstalled();
        machine = Machine.in(folder);
        Path home = Path.of(machine.environment().get("PEERLINK_HOME"));
        Path installed = Files.createDirectories(home.resolve("plugins").resolve("registry-redis"));
        try (Stream<Path> jars = Files.list(PLUGIN)) {
            for (Path jar : jars.toList()) {
                Files.copy(jar, installed.resolve(jar.getFileName()));
            }
        }
    }

    private Program registry(String store, String data) throws IOException {
        return machine.start(
                "registry",
                "--listen=127.0.0.1:0",
                "--admin=off",
                "--store=" + store,
                "--data=" + folder.resolve(data));
    }

    private static String place(Program registry) throws InterruptedException {
        return registry.waitForLine(line -> line.startsWith("--registry ")).split(" ")[1];
    }

    @Test
    void aPeerRegisteredAtOneIsFoundAtTheOther() throws Exception {
        try (RedisProcess redis =
                        RedisProcess.start(Machine.freePort(), List.of("--appendonly", "yes"));
                Program first = registry("redis://" + redis.hostAndPort(), "first");
                Program second = registry("redis://" + redis.hostAndPort(), "second")) {
            String there = place(first);
            String here = place(second);
            try (Program bob = machine.listen("bob", "--registry", there)) {
                Program.Result sent =
                        machine.run(
                                "send",
                                "--profile=alice",
                                "--registry=" + here,
                                "bob",
                                "hello over redis");
                assertEquals(0, sent.status(), sent::toString);
                bob.waitForLine(line -> line.contains("hello over redis"));
            }
        }
    }

    @Test
    void aConfigurationThatTheStoreCannotTakeIsToldBeforeItRuns() throws Exception {
        String gone = "redis://127.0.0.1:" + Machine.freePort() + "?timeout=500";
        Program.Result away = machine.run("registry", "--check-config", "--store", gone);
        assertEquals(0, away.status(), away::toString);
        assertTrue(
                away.err().startsWith("peerlink: the store can't be used now: redis at 127.0.0.1:"),
                away::toString);
        Program.Result unknown =
                machine.run("registry", "--check-config", "--store", gone + "&replcas=1");
        assertEquals(2, unknown.status(), unknown::toString);
        assertTrue(
                unknown.err().startsWith("peerlink: this store has no setting 'replcas'"),
                unknown::toString);
        Program.Result noFile =
                machine.run(
                        "registry",
                        "--check-config",
                        "--store",
                        "rediss://127.0.0.1?ca=" + folder.resolve("no-ca.pem"));
        assertEquals(2, noFile.status(), noFile::toString);
        assertTrue(noFile.err().contains("no-ca.pem"), noFile::toString);
    }
}
