package peerlink.cli;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import peerlink.api.Printable;

/** Words that a user took for a command of the shell, and the command that does it. */
final class UnknownCommand {
    /** Words of {@code peerlink contacts} and {@code outbox}, each with the command that it belongs to. */
    private static final Map<String, String> BELONGS =
            Map.of(
                    "trust", "contacts",
                    "accept", "contacts",
                    "block", "contacts",
                    "unblock", "contacts",
                    "rename", "contacts",
                    "forget", "contacts",
                    "cancel", "outbox");

    /** Commands of the chat, its plugins' among them, that the shell has not. */
    private static final Set<String> OF_THE_CHAT =
            Set.of(
                    "status", "history", "invite", "connect", "msg", "set", "clear", "quit",
                    "files", "receive", "refuse");

    private UnknownCommand() {}

    /**
     * Tells whether a word that stands alone is more probably meant for a command than for a peer. A peer called so is reached by
     * {@code peerlink chat}.
     */
    static boolean isMeant(String word) {
        return BELONGS.containsKey(word) || OF_THE_CHAT.contains(word);
    }

    /**
     * Returns the error.
     *
     * @param word the first word that is no option
     * @param typed the whole command line
     * @param commands the commands that there are
     */
    static CliException of(String word, List<String> typed, Collection<String> commands) {
        return new CliException(
                ExitCode.USAGE,
                "no such command: '" + Printable.excerpt(word) + "'",
                hint(word, typed, commands));
    }

    private static String hint(String word, List<String> typed, Collection<String> commands) {
        String owner = BELONGS.get(word);
        if (owner != null && typed.getLast().equals(word)) {
            return ProgramName.call(owner + " --help");
        }
        if (owner != null) {
            return ProgramName.call(before(word, owner, typed));
        }
        if (OF_THE_CHAT.contains(word)) {
            int next = at(word, typed) + 1;
            boolean isAlone = next == typed.size() || typed.get(next).startsWith("-");
            return "in the chat it is /%s; with a peer called so: %s"
                    .formatted(
                            word,
                            ProgramName.call(
                                    isAlone ? before(word, "chat", typed) : "chat " + word));
        }
        return NearestName.of(word, commands)
                .map(nearest -> ProgramName.call(nearest + " --help"))
                .orElse(ProgramName.call("--help"));
    }

    /** Returns where the word stands that is no option's value: one may be the same. */
    private static int at(String word, List<String> typed) {
        for (int i = 0; i < typed.size(); i++) {
            String option = typed.get(i);
            if (option.equals(word)) {
                return i;
            }
            if (option.startsWith("--") && !option.contains("=")) {
                i++; // the options before a command all take a value
            }
        }
        return typed.indexOf(word);
    }

    /** Returns what was typed, its options too, with a command before the word. */
    private static String before(String word, String command, List<String> typed) {
        List<String> meant = new ArrayList<>(typed);
        meant.add(at(word, typed), command);
        return ShellWords.quoted(meant);
    }
}
