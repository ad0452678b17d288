package peerlink.cli.repl;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import peerlink.api.Command;

/** The chat's own commands, by name. */
public final class BuiltInCommands {
    private final Map<String, Command> byName = new TreeMap<>();
    private final Set<String> ofContacts;

    /**
     * @param ofContacts those that are about contacts, whether they are online or not
     * @param others all others
     */
    BuiltInCommands(List<Command> ofContacts, List<Command> others) {
        ofContacts.forEach(command -> byName.put(command.name(), command));
        others.forEach(command -> byName.put(command.name(), command));
        this.ofContacts = ofContacts.stream().map(Command::name).collect(Collectors.toSet());
    }

    /** Returns the names of the chat's own commands, which no plugin may take. */
    public static List<String> reserved() {
        return List.of(
                "help",
                "peers",
                "chat",
                "next",
                "close",
                "msg",
                "invite",
                "connect",
                "trust",
                "accept",
                "block",
                "unblock",
                "rename",
                "forget",
                "contacts",
                "verify",
                "status",
                "outbox",
                "cancel",
                "why",
                "doctor",
                "plugins",
                "set",
                "copy",
                "edit",
                "alias",
                "unalias",
                "mute",
                "unmute",
                "answer",
                "clear",
                "quit");
    }

    /** Returns the command with the name, or null. */
    @Nullable Command named(String name) {
        return byName.get(name);
    }

    /** Tells whether the command with the name is about contacts. */
    boolean isOfContacts(String name) {
        return ofContacts.contains(name);
    }

    /** Returns these commands and those of plugins, by name. */
    Collection<Command> and(Collection<Command> ofPlugins) {
        Map<String, Command> all = new TreeMap<>();
        ofPlugins.forEach(command -> all.put(command.name(), command));
        all.putAll(byName);
        return all.values();
    }
}
