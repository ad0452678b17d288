package peerlink.cli.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nayuki.qrcodegen.QrCode;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class QrPictureTest {
    private static final String DIGITS =
            "530838944201078018491560351229611305327303357414710979898016";
    private static final String INVITE =
            "peerlink://alice@192.168.100.120:17001/a3r73d62fg5wbk2zkv66mhw3blwnwiyrgs7dbz23ivpy4g3zf6uq";

    private static TerminalStyle surface(int columns, int rows, Charset charset, boolean colours) {
        return new TerminalStyle(columns, rows, charset, colours);
    }

    /** Asserts that each module is dark where the characters say so, around the code too. */
    private static void assertShows(QrCode code, List<String> rows, boolean blocksAreDark) {
        int edge = QrPicture.QUIET_ZONE;
        int side = code.size + 2 * edge;
        assertEquals((side + 1) / 2, rows.size());
        for (int y = 0; y < 2 * rows.size(); y++) {
            String row = rows.get(y / 2);
            assertEquals(side, row.length());
            for (int x = 0; x < side; x++) {
                boolean block = (y % 2 == 0 ? "▀█" : "▄█").indexOf(row.charAt(x)) >= 0;
                boolean dark = block == blocksAreDark;
                assertEquals(code.getModule(x - edge, y - edge), dark, x + ", " + y);
            }
        }
    }

    @Test
    void theCharactersAreTheModulesOfTheCode() {
        for (String text : List.of(DIGITS, INVITE)) {
            QrCode code = QrCode.encodeText(text, QrCode.Ecc.LOW);
            assertShows(code, QrPicture.of(text).rows(true), true);
            assertShows(code, QrPicture.of(text).rows(false), false);
        }
    }

    @Test
    void aSafetyCodeAndAnInviteFitOnAScreenOf24Rows() {
        assertEquals(15, QrPicture.of(DIGITS).rows(true).size());
        assertEquals(21, QrPicture.of(INVITE).rows(true).size());
    }

    @Test
    void withColoursItIsBlackOnWhiteAndNoColourReachesTheEndOfARow() {
        TerminalStyle surface = surface(80, 24, StandardCharsets.UTF_8, true);
        Line line = QrPicture.of(DIGITS).on(surface);
        assertEquals(QrPicture.of(DIGITS).rows(true), List.of(line.text().split("\n")));
        String[] rows = surface.styled(line).toAnsi().split("\n");
        assertEquals(15, rows.length);
        for (String row : rows) {
            assertTrue(row.startsWith("\u001b[38;5;16;48;5;231m"), row);
            assertTrue(row.endsWith("\u001b[0m") || row.endsWith("\u001b[39;49m"), row);
        }
    }

    @Test
    void withoutColoursItIsDrawnForADarkTerminalAndSaysSo() {
        Line line = QrPicture.of(DIGITS).on(surface(80, 24, StandardCharsets.UTF_8, false));
        List<String> rows = List.of(line.text().split("\n"));
        assertEquals(QrPicture.of(DIGITS).rows(false), rows.subList(0, 15));
        assertEquals(
                List.of("without colours, drawn for light text on a dark background"),
                rows.subList(15, rows.size()));
    }

    @Test
    void aPictureThatDoesNotFitIsNotDrawn() {
        assertEquals(
                "no QR code: it takes 29 columns and 16 rows, which the terminal has not",
                QrPicture.of(DIGITS).on(surface(28, 24, StandardCharsets.UTF_8, true)).text());
        assertEquals(
                "no QR code: it takes 29 columns and 16 rows, which the terminal has not",
                QrPicture.of(DIGITS).on(surface(29, 15, StandardCharsets.UTF_8, true)).text());
        assertFalse(
                QrPicture.of(DIGITS)
                        .on(surface(29, 16, StandardCharsets.UTF_8, true))
                        .text()
                        .startsWith("no"));
    }

    @Test
    void anEncodingWithoutBlocksHasNoPicture() {
        for (Charset charset : List.of(StandardCharsets.US_ASCII, StandardCharsets.ISO_8859_1)) {
            assertEquals(
                    "no QR code: the encoding " + charset + " has no blocks to draw it with",
                    QrPicture.of(DIGITS).on(surface(80, 24, charset, true)).text());
        }
    }
}
