package peerlink.registry.admin;

import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * Draws the leases of the last hour: a step for each minute, and nothing where nothing is known.
 */
final class LeaseChart {
    /** The width of a minute in units of the picture, which is stretched to the room there is. */
    private static final int MINUTE_WIDTH = 10;

    private static final int HEIGHT = 120;

    private final List<OptionalLong> leases;
    private final long top;

    LeaseChart(List<OptionalLong> leases) {
        this.leases = leases;
        this.top = roundedUp(leases.stream().flatMapToLong(OptionalLong::stream).max().orElse(0));
    }

    /** Returns the value at the upper edge; the lower one is 0. */
    long top() {
        return top;
    }

    /** Returns an {@code svg} element without text; colours come from the page's style. */
    String svg(String description) {
        int width = leases.size() * MINUTE_WIDTH;
        StringBuilder svg = new StringBuilder();
        svg.append(
                "<svg viewBox=\"0 0 %d %d\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"%s\">"
                        .formatted(width, HEIGHT, Html.escaped(description)));
        svg.append("<path class=\"grid\" d=\"");
        for (int line = 0; line <= 4; line++) {
            svg.append("M0 %d H%d ".formatted(line * HEIGHT / 4, width));
        }
        svg.append("\"/>");
        int start = 0;
        while (start < leases.size()) {
            if (leases.get(start).isEmpty()) {
                start++;
                continue;
            }
            int end = start;
            while (end < leases.size() && leases.get(end).isPresent()) {
                end++;
            }
            String steps = steps(start, end);
            int left = start * MINUTE_WIDTH;
            svg.append("<path class=\"area\" d=\"%s V%d H%d Z\"/>".formatted(steps, HEIGHT, left));
            svg.append("<path class=\"line\" d=\"%s\"/>".formatted(steps));
            start = end;
        }
        return svg.append("</svg>").toString();
    }

    private String steps(int start, int end) {
        StringBuilder path = new StringBuilder("M" + start * MINUTE_WIDTH + " " + y(start));
        for (int minute = start; minute < end; minute++) {
            path.append(" V").append(y(minute)).append(" H").append((minute + 1) * MINUTE_WIDTH);
        }
        return path.toString();
    }

    private String y(int minute) {
        double share = (double) leases.get(minute).orElse(0) / top;
        return String.format(Locale.ROOT, "%.1f", HEIGHT * (1 - share));
    }

    /**
     * Returns the next of 4, 8, 20, 40, 80, 200 and so on, such that a quarter of it is a whole
     * number.
     */
    private static long roundedUp(long value) {
        for (long power = 1; ; power *= 10) {
            for (long step : new long[] {4, 8, 20}) {
                if (step * power >= value || power > Long.MAX_VALUE / 1_000) {
                    return Math.max(step * power, value);
                }
            }
        }
    }
}
