package peerlink.core.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import peerlink.core.fixture.JavaProcess;

class PluginCopiesTest {
    @TempDir Path parent;
    @TempDir Path home;

    @Test
    void nothingIsLeftWhenTheyAreClosed() throws IOException {
        PluginCopies copies = PluginCopies.in(parent);
        Files.writeString(copies.next().resolve("a.jar"), "a");
        Files.writeString(copies.next().resolve("a.jar"), "b");
        copies.close();
        assertEquals(List.of(), files());
    }

    @Test
    void theFolderOfAKilledProcessIsRemovedByTheNext() throws Exception {
        Process other = other();
        List<Path> used = files();
        assertEquals(1, used.size());
        PluginCopies.in(parent).close();
        assertEquals(used, files(), "the other one uses it still");
        other.destroyForcibly().waitFor();
        PluginCopies.in(parent).close();
        assertEquals(List.of(), files());
    }

    @Test
    void twoInOneProcessLeaveEachOtherAlone() throws Exception {
        PluginCopies first = PluginCopies.in(parent);
        Path copy = Files.writeString(first.next().resolve("a.jar"), "a");
        PluginCopies.in(parent).close();
        assertTrue(Files.exists(copy));
        Process other = other();
        assertTrue(Files.exists(copy), "its lock holds for other processes too");
        other.outputWriter().close();
        assertEquals(0, other.waitFor());
        first.close();
        assertEquals(List.of(), files());
    }

    @Test
    void aLinkAndAFolderWithoutALockAreLeftAlone() throws IOException {
        Path elsewhere = privateFolder("elsewhere");
        Files.writeString(elsewhere.resolve("lock"), "");
        Path link = Files.createSymbolicLink(parent.resolve("peerlink-plugins-1-a"), elsewhere);
        Path fresh = privateFolder("peerlink-plugins-1-b");
        PluginCopies.in(parent).close();
        assertTrue(Files.exists(elsewhere.resolve("lock")));
        assertTrue(Files.isSymbolicLink(link));
        assertTrue(Files.exists(fresh));
    }

    /**
     * Another user who can write to one may change it while it is removed, and lead the removal
     * elsewhere.
     */
    @Test
    void aFolderThatOthersCanUseIsLeftAlone() throws IOException {
        Path open = privateFolder("peerlink-plugins-1-a");
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
        Path lock = Files.writeString(open.resolve("lock"), "");
        PluginCopies.in(parent).close();
        assertTrue(Files.exists(lock));
    }

    @Test
    void aFolderOfAnotherUserIsLeftAlone() throws IOException {
        Path anothers = privateFolder("peerlink-plugins-1-a");
        Path lock = Files.writeString(anothers.resolve("lock"), "");
        assumeTrue(Files.getOwner(parent).getName().equals("root"), "only root gives files away");
        Files.setOwner(
                anothers,
                parent.getFileSystem()
                        .getUserPrincipalLookupService()
                        .lookupPrincipalByName("nobody"));
        PluginCopies.in(parent).close();
        assertTrue(Files.exists(lock));
    }

    /** To open a pipe without a reader takes for ever. */
    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aLockThatIsAPipeHoldsUpNobody() throws Exception {
        Path pipe = privateFolder("peerlink-plugins-1-a").resolve("lock");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        PluginCopies.in(parent).close();
        assertTrue(Files.exists(pipe));
    }

    @Test
    void aParentThatCanNotBeListedServesAsWell() throws IOException {
        Files.setPosixFilePermissions(parent, PosixFilePermissions.fromString("-wx------"));
        try {
            PluginCopies copies = PluginCopies.in(parent);
            assertTrue(Files.exists(copies.next()));
            copies.close();
        } finally {
            Files.setPosixFilePermissions(parent, PosixFilePermissions.fromString("rwx------"));
        }
        assertEquals(List.of(), files());
    }

    @Test
    void theTargetsOfLinksAreNotRemoved() throws IOException {
        Path precious = Files.writeString(parent.resolve("precious"), "");
        PluginCopies copies = PluginCopies.in(parent);
        Files.createSymbolicLink(copies.next().resolve("a.jar"), precious);
        copies.close();
        assertTrue(Files.exists(precious));
        assertFalse(files().stream().anyMatch(file -> !file.equals(precious)));
    }

    private Path privateFolder(String name) throws IOException {
        return Files.createDirectory(
                parent.resolve(name),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(parent)) {
            return files.sorted().toList();
        }
    }

    /** Starts a process that has made a folder and uses it until its input ends. */
    private Process other() throws IOException {
        Process process =
                new ProcessBuilder(JavaProcess.command(home, UsesCopies.class, parent))
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        assertEquals("open", process.inputReader().readLine());
        return process;
    }
}
