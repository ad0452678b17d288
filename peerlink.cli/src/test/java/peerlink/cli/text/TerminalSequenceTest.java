package peerlink.cli.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class TerminalSequenceTest {
    @Test
    void theClipboardGetsCleanedTextAsBase64() {
        String codes = TerminalSequence.clipboard("a\n\tü\033]52;c;eA==\007").codes();
        assertTrue(codes.matches("\033\\]52;c;[A-Za-z0-9+/]+=*\033\\\\"), codes);
        assertEquals(
                "a\n\tü\uFFFD]52;c;eA==\uFFFD",
                new String(
                        Base64.getDecoder()
                                .decode(codes.substring("\033]52;c;".length(), codes.length() - 2)),
                        java.nio.charset.StandardCharsets.UTF_8));
    }

    @Test
    void aTextThatNoTerminalTakesIsRefused() {
        TerminalSequence.clipboard("x".repeat(TerminalSequence.MOST_COPIED));
        assertThrows(
                IllegalArgumentException.class,
                () -> TerminalSequence.clipboard("x".repeat(TerminalSequence.MOST_COPIED + 1)));
    }

    @Test
    void noTextEndsATitleOrANotification() {
        String hostile = "bob\033\\\033]52;c;eA==\007\u009c\nx;y";
        String inOneLine = "bob\uFFFD\\\uFFFD]52;c;eA==\uFFFD\uFFFD x;y";
        assertEquals("\033]2;" + inOneLine + "\033\\", TerminalSequence.title(hostile).codes());
        assertEquals(
                "\033]9;T: %s\033\\\033]777;notify;T;%s\033\\"
                        .formatted(inOneLine, inOneLine.replace(';', ',')),
                TerminalSequence.notification("T", hostile).codes());
        for (TerminalSequence sequence :
                List.of(
                        TerminalSequence.title("x".repeat(5000)),
                        TerminalSequence.notification("x".repeat(5000), "y".repeat(5000)))) {
            assertTrue(sequence.codes().length() < 900);
        }
    }
}
