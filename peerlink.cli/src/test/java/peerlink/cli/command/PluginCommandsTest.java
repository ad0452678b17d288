package peerlink.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import peerlink.cli.local.CommandRecord;

/** Describes the commands of the image's own plugins as these do. */
class PluginCommandsTest {
    @Test
    void theCommandsOfTheImageHaveTheWordsOfTheirPlugins() throws IOException {
        String sources = sources("../plugins/files") + sources("../plugins/history");
        List<String> missing =
                PluginCommands.ROWS_OF_IMAGE.stream()
                        .flatMap(
                                row ->
                                        Stream.concat(
                                                Stream.of(row.summary(), row.usage()),
                                                row.details().stream()))
                        .filter(text -> !sources.contains('"' + text + '"'))
                        .toList();
        assertEquals(List.of(), missing);
    }

    @Test
    void noSummaryIsCut() {
        List<String> long60 =
                PluginCommands.ROWS_OF_IMAGE.stream()
                        .map(CommandRecord.Row::summary)
                        .filter(summary -> summary.length() > 60)
                        .toList();
        assertEquals(List.of(), long60);
    }

    private static String sources(String plugin) throws IOException {
        try (Stream<Path> files = Files.walk(Path.of(plugin, "src", "main", "java"))) {
            return files.filter(file -> file.toString().endsWith("Command.java"))
                    .map(PluginCommandsTest::text)
                    .collect(Collectors.joining());
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
