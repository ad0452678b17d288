package peerlink.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peerlink.cli.fixture.Machine;
import peerlink.cli.fixture.Program;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Runs {@code peerlink registry} from the image as an operator does. */
class RegistryEndToEndTest {
    @TempDir Path folder;
    private Machine machine;
    private int admin;

    @BeforeEach
    void makeMachine() throws Exception {
        machine = Machine.in(folder);
        admin = Machine.freePort();
    }

    private record Page(int status, String body) {}

    private Page get(String path) {
        try {
            var http =
                    (HttpURLConnection)
                            URI.create("http://127.0.0.1:" + admin + path).toURL().openConnection();
            int status = http.getResponseCode();
            try (InputStream in = status < 400 ? http.getInputStream() : http.getErrorStream()) {
                return new Page(status, new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + Program.DEADLINE.toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, "has not come about: " + what);
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private static String place(Program registry) throws InterruptedException {
        return registry.waitForLine(line -> line.startsWith("--registry ")).split(" ")[1];
    }

    @Test
    void tellsItsOperatorHowItIsAndEndsInOrder() throws Exception {
        try (Program registry =
                machine.start("registry", "--admin", "127.0.0.1:" + admin, "--log", "json")) {
            String place = place(registry);
            assertEquals(new Page(200, "ok\n"), get("/livez"));
            assertEquals(new Page(200, "ok\n"), get("/healthz"));
            try (Program bob = machine.listen("bob", "--registry", place)) {
                await(
                        "bob's lease among the metrics",
                        () -> get("/metrics").body().contains("\npeerlink_registry_leases 1\n"));
                String page = get("/").body();
                assertTrue(page.contains("<title>ok · 1 leases · PeerLink registry</title>"), page);
                assertTrue(page.contains("<dd>0.1.0</dd>"), page);
                assertFalse(page.contains("bob"), page);
                bob.terminate();
                bob.waitForExit();
            }
            registry.terminate();
            Program.Result ended = registry.waitForExit();
            assertEquals(0, ended.status(), ended::toString);
            List<JsonNode> log = ended.err().lines().map(JsonMapper.shared()::readTree).toList();
            assertEquals("started", log.getFirst().get("event").asString());
            assertEquals("http://127.0.0.1:" + admin + "/", log.getFirst().get("admin").asString());
            assertTrue(
                    log.stream().anyMatch(line -> line.get("event").asString().equals("draining")));
            assertEquals("ended", log.getLast().get("event").asString());
        }
    }

    @Test
    void checksItsConfigurationWithoutRunning() throws Exception {
        Path file =
                Files.writeString(
                        folder.resolve("registry.toml"),
                        "listen = \"192.0.2.1:7777\"\nadmin = \"off\"\nmax-connections = 500\n");
        Program.Result good =
                machine.run("registry", "--check-config", "--config", file.toString());
        assertEquals(0, good.status(), good::toString);
        assertTrue(good.out().contains("max-connections = 500   # " + file), good.out());

        Files.writeString(file, "max-conections = 500\n");
        Program.Result bad = machine.run("registry", "--check-config", "--config", file.toString());
        assertEquals(
                new Program.Result(
                        2,
                        "",
                        "peerlink: %s: unknown key 'max-conections'\nhint: perhaps max-connections; all, as options:\nhint: peerlink registry --help\n"
                                .formatted(file)),
                bad);
        assertEquals(2, machine.run("registry", "--config", file.toString()).status());
    }

    @Test
    void takesThosePeersAloneThatAreListedAndSeesTheListChange() throws Exception {
        Path list = Files.writeString(folder.resolve("allowed"), "# nobody yet\n");
        try (Program registry =
                machine.start(
                        "registry", "--allow", list.toString(), "--admin", "127.0.0.1:" + admin)) {
            String place = place(registry);
            try (Program bob =
                    machine.start("listen", "--json", "--profile", "bob", "--registry", place)) {
                await(
                        "bob is refused",
                        () ->
                                get("/metrics")
                                        .body()
                                        .contains("refusals_total{code=\"not-allowed\"}"));
                String id = machine.run("id", "--profile", "bob").out().lines().toList().get(1);
                Files.writeString(list, id.replaceFirst("id +", "") + "   # bob\n");
                await(
                        "bob's lease",
                        () -> get("/metrics").body().contains("\npeerlink_registry_leases 1\n"));
                assertTrue(bob.toString().contains("listed"), bob::toString);
            }
        }
    }

    @Test
    void anAdminPortThatIsTakenIsAnErrorIfItWasAskedFor() throws Exception {
        try (Program first =
                machine.start("registry", "--listen=127.0.0.1:0", "--admin=127.0.0.1:" + admin)) {
            place(first);
            Program.Result second =
                    machine.run(
                            "registry",
                            "--listen=127.0.0.1:0",
                            "--data=" + folder.resolve("second"),
                            "--admin=127.0.0.1:" + admin);
            assertEquals(1, second.status(), second::toString);
            assertTrue(
                    second.err()
                            .contains(
                                    "peerlink: can't listen on 127.0.0.1:%d for --admin: address already in use\n"
                                            .formatted(admin)),
                    second::toString);
            assertFalse(second.err().contains("draining"), "it never began");
        }
    }
}
