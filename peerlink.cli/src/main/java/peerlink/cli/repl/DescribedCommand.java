package peerlink.cli.repl;

import java.util.List;
import peerlink.api.Command;
import peerlink.api.Completion;
import peerlink.cli.terminal.Suggestion;

/** A command whose arguments have meanings, which a list of completions shows. */
interface DescribedCommand extends Command {
    /**
     * Returns the suggestions for the last argument, whatever it begins with.
     *
     * @param arguments those typed so far, the last of them perhaps empty
     */
    List<Suggestion> suggestions(List<String> arguments);

    @Override
    default Completion complete(List<String> arguments) {
        return new Completion.Words(
                suggestions(arguments).stream().map(Suggestion::value).toList());
    }
}
