package peerlink.cli;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** PeerLink's own few signs beyond ASCII, for terminals that have them and for those that have not. */
final class Glyphs {
    static final String ARROW = "→";
    static final String DELIVERED = "✓";
    static final String FAILED = "✗";
    static final String PENDING = "…";
    static final String NOTICE = "·";

    private Glyphs() {}

    /** Returns the text with signs that the encoding has. */
    static String fitting(String text, Charset charset) {
        if (charset.equals(StandardCharsets.UTF_8) || charset.newEncoder().canEncode(text)) {
            return text;
        }
        return text.replace(ARROW, "->")
                .replace(DELIVERED, "+")
                .replace(FAILED, "!")
                .replace(PENDING, "...")
                .replace(NOTICE, "*");
    }
}
