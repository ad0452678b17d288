package peerlink.cli.repl;

import java.util.Arrays;
import java.util.List;

/** A subject of the chat's commands, for lists of them. */
enum CommandGroup {
    TALK("talk", "chat", "next", "close", "msg", "answer", "copy", "edit", "clear", "help", "quit"),
    PEOPLE(
            "people",
            "peers",
            "contacts",
            "accept",
            "verify",
            "trust",
            "rename",
            "mute",
            "unmute",
            "block",
            "unblock",
            "forget"),
    REACH("reach", "invite", "connect", "why", "doctor", "status", "outbox", "cancel"),
    PROGRAM("program", "set", "alias", "unalias", "plugins"),
    /** All that plugins have added. */
    PLUGINS("plugins'");

    private final String word;
    private final List<String> commands;

    CommandGroup(String word, String... commands) {
        this.word = word;
        this.commands = List.of(commands);
    }

    /** Returns the heading. */
    String word() {
        return word;
    }

    /** Returns the group of the command with the name. */
    static CommandGroup of(String name) {
        return Arrays.stream(values())
                .filter(group -> group.commands.contains(name))
                .findFirst()
                .orElse(PLUGINS);
    }

    /** Returns the place of a command within its group: the most used ones come first. */
    int place(String name) {
        return commands.indexOf(name);
    }
}
