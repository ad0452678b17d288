package peerlink.core.plugin;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import peerlink.api.Command;
import peerlink.api.Printable;
import peerlink.api.Registration;

/** Holds the commands that plugins have added, one for each name. */
public final class CommandRegistry {
    private final ConcurrentSkipListMap<String, Command> commands = new ConcurrentSkipListMap<>();
    private final Set<String> reserved;

    /**
     * @param reserved names that no plugin may take
     */
    public CommandRegistry(Collection<String> reserved) {
        this.reserved = Set.copyOf(reserved);
    }

    public Registration add(Command command) {
        String name = command.name();
        if (!name.matches("[a-z0-9-]{1,20}")) {
            throw new IllegalArgumentException(
                    "not a command's name: '%s' (1 to 20 of a-z, 0-9 and -)"
                            .formatted(Printable.excerpt(name)));
        }
        if (reserved.contains(name) || commands.putIfAbsent(name, command) != null) {
            throw new IllegalArgumentException("the command '" + name + "' is taken");
        }
        return () -> commands.remove(name, command);
    }

    /** Returns the commands by name. */
    public List<Command> all() {
        return List.copyOf(commands.values());
    }
}
