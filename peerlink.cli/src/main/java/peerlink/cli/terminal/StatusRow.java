package peerlink.cli.terminal;

import java.util.ArrayList;
import java.util.List;
import peerlink.cli.text.Columns;
import peerlink.cli.text.Line;
import peerlink.cli.text.TerminalStyle;

/** Fits the parts of the status line into one row of the terminal. */
public final class StatusRow {
    private static final String BETWEEN = "  ";

    /**
     * A part of the row.
     *
     * @param importance parts with less of it are left out first
     */
    public record Part(int importance, Line line) {}

    private StatusRow() {}

    /**
     * Returns the row. Where it is too narrow for all parts, the least important ones are left out,
     * the last ones first among equals. No part is cut.
     */
    static Line fitting(List<Part> parts, TerminalStyle style) {
        List<Part> kept = new ArrayList<>(parts);
        // the last column stays free: terminals disagree on the width of a character
        while (!kept.isEmpty() && Columns.of(style.styled(row(kept))) >= style.columns()) {
            int least = kept.size() - 1;
            for (int i = least; i >= 0; i--) {
                if (kept.get(i).importance() < kept.get(least).importance()) {
                    least = i;
                }
            }
            kept.remove(least);
        }
        return row(kept);
    }

    private static Line row(List<Part> parts) {
        Line row = new Line(List.of());
        for (Part part : parts) {
            row = row.parts().isEmpty() ? part.line() : row.and(Line.dim(BETWEEN)).and(part.line());
        }
        return row;
    }
}
