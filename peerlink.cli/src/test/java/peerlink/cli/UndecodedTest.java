package peerlink.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import peerlink.cli.program.CliException;
import peerlink.cli.program.ExitCode;

class UndecodedTest {
    private static final String LAUNCHED = "java\0--module=x\0";

    @TempDir private Path folder;

    /**
     * In the second column {@code %} and two digits stand for a byte. The third column is the text
     * that Java makes of the bytes.
     */
    @ParameterizedTest(name = "{1} in {0}: {3}")
    @CsvSource({
        "UTF-8,    gr%c3%bcn,         grün,  taken",
        "UTF-8,    gr%fcn,                gr\uFFFDn,  an argument is not text in UTF-8: 'gr\uFFFDn'",
        "UTF-8,    gr%ef%bf%bdn,  gr\uFFFDn,  taken",
        "UTF-8,    %ed%a0%80,     \uFFFD,     an argument is not text in UTF-8: '\uFFFD'",
        "US-ASCII, gr%c3%bcn,         gr\uFFFD\uFFFDn, 'an argument is not text in US-ASCII, the encoding of this locale: ''gr\uFFFD\uFFFDn'''"
    })
    void anArgumentIsTakenIfItIsWhatWasTyped(
            String charset, String bytes, String seen, String expected) throws Exception {
        Path cmdline = written(LAUNCHED + "send\0bob\0" + unescaped(bytes) + "\0");
        assertEquals(
                expected,
                refused(charset, cmdline, none(), new String[] {"send", "bob", seen}, Map.of()));
    }

    @Test
    void whereTheSystemDoesNotShowTheBytesDoubtIsEnough() throws Exception {
        assertEquals(
                "an argument is not text in UTF-8: '\uFFFD'",
                refused("UTF-8", none(), none(), new String[] {"\uFFFD"}, Map.of()));
    }

    @Test
    void aPassphraseThatIsNoTextIsRefusedWithoutBeingShown() throws Exception {
        Path environ = written("A=b\0PEERLINK_PASSPHRASE=gr\u00fcn\0OTHER=\u00fc\0");
        String told =
                refused(
                        "UTF-8",
                        none(),
                        environ,
                        new String[0],
                        Map.of("PEERLINK_PASSPHRASE", "gr\uFFFDn"));
        assertEquals("the variable PEERLINK_PASSPHRASE is not text in UTF-8", told);
        assertFalse(told.contains("gr"));
        assertEquals(
                "taken",
                refused("UTF-8", none(), environ, new String[0], Map.of("OTHER", "\uFFFD")),
                "what nobody reads may be anything");
    }

    @Test
    void thisProcessIsTaken() throws Exception {
        Undecoded.ofProcess().refuse(new String[] {"grün"}, System.getenv(), "/");
    }

    private static String refused(
            String charset,
            Path cmdline,
            Path environ,
            String[] args,
            Map<String, String> variables)
            throws Exception {
        Undecoded undecoded = new Undecoded(Charset.forName(charset), cmdline, environ);
        try {
            undecoded.refuse(args, variables, "/");
            return "taken";
        } catch (CliException e) {
            assertEquals(ExitCode.USAGE, e.exitCode());
            assertFalse(e.hint().isEmpty());
            return String.valueOf(e.getMessage());
        }
    }

    private Path none() {
        return folder.resolve("none");
    }

    private Path written(String latin1) throws Exception {
        return Files.write(
                Files.createTempFile(folder, "proc", ""),
                latin1.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String unescaped(String text) {
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '%') {
                plain.append((char) Integer.parseInt(text.substring(i + 1, i + 3), 16));
                i += 2;
            } else {
                plain.append(text.charAt(i));
            }
        }
        return plain.toString();
    }
}
