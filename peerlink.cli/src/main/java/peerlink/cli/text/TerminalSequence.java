package peerlink.cli.text;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import peerlink.api.Printable;

/**
 * A sequence that asks something of a terminal and shows nothing. It is made here alone, of text
 * that is cleaned first: no peer's text can begin or end one (xterm's <i>ctlseqs</i>; OSC 777 is
 * urxvt's).
 */
public final class TerminalSequence {
    /**
     * The most bytes of text for the clipboard: their base64 is 64 KiB, which terminals take, and
     * many take no more.
     */
    public static final int MOST_COPIED = 48 * 1024;

    private static final int LONGEST_NOTE = 200;
    private static final String BEGIN = "\033]";
    private static final String END = "\033\\";
    private static final String BELL = "\007";

    private final String codes;

    private TerminalSequence(String codes) {
        this.codes = codes;
    }

    /** Returns the bell. */
    public static TerminalSequence bell() {
        return new TerminalSequence(BELL);
    }

    /** Returns a notification of the desktop, in both of its forms. */
    public static TerminalSequence notification(String title, String body) {
        String shortBody = note(body);
        // a semicolon separates the parts of the second form
        return new TerminalSequence(
                BEGIN
                        + "9;"
                        + (shortBody.isEmpty() ? note(title) : note(title) + ": " + shortBody)
                        + END
                        + BEGIN
                        + "777;notify;"
                        + note(title).replace(';', ',')
                        + ";"
                        + shortBody.replace(';', ',')
                        + END);
    }

    private static String note(String text) {
        String line = Printable.preview(text);
        return line.length() > LONGEST_NOTE ? line.substring(0, LONGEST_NOTE) : line;
    }

    /** Returns the window's new title. */
    public static TerminalSequence title(String title) {
        return new TerminalSequence(BEGIN + "2;" + Printable.excerpt(title) + END);
    }

    /** Returns what has the terminal remember the title that it has. */
    public static TerminalSequence keepTitle() {
        return new TerminalSequence("\033[22;2t");
    }

    /** Returns what brings back the title that the terminal remembers. */
    public static TerminalSequence bringBackTitle() {
        return new TerminalSequence("\033[23;2t");
    }

    /**
     * Returns what puts a text into the clipboard.
     *
     * @throws IllegalArgumentException if the text is longer than {@link #MOST_COPIED}
     */
    public static TerminalSequence clipboard(String text) {
        byte[] bytes = Printable.lines(text).getBytes(StandardCharsets.UTF_8);
        if (bytes.length > MOST_COPIED) {
            throw new IllegalArgumentException(
                    "longer than the %d bytes that a terminal's clipboard takes"
                            .formatted(MOST_COPIED));
        }
        return new TerminalSequence(
                BEGIN + "52;c;" + Base64.getEncoder().encodeToString(bytes) + END);
    }

    /** Tells whether this is the bell, which every terminal has. */
    public boolean isBell() {
        return codes.equals(BELL);
    }

    /** Returns the characters to write. */
    public String codes() {
        return codes;
    }
}
