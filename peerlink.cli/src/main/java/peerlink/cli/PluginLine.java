package peerlink.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Finds the word of a command line in whose place a plugin's command may stand: the first that is
 * neither an option nor its value, unless it is a command of PeerLink's own.
 */
final class PluginLine {
    private PluginLine() {}

    /**
     * Returns the same line with {@code run} before that word; empty if there is no such word.
     *
     * @param parser knows the options, and those of PeerLink's own commands that are in the line
     */
    static Optional<List<String>> of(CommandLine parser, List<String> words) {
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (word.equals("--")) {
                return Optional.empty(); // a peer of that name
            }
            if (!word.startsWith("-") || word.length() == 1) {
                return parser.getSubcommands().containsKey(word)
                        ? Optional.empty()
                        : Optional.of(with(words, i));
            }
            OptionSpec option = parser.getCommandSpec().findOption(word);
            if (option != null && (option.usageHelp() || option.versionHelp())) {
                return Optional.empty();
            }
            i += option != null && option.arity().min() > 0 ? 1 : 0;
        }
        return Optional.empty();
    }

    private static List<String> with(List<String> words, int at) {
        List<String> more = new ArrayList<>(words);
        more.add(at, "run");
        return more;
    }
}
