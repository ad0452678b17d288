package peerlink.cli.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import peerlink.api.PeerId;

class ThemeTest {
    /** Returns the relative luminance of WCAG 2.2. */
    private static double luminance(int colour) {
        int cube = colour - 16;
        return 0.2126 * linear(cube / 36)
                + 0.7152 * linear(cube / 6 % 6)
                + 0.0722 * linear(cube % 6);
    }

    private static double linear(int step) {
        double value = (step == 0 ? 0 : 55 + 40 * step) / 255.0;
        return value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
    }

    private static double contrast(double one, double other) {
        return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    }

    @ParameterizedTest
    @CsvSource({"BOTH, 0, 3.6", "BOTH, 1, 3.6", "DARK, 0, 5", "DARK, 0.02, 5", "LIGHT, 1, 5"})
    void everyColourIsLegible(Theme theme, double background, double least) {
        List<Integer> all = new ArrayList<>(theme.peers());
        all.add(theme.own());
        all.add(theme.warning());
        for (int colour : all) {
            double contrast = contrast(luminance(colour), background);
            assertTrue(contrast >= least, theme + " " + colour + ": " + contrast);
        }
        assertEquals(12, theme.peers().stream().distinct().count());
    }

    @Test
    void aPeersColourIsThatOfItsKeyWhateverItIsCalled() {
        TerminalStyle style = new TerminalStyle(80, 24, StandardCharsets.UTF_8, Theme.DARK);
        PeerId one = PeerId.ofKey(new byte[] {1});
        String shown = style.styled(Line.plain("").and(one, "bob")).toAnsi();
        assertEquals(
                shown.replace("bob", "bobby"),
                style.styled(Line.plain("").and(one, "bobby")).toAnsi());
        int different = 0;
        for (byte i = 2; i < 30; i++) {
            PeerId other = PeerId.ofKey(new byte[] {i});
            different +=
                    style.styled(Line.plain("").and(other, "bob")).toAnsi().equals(shown) ? 0 : 1;
        }
        assertNotEquals(0, different);
        assertEquals(
                "bob",
                new TerminalStyle(80, 24, StandardCharsets.UTF_8, Theme.NONE)
                        .styled(Line.plain("").and(one, "bob"))
                        .toAnsi());
    }
}
