package peerlink.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import peerlink.cli.fixture.Machine;
import peerlink.cli.fixture.Program;

/**
 * The crontab and the container of docs/bots.md do what they are there for, run by cron and podman
 * themselves: each in name spaces of its own, which are gone with the test. So it takes root.
 *
 * <p>No systemd is started here: as root it takes over the machine's control groups, moves all
 * processes into one of its own, and limits their number, whatever name space of files it is in.
 */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BotsJobsEndToEndTest {
    @TempDir Path folder;

    private static void requireRoot() throws Exception {
        Program.Result mounted =
                Program.run(
                        Map.of(),
                        Path.of("unshare"),
                        "--mount",
                        "--pid",
                        "--fork",
                        "--mount-proc",
                        "mount",
                        "-t",
                        "tmpfs",
                        "none",
                        "/run");
        if (mounted.status() != 0) {
            System.err.println("NOT TESTED: the jobs of docs/bots.md, which take root");
        }
        assumeTrue(mounted.status() == 0, "SKIPPED: not root, or not Linux");
    }

    /** Starts a script in name spaces of its own. All that it starts ends with it. */
    private Program script(Machine machine, Map<String, String> more, String script)
            throws IOException {
        Path file = folder.resolve("script.sh");
        Files.writeString(file, "set -e\n" + script);
        return BotsGuide.start(
                machine,
                more,
                "unshare",
                "--mount",
                "--pid",
                "--fork",
                "--kill-child",
                "--mount-proc",
                "sh",
                file.toString());
    }

    @Test
    void cronRunsTheLineAsPrinted() throws Exception {
        BotsGuide.require("cron");
        requireRoot();
        Machine machine = Machine.in(folder);
        Path tables = Files.createDirectories(folder.resolve("crontabs"));
        String line = BotsGuide.program("morning.crontab").strip().replace("\"bob\"", "\"alice\"");
        Map<String, String> variables = new HashMap<>(machine.environment());
        variables.put("PATH", Program.launcher().getParent() + ":/usr/bin:/bin");
        variables.put("PEERLINK_NAME", "bot");
        Path table = tables.resolve("root");
        Files.writeString(
                table,
                variables.entrySet().stream()
                                .map(one -> "%s=%s%n".formatted(one.getKey(), one.getValue()))
                                .collect(Collectors.joining())
                        + line
                        + "\n@reboot " // the same command now, in the place of seven o'clock
                        + line.split(" ", 6)[5]
                        + "\n");
        Files.setPosixFilePermissions(table, PosixFilePermissions.fromString("rw-------"));
        String cron =
                """
                mount -t tmpfs none /run
                mount -t tmpfs none /etc/cron.d
                mount --bind /dev/null /etc/crontab
                mount --bind %s /var/spool/cron/crontabs
                exec cron -f
                """
                        .formatted(tables);
        try (Program alice = machine.listen("alice")) {
            try (Program running = script(machine, Map.of(), cron)) {
                BotsGuide.awaitText(alice, "stand-up");
                assertTrue(running.isAlive());
            }
        }
    }

    @Test
    void aContainerOfAnotherUserSpeaksByTheTokenAsPrinted() throws Exception {
        BotsGuide.require("podman", "crun", "/usr/bin/python3");
        requireRoot();
        Path home = Files.createDirectories(folder.resolve("user"));
        Map<String, String> environment = new HashMap<>(Machine.in(folder).environment());
        environment.put("HOME", home.toString());
        // where the guide's commands have it
        environment.put("PEERLINK_HOME", home.resolve(".local/share/peerlink").toString());
        Machine machine = new Machine(Map.copyOf(environment));
        Path token = home.resolve("peerlink-token");
        Files.writeString(token, "0123456789abcdef0123456789abcdef\n");
        Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
        Files.writeString(folder.resolve("contained.py"), BotsGuide.program("contained.py"));
        // no registry of images is in reach: Python is this machine's, with its libraries
        String container =
                """
                umount -l -R /sys/fs/cgroup && mount -t cgroup2 none /sys/fs/cgroup
                cd %1$s
                mkdir -p image/bin image/tmp image/usr
                ln -s usr/lib image/lib
                ln -s usr/lib64 image/lib64
                ln -s /usr/bin/python3 image/bin/python
                tar -C image -cf image.tar .
                podman() {
                  command=$1
                  shift
                  [ "$command" != run ] || set -- --pull=never --cgroups=disabled --network=host \
                    --ulimit=nofile=1024:1024 --ulimit=nproc=1024:1024 --user=65534:65534 -v /usr:/usr:ro "$@"
                  command podman --events-backend=file --root=%1$s/store --runroot=%1$s/run \
                    --storage-driver=vfs --cgroup-manager=cgroupfs "$command" "$@"
                }
                podman import image.tar python:3
                """
                        .formatted(folder);
        try (Program listen = machine.start("listen", "--json", "--rpc-token-file", "" + token);
                Program bob = machine.listen("bob")) {
            listen.waitForLine(line -> line.contains("\"event\":\"ready\""));
            bob.waitForLine(line -> line.contains("\"event\":\"ready\""));
            Program.Result hello = machine.run("send", "bob", "hello");
            assertEquals(0, hello.status(), hello::toString);
            try (Program podman =
                    script(
                            machine,
                            Map.of(),
                            container + BotsGuide.commands("podman secret create"))) {
                Program.Result result = podman.waitForExit();
                assertEquals(0, result.status(), podman::toString);
                assertTrue(result.out().endsWith("contacts: bob\n"), podman::toString);
            }
        }
    }
}
