package peerlink.cli.text;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** PeerLink's few signs beyond ASCII, and their replacements for terminals that lack them. */
public final class Glyphs {
    public static final String ARROW = "→";
    public static final String DELIVERED = "✓";
    public static final String FAILED = "✗";
    public static final String PENDING = "…";
    static final String NOTICE = "·";

    private Glyphs() {}

    /** Returns the text with signs that the encoding has. */
    public static String fitting(String text, Charset charset) {
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
