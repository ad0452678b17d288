package peerlink.cli.repl;

import peerlink.api.Printable;
import peerlink.cli.program.Blanks;

/** The meaning of a line that the user typed. */
sealed interface ReplLine {
    /** A line of blanks alone. */
    record Nothing() implements ReplLine {}

    /** A message for the current chat. */
    record Text(String text) implements ReplLine {}

    /** A message for one peer, whatever the current chat is. The text may be empty. */
    record Direct(String peer, String text) implements ReplLine {
        /** Reads {@code bob text}: one blank separates, all others belong to the text. */
        static Direct of(String typed) {
            Split split = Split.of(typed.substring(Blanks.endOf(typed, 0)));
            return new Direct(
                    split.head(),
                    Blanks.endOf(split.rest(), 0) == split.rest().length() ? "" : split.rest());
        }
    }

    /**
     * A command.
     *
     * @param name the name without the slash
     * @param arguments the text behind it and one blank, as typed
     */
    record Call(String name, String arguments) implements ReplLine {}

    /**
     * Reads a line: {@code /name} begins a command, {@code @bob text} is for bob, {@code //} and
     * {@code @@} stand for one slash and one at sign, everything else is for the current chat.
     * Blanks before these count for nothing: a line that looks like a command must not be sent, and
     * one that looks like a message to bob must not go to another peer.
     */
    static ReplLine parse(String line) {
        if (Printable.isBlank(line)) {
            return new Nothing();
        }
        int start = Blanks.endOf(line, 0);
        String typed = line.substring(start);
        if (typed.startsWith("//") || typed.startsWith("@@")) {
            return new Text(line.substring(0, start) + typed.substring(1));
        }
        if (typed.startsWith("/")) {
            Split split = Split.of(typed.substring(1));
            return new Call(split.head(), split.rest());
        }
        if (typed.startsWith("@") && Blanks.endOf(typed, 1) == 1 && typed.length() > 1) {
            return Direct.of(typed.substring(1));
        }
        return new Text(line);
    }

    /** The first word, and the unchanged text behind it and one blank. */
    record Split(String head, String rest) {
        static Split of(String text) {
            int end = 0;
            while (end < text.length() && !Blanks.isBlank(text.charAt(end))) {
                end++;
            }
            return new Split(
                    text.substring(0, end), text.substring(Math.min(end + 1, text.length())));
        }
    }
}
