package peerlink.cli.repl;

import java.util.List;
import org.jspecify.annotations.Nullable;
import peerlink.cli.program.CommandWords;
import peerlink.cli.terminal.Suggestion;

/** Completes typed lines once the chat has begun, and nothing before. */
final class TypedCompletion {
    private volatile @Nullable ReplCompleter completer;

    void by(ReplCompleter begun) {
        completer = begun;
    }

    CommandWords words(String line) {
        ReplCompleter ready = completer;
        return ready == null ? CommandWords.split(line) : ready.words(line);
    }

    List<Suggestion> complete(String line) {
        ReplCompleter ready = completer;
        return ready == null ? List.of() : ready.complete(line);
    }
}
