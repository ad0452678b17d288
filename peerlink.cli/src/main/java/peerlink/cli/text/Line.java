package peerlink.cli.text;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import peerlink.api.PeerId;
import peerlink.api.Printable;
import peerlink.cli.program.ProgramName;

/**
 * A line to show, perhaps of several rows, in parts with tones of their own. It is clean: the
 * constructor of each part takes out the characters that must not reach a terminal, and replaces
 * tabs by blanks.
 */
public record Line(List<Part> parts) {
    /** The look of a part. */
    public enum Tone {
        PLAIN,
        /** Of less interest: times, notices, the text that the user typed. */
        DIM,
        STRONG,
        /** The user's own name. */
        OWN,
        /** Another peer's name. */
        PEER,
        WARNING,
        /** A command to copy: a screen does not break it. */
        COMMAND,
        /** Black on white, whatever the terminal's own colours: a picture to scan. */
        INK
    }

    /**
     * A part in one tone.
     *
     * @param sign tells peers apart by their colours; 0 for all else
     */
    record Part(Tone tone, int sign, String text) {
        Part {
            text = Columns.expanded(Printable.lines(text));
        }

        Part(Tone tone, String text) {
            this(tone, 0, text);
        }
    }

    public Line {
        parts = List.copyOf(parts);
    }

    public static Line of(Tone tone, String text) {
        return new Line(List.of(new Part(tone, text)));
    }

    public static Line plain(String text) {
        return of(Tone.PLAIN, text);
    }

    public static Line dim(String text) {
        return of(Tone.DIM, text);
    }

    public static Line warning(String text) {
        return of(Tone.WARNING, text);
    }

    /** Returns an indented command, alone on its line. */
    public static Line command(String command) {
        return plain("  ").and(Tone.COMMAND, command);
    }

    /**
     * Returns advice, in which the command that it ends with stays unbroken. That is the whole of
     * it, or stands behind a colon.
     *
     * @param advice the program's own words: those of a peer must not stay unbroken
     */
    public static Line advice(Tone tone, String advice) {
        Pattern command =
                Pattern.compile(
                        "(?s)(?:.*: )?((?:%s(?= |$)|/|sudo |ss |lsof |kill |mv ).*)"
                                .formatted(Pattern.quote(ProgramName.call(""))));
        Matcher end = command.matcher(advice);
        return end.matches()
                ? of(tone, advice.substring(0, end.start(1))).and(Tone.COMMAND, end.group(1))
                : of(tone, advice);
    }

    /**
     * Returns the lines below each other, as one line, so that no other comes between them on a
     * screen.
     */
    public static Line below(List<Line> lines) {
        List<Part> parts = new ArrayList<>();
        for (Line line : lines) {
            if (!parts.isEmpty()) {
                parts.add(new Part(Tone.PLAIN, "\n"));
            }
            parts.addAll(line.parts());
        }
        return new Line(parts);
    }

    /** Returns this line with one more part at its end. */
    public Line and(Tone tone, String text) {
        List<Part> more = new ArrayList<>(parts);
        more.add(new Part(tone, text));
        return new Line(more);
    }

    /** Returns this line with a peer's name at its end, in the colour of that peer's key. */
    public Line and(PeerId peer, String name) {
        List<Part> more = new ArrayList<>(parts);
        more.add(new Part(Tone.PEER, peer.toString().hashCode(), name));
        return new Line(more);
    }

    /** Returns this line with the parts of another one at its end. */
    public Line and(Line line) {
        List<Part> more = new ArrayList<>(parts);
        more.addAll(line.parts());
        return new Line(more);
    }

    /** Returns the text without tones. */
    public String text() {
        StringBuilder text = new StringBuilder();
        parts.forEach(part -> text.append(part.text()));
        return text.toString();
    }
}
