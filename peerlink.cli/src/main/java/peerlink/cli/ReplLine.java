package peerlink.cli;

import peerlink.api.Printable;

/** What a line means that the user typed. */
sealed interface ReplLine {
    /** Nothing but blanks. */
    record Nothing() implements ReplLine {}

    /** A message for the current chat. */
    record Text(String text) implements ReplLine {}

    /** A message for one peer, whatever the current chat is; the text may be empty. */
    record Direct(String peer, String text) implements ReplLine {}

    /**
     * A command.
     *
     * @param name without the slash
     * @param arguments what follows it, not split yet
     */
    record Call(String name, String arguments) implements ReplLine {}

    /**
     * Reads a line: {@code /name} begins a command, {@code //} stands for a literal slash, {@code @bob text} and {@code
     * /msg bob text} are for bob, everything else is for the current chat.
     */
    static ReplLine parse(String line) {
        if (Printable.isBlank(line)) {
            return new Nothing();
        }
        if (line.startsWith("//")) {
            return new Text(line.substring(1));
        }
        if (line.startsWith("/")) {
            Split split = Split.of(line.substring(1));
            if (!split.head().equals("msg")) {
                return new Call(split.head(), split.rest());
            }
            Split message = Split.of(split.rest());
            return new Direct(message.head(), message.rest());
        }
        if (line.startsWith("@") && line.length() > 1 && !Character.isWhitespace(line.charAt(1))) {
            Split split = Split.of(line.substring(1));
            return new Direct(split.head(), split.rest());
        }
        return new Text(line);
    }

    /** The first word and what follows the blanks after it, unchanged. */
    record Split(String head, String rest) {
        static Split of(String text) {
            int end = 0;
            while (end < text.length() && !Character.isWhitespace(text.charAt(end))) {
                end++;
            }
            return new Split(text.substring(0, end), text.substring(end).strip());
        }
    }
}
