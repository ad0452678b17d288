package peerlink.cli.repl;

import java.util.Optional;
import peerlink.api.Console;
import peerlink.cli.text.Line;
import peerlink.cli.text.View;

/**
 * Shows the output of a command in the chat.
 *
 * @param command its name
 */
record ChatConsole(String command, View view, Questions questions) implements Console {
    @Override
    public void print(String text) {
        view.show(Line.plain(text));
    }

    @Override
    public Optional<String> ask(String question) throws InterruptedException {
        return questions.ask(command, question);
    }
}
