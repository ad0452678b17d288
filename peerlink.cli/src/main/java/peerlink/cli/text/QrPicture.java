package peerlink.cli.text;

import io.nayuki.qrcodegen.QrCode;
import java.util.ArrayList;
import java.util.List;

/**
 * Draws a QR code (ISO/IEC 18004) with characters, each of them two modules, one above the other.
 * The picture is as small as the text allows: it has the lowest error correction, raised as far as
 * there is room, since nothing dirties a screen.
 */
public final class QrPicture {
    /**
     * Modules around the code. The standard asks for four; scanners take two, and a screen of 24
     * rows has no more.
     */
    static final int QUIET_ZONE = 2;

    private static final String BLANK = " ";
    private static final String UPPER = "\u2580";
    private static final String LOWER = "\u2584";
    private static final String FULL = "\u2588";

    private final QrCode code;

    private QrPicture(QrCode code) {
        this.code = code;
    }

    /** Returns the picture of a text. Digits alone take the least room. */
    public static QrPicture of(String text) {
        return new QrPicture(QrCode.encodeText(text, QrCode.Ecc.LOW));
    }

    /** Returns the picture, or a line that says why there is none. */
    public Line on(TerminalStyle surface) {
        if (!surface.charset().newEncoder().canEncode(UPPER + LOWER + FULL)) {
            return Line.dim(
                    "no QR code: the encoding %s has no blocks to draw it with"
                            .formatted(surface.charset()));
        }
        List<String> rows = rows(surface.colours());
        // the prompt needs the row below it
        if (surface.columns() < side() || surface.rows() <= rows.size()) {
            return Line.dim(
                    "no QR code: it takes %d columns and %d rows, which the terminal has not"
                            .formatted(side(), rows.size() + 1));
        }
        return surface.colours() ? printed(rows) : drawn(rows);
    }

    /**
     * Returns the picture in black on white, so that no theme inverts it. No row ends with a
     * colour, which a terminal may spread.
     */
    private static Line printed(List<String> rows) {
        return Line.below(rows.stream().map(row -> Line.of(Line.Tone.INK, row)).toList());
    }

    private static Line drawn(List<String> rows) {
        return Line.plain(String.join("\n", rows))
                .and(Line.Tone.DIM, "\nwithout colours, drawn for light text on a dark background");
    }

    /**
     * Returns the rows of characters.
     *
     * @param dark whether a block stands for dark modules, as ink on paper does, and not for light
     * ones
     */
    public List<String> rows(boolean dark) {
        List<String> rows = new ArrayList<>();
        for (int y = -QUIET_ZONE; y < code.size + QUIET_ZONE; y += 2) {
            StringBuilder row = new StringBuilder(side());
            for (int x = -QUIET_ZONE; x < code.size + QUIET_ZONE; x++) {
                boolean upper = code.getModule(x, y) == dark;
                boolean lower = code.getModule(x, y + 1) == dark;
                row.append(upper ? lower ? FULL : UPPER : lower ? LOWER : BLANK);
            }
            rows.add(row.toString());
        }
        return rows;
    }

    private int side() {
        return code.size + 2 * QUIET_ZONE;
    }
}
