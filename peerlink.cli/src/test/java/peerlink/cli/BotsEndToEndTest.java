package peerlink.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import peerlink.cli.fixture.Machine;
import peerlink.cli.fixture.Program;

/** The programs of docs/bots.md do what they are there for, as they are printed there. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BotsEndToEndTest {
    @TempDir Path folder;

    private Path file(String name) throws IOException {
        Path file = folder.resolve(name);
        Files.writeString(file, BotsGuide.program(name));
        return file;
    }

    @Test
    void theProgramsOfTheGuideWorkAsPrintedAndLoseNothingWhenTheyAreKilled() throws Exception {
        BotsGuide.require("python3", "bash", "jq");
        Machine machine = Machine.in(folder);
        Path token = folder.resolve("token");
        Files.writeString(token, "0123456789abcdef0123456789abcdef\n");
        Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
        Path echo = file("echo.py");
        Path shout = file("shout.sh");
        try (Program alice = machine.listen("alice", "--rpc-token-file", token.toString())) {
            try (Program bot = BotsGuide.start(machine, Map.of(), "python3", echo.toString())) {
                BotsGuide.awaitBot(machine);
                BotsGuide.say(machine, "one");
                BotsGuide.awaitText(alice, "you said: one");
                bot.kill();
                bot.waitForExit();
            }
            awaitNoNode(machine);
            BotsGuide.say(machine, "two");
            try (Program bot = BotsGuide.start(machine, Map.of(), "python3", echo.toString())) {
                BotsGuide.awaitText(
                        alice, "you said: two"); // it is the node, and outlives the other bot
                try (Program loud = BotsGuide.start(machine, Map.of(), "bash", shout.toString())) {
                    BotsGuide.awaitCursor(machine, "shout");
                    BotsGuide.say(machine, "three");
                    BotsGuide.awaitText(alice, "you said: three");
                    BotsGuide.awaitText(alice, "THREE");
                    loud.kill();
                    loud.waitForExit();
                }
                BotsGuide.say(machine, "four");
                BotsGuide.awaitText(alice, "you said: four");
                try (Program again = BotsGuide.start(machine, Map.of(), "bash", shout.toString())) {
                    BotsGuide.awaitText(alice, "FOUR");
                    assertTrue(again.isAlive());
                }
                cron(machine, alice);
                webhook(machine, alice);
                assertTrue(bot.isAlive());
            }
            try (Program contained =
                    BotsGuide.start(
                            machine,
                            Map.of(
                                    "TOKEN", token.toString(),
                                    "SOCKET",
                                            folder.resolve("home/profiles/alice/rpc/rpc.sock")
                                                    .toString()),
                            "python3",
                            file("contained.py").toString())) {
                assertEquals("contacts: bot\n", contained.waitForExit().out());
            }
            String all = alice.toString();
            for (String once : List.of("you said: one", "stand-up", "a/b: push by carol")) {
                String text = "\"text\":\"" + once + "\"";
                assertEquals(all.indexOf(text), all.lastIndexOf(text), "doubled: " + once);
            }
        }
    }

    /** Waits until the node that a killed bot was has ended. */
    private static void awaitNoNode(Machine machine) throws Exception {
        while (machine.run("status").status() == 0) {
            Thread.onSpinWait();
        }
    }

    private void cron(Machine machine, Program alice) throws Exception {
        String line = BotsGuide.program("morning.crontab").strip().replace("\"bob\"", "\"alice\"");
        String command = line.split(" ", 6)[5].replace("\\%", "%");
        for (int i = 0; i < 2; i++) {
            try (Program shell = BotsGuide.start(machine, Map.of(), "sh", "-c", command)) {
                assertEquals(0, shell.waitForExit().status());
            }
        }
        BotsGuide.awaitText(alice, "stand-up");
    }

    private void webhook(Machine machine, Program alice) throws Exception {
        Path secret = folder.resolve("secret");
        Files.writeString(secret, "hook\n");
        try (Program receiver =
                BotsGuide.start(
                        machine,
                        Map.of("SECRET", secret.toString(), "TO", "alice", "PORT", "0"),
                        "python3",
                        file("webhook.py").toString())) {
            String listening = receiver.waitForLine(line -> line.startsWith("listening on "));
            String port = listening.substring("listening on ".length());
            String body =
                    "{\"repository\":{\"full_name\":\"a/b\"},\"sender\":{\"login\":\"carol\"}}";
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec("hook".getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            String signature =
                    HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
            assertEquals(403, post(port, body, "sha256=" + "0".repeat(64)));
            assertEquals(202, post(port, body, "sha256=" + signature));
            BotsGuide.awaitText(alice, "a/b: push by carol");
            assertEquals(202, post(port, body, "sha256=" + signature));
        }
    }

    private static int post(String port, String body, String signature) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection)
                        URI.create("http://127.0.0.1:" + port + "/").toURL().openConnection();
        connection.setRequestMethod("POST");
        connection.setDoOutput(true);
        connection.setRequestProperty("X-Hub-Signature-256", signature);
        connection.setRequestProperty("X-GitHub-Event", "push");
        connection.setRequestProperty("X-GitHub-Delivery", "d-1");
        connection.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
        return connection.getResponseCode();
    }

    @Test
    void theUnitIsOneThatSystemdTakes() throws Exception {
        BotsGuide.require("systemd-analyze");
        Path unit = folder.resolve("echo.service");
        // python3 need not be where the unit has it
        Files.writeString(
                unit, BotsGuide.program("echo.service").replace("/usr/bin/python3", "/bin/sh"));
        Program.Result result =
                Program.run(Map.of(), Path.of("systemd-analyze"), "verify", unit.toString());
        assertFalse(
                (result.out() + result.err()).contains(unit.getFileName().toString()),
                result::toString);
    }
}
