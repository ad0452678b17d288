package peerlink.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peerlink.cli.fixture.PrintedJson;
import peerlink.cli.fixture.Surroundings;
import peerlink.cli.local.PluginSdk;
import peerlink.cli.program.CliException;
import tools.jackson.databind.JsonNode;

final class PluginSdkCommandTest {
    @TempDir Path folder;

    @Test
    void theJarsAndTheirSourcesAreWrittenOutAndReplaceOlderOnes() throws Exception {
        Path jars = Files.createDirectories(folder.resolve("image/sdk"));
        Files.writeString(jars.resolve("a.jar"), "new");
        Files.createDirectory(jars.resolve("sources"));
        Files.writeString(jars.resolve("sources/a-sources.jar"), "source");
        Path to = Files.createDirectory(folder.resolve("to"));
        Files.writeString(to.resolve("a.jar"), "old");
        Surroundings surroundings = new Surroundings(folder);
        PluginSdkCommand command =
                new PluginSdkCommand(surroundings.environment(), new PluginSdk(jars));
        command.folder = to;

        assertEquals(0, command.call());
        assertEquals("new", Files.readString(to.resolve("a.jar")));
        assertEquals("source", Files.readString(to.resolve("sources/a-sources.jar")));
        assertEquals(
                to.resolve("a.jar") + "\n" + to.resolve("sources/a-sources.jar") + "\n",
                surroundings.out());

        command.json = true;
        assertEquals(0, command.call());
        JsonNode told =
                PrintedJson.checked(
                        "pluginSdk", surroundings.out().lines().skip(2).findFirst().orElseThrow());
        assertEquals(to.toString(), told.path("folder").asString());
        assertEquals(to.resolve("a.jar").toString(), told.path("files").path(0).asString());
        assertEquals(2, told.path("files").size());
    }

    @Test
    void aProgramWithoutThemSaysSo() {
        PluginSdkCommand command =
                new PluginSdkCommand(
                        new Surroundings(folder).environment(),
                        new PluginSdk(folder.resolve("nowhere")));
        command.folder = folder.resolve("to");

        assertEquals(
                "no jars for authors of plugins: " + folder.resolve("nowhere") + " is missing",
                assertThrows(CliException.class, command::call).getMessage());
    }
}
