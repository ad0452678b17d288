package peerlink.cli.terminal;

import java.util.BitSet;
import java.util.List;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;
import peerlink.cli.text.WebAddresses;

/**
 * Makes the web addresses of a line links of the terminal (OSC 8, <i>Hyperlinks in Terminal
 * Emulators</i>). The target is the text that is shown.
 */
final class Hyperlinks {
    private static final String BEGIN = "\033]8;;";
    private static final String END = "\033\\";

    private final AttributedString line;
    private final List<WebAddresses.Place> places;

    private Hyperlinks(AttributedString line, List<WebAddresses.Place> places) {
        this.line = line;
        this.places = places;
    }

    static Hyperlinks of(AttributedString line) {
        return new Hyperlinks(line, WebAddresses.in(line));
    }

    /** Returns no links. */
    static Hyperlinks none(AttributedString line) {
        return new Hyperlinks(line, List.of());
    }

    /** Marks the characters that no row may end before, as they go on with an address. */
    BitSet insides() {
        BitSet insides = new BitSet();
        places.forEach(place -> insides.set(place.start() + 1, place.end()));
        return insides;
    }

    /** Returns a part of the line, with links where a whole address is in it. */
    AttributedString linked(int start, int end) {
        AttributedStringBuilder row = new AttributedStringBuilder();
        int done = start;
        for (WebAddresses.Place place : places) {
            if (place.start() >= done && place.end() <= end) {
                row.append(line.subSequence(done, place.start()));
                CharSequence address = line.subSequence(place.start(), place.end());
                hidden(row, BEGIN + address + END);
                row.append(line.subSequence(place.start(), place.end()));
                hidden(row, BEGIN + END);
                done = place.end();
            }
        }
        return row.append(line.subSequence(done, end)).toAttributedString();
    }

    /** Adds characters that take no columns. */
    private static void hidden(AttributedStringBuilder row, String codes) {
        row.styled(AttributedStyle.HIDDEN, codes);
    }
}
