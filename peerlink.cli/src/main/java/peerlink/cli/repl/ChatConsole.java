package peerlink.cli.repl;

import java.nio.file.Path;
import java.util.Optional;
import peerlink.api.Console;
import peerlink.api.Peer;
import peerlink.cli.text.Line;
import peerlink.cli.text.View;

/**
 * Shows the output of a command in the chat.
 *
 * @param command its name
 * @param peer the peer of the open chat, if one is open
 * @param folder the folder in which the user is, absolute
 */
record ChatConsole(String command, View view, Questions questions, Optional<Peer> peer, Path folder)
        implements Console {
    @Override
    public void print(String text) {
        view.show(Line.plain(text));
    }

    @Override
    public Optional<String> ask(String question) throws InterruptedException {
        return questions.ask(command, question);
    }
}
