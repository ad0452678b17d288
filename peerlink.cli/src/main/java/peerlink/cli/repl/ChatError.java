package peerlink.cli.repl;

import peerlink.cli.text.Line;
import peerlink.cli.text.View;

/**
 * An error that the chat shows below the line that the user has typed.
 *
 * @param message one line, lower case, without a full stop
 * @param hint lines, each a command of the chat that works as printed, or words; may be empty
 */
record ChatError(String message, String hint) {
    void show(View view) {
        view.show(Line.warning(message));
        hint.lines()
                .forEach(
                        line ->
                                view.show(
                                        Line.dim("hint: ").and(Line.advice(Line.Tone.DIM, line))));
    }
}
