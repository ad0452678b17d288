package peerlink.plugin.files.basis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import peerlink.api.Printable;

final class SafeNameTest {
    private static final Path FOLDER = Path.of("/home/bob/received");

    @Property(tries = 3000)
    void anyNameIsMadeOneHarmlessComponent(@ForAll("hostile") String name) {
        String safe = SafeName.of(name);
        assertSafe(safe);
        assertSafe(SafeName.numbered(safe, 999));
        assertSafe(SafeName.ascii(safe));
        assertEquals(safe, SafeName.of(safe), "twice changes nothing more");
        assertTrue(SafeName.ascii(safe).chars().allMatch(c -> c >= ' ' && c < 0x7f));
        Path path = FOLDER.resolve(safe);
        assertEquals(FOLDER, path.normalize().getParent());
        assertEquals(safe, path.getFileName().toString());
    }

    private static void assertSafe(String name) {
        assertFalse(name.isEmpty());
        assertTrue(name.getBytes(StandardCharsets.UTF_8).length <= 255, name);
        assertTrue(name.chars().noneMatch(c -> "/\\:*?\"<>|".indexOf(c) >= 0), name);
        assertEquals(Printable.line(name), name);
        assertFalse(name.startsWith(".") || name.startsWith("-") || name.startsWith(" "), name);
        assertFalse(name.endsWith(".") || name.endsWith(" "), name);
        assertFalse(name.matches("(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\\..*)?"), name);
    }

    @Provide
    Arbitrary<String> hostile() {
        Arbitrary<String> pieces =
                Arbitraries.of(
                        "..",
                        ".",
                        "/",
                        "\\",
                        "con",
                        "NUL",
                        "com1",
                        "lpt9",
                        "\u0000",
                        "\n",
                        "\u001b[2J",
                        "\u202e",
                        "\u200d",
                        "\ud83d",
                        "\ud83d\ude00",
                        "ä",
                        " ",
                        "-rf",
                        "~",
                        ":",
                        "C:",
                        ".txt",
                        ".tar.gz",
                        "a",
                        "\u3000",
                        "%2f",
                        "x".repeat(120),
                        "ü".repeat(119));
        return Arbitraries.oneOf(
                pieces.list().ofMaxSize(8).map(list -> String.join("", list)),
                Arbitraries.strings().ofMaxLength(400));
    }

    @Example
    void ordinaryNamesStay() {
        for (String name :
                new String[] {
                    "report.pdf",
                    "Bericht März.pdf",
                    "a.tar.gz",
                    "Makefile",
                    "日本語.txt",
                    "a (1).txt",
                    "console.log",
                    "😀.png"
                }) {
            assertEquals(name, SafeName.of(name));
        }
    }

    @Example
    void hostileNamesBecomeHarmless() {
        Map.ofEntries(
                        Map.entry("../../etc/passwd", "passwd"),
                        Map.entry("..\\..\\boot.ini", "boot.ini"),
                        Map.entry("/", "file"),
                        Map.entry("..", "file"),
                        Map.entry("\u3164\u2800", "file"),
                        Map.entry("", "file"),
                        Map.entry("dir/", "dir"),
                        Map.entry(".bashrc", "bashrc"),
                        Map.entry("-rf", "_-rf"),
                        Map.entry("NUL.txt", "_NUL.txt"),
                        Map.entry("com1", "_com1"),
                        Map.entry("COM¹.log", "_COM¹.log"),
                        Map.entry("a:stream", "a_stream"),
                        Map.entry("evil\u202efdp.exe", "evil_fdp.exe"),
                        Map.entry("two\nlines", "two_lines"),
                        Map.entry("trailing. . .", "trailing"))
                .forEach((name, safe) -> assertEquals(safe, SafeName.of(name)));
    }

    @Example
    void longNamesKeepTheirExtension() {
        String safe = SafeName.of("ü".repeat(300) + ".pdf");
        assertEquals(SafeName.MAX_BYTES, safe.getBytes(StandardCharsets.UTF_8).length);
        assertTrue(safe.endsWith("ü.pdf"));
    }

    @Example
    void numbersComeBeforeTheExtension() {
        assertEquals("a (1).txt", SafeName.numbered("a.txt", 1));
        assertEquals("Makefile (2)", SafeName.numbered("Makefile", 2));
    }
}
