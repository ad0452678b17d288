package peerlink.plugin.files.parts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.text.Normalizer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import peerlink.api.ProtocolViolationException;
import peerlink.plugin.files.wire.Manifest;
import peerlink.plugin.files.wire.ManifestEntry;

final class SafePathsTest {
    @Property(tries = 300)
    void anyPathsStayInTheFolderAndApart(@ForAll("paths") List<String> sent) {
        List<ManifestEntry> entries = new ArrayList<>();
        new LinkedHashSet<>(sent).forEach(path -> entries.add(ManifestEntry.file(path, 1)));
        Manifest manifest;
        try {
            manifest = Manifest.of(entries);
        } catch (ProtocolViolationException e) {
            return;
        }
        SafePaths paths = new SafePaths(manifest, FileSystems.getDefault());
        Path root = Path.of("/root");
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < entries.size(); i++) {
            Path place = root;
            for (String name : paths.names(i)) {
                place = place.resolve(name);
            }
            assertTrue(place.normalize().startsWith(root) && place.normalize().equals(place));
            assertEquals(paths.names(i).size(), place.getNameCount() - 1);
            assertTrue(
                    seen.add(
                            Normalizer.normalize(place.toString(), Normalizer.Form.NFC)
                                    .toLowerCase(Locale.ROOT)),
                    place::toString);
        }
    }

    @Provide
    Arbitrary<List<String>> paths() {
        Arbitrary<String> name =
                Arbitraries.of(
                        "a",
                        "A",
                        "..",
                        "a ",
                        "\u00e4",
                        "a\u0308",
                        "x\\y",
                        "y",
                        "con",
                        "CON.txt",
                        "...",
                        ".git",
                        "a.txt",
                        "A.TXT",
                        "a (1).txt",
                        "\u202e",
                        "/",
                        "\u001b",
                        "-rf",
                        "b".repeat(255),
                        "~");
        return name.list()
                .ofMinSize(1)
                .ofMaxSize(4)
                .map(names -> String.join("/", names))
                .list()
                .ofMaxSize(30);
    }

    @Example
    void asManyNamesAsThereMayBeThatAreTheSameTakeSeconds() throws Exception {
        List<ManifestEntry> entries = new ArrayList<>();
        for (int i = 0; i < Manifest.MAX_ENTRIES; i++) {
            StringBuilder name = new StringBuilder();
            for (int rest = i, place = 0; place < 4; place++, rest /= 20) {
                name.append((char) (1 + rest % 20));
            }
            entries.add(ManifestEntry.file(name.toString(), 0));
        }
        Manifest manifest = Manifest.of(entries);
        SafePaths paths =
                assertTimeoutPreemptively(
                        Duration.ofSeconds(20),
                        () -> new SafePaths(manifest, FileSystems.getDefault()));
        assertEquals(List.of("____"), paths.names(0));
        assertEquals(List.of("____ (65535)"), paths.names(65535));
    }

    @Example
    void namesThatAFileSystemTakesForTheSameGetNumbers() throws Exception {
        SafePaths paths =
                new SafePaths(
                        Manifest.of(
                                List.of(
                                        ManifestEntry.file("d/a.txt", 1),
                                        ManifestEntry.file("d/A.TXT", 1),
                                        ManifestEntry.file("D/a.txt", 1),
                                        ManifestEntry.folder(".hidden/.git"))),
                        FileSystems.getDefault());
        assertEquals(List.of("d", "a.txt"), paths.names(0));
        assertEquals(List.of("d", "A (1).TXT"), paths.names(1));
        assertEquals(List.of("D (1)", "a.txt"), paths.names(2));
        assertEquals(List.of("hidden", ".git"), paths.names(3));
    }
}
