package peerlink.core.plugin;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import peerlink.api.Command;
import peerlink.api.Printable;
import peerlink.api.Registration;

/**
 * Holds the commands that plugins have added, one for each name. A claim that does not count waits:
 * its command is there once the other one is gone. Safe for use by several threads.
 */
public final class CommandRegistry {
    private final ReentrantLock lock = new ReentrantLock();

    /** The claims to each name, in their order; guarded by the lock. */
    private final TreeMap<String, List<CommandClaim>> claims = new TreeMap<>();

    private final Set<String> reserved;
    private final BiConsumer<CommandClaim, CommandClaim> onDisplaced;

    /**
     * @param reserved names that no plugin may take
     * @param onDisplaced gets a claim that does not count, or no longer, and the one that counts
     */
    public CommandRegistry(
            Collection<String> reserved, BiConsumer<CommandClaim, CommandClaim> onDisplaced) {
        this.reserved = Set.copyOf(reserved);
        this.onDisplaced = onDisplaced;
    }

    /**
     * Adds a command.
     *
     * @throws IllegalArgumentException if the name is reserved, no command's name, or one that the
     *     same plugin has taken
     */
    public Registration add(CommandClaim claim) {
        String name = claim.command().name();
        if (!name.matches("[a-z0-9-]{1,20}")) {
            throw new IllegalArgumentException(
                    "not a command's name: '%s' (1 to 20 of a-z, 0-9 and -)"
                            .formatted(Printable.excerpt(name)));
        }
        CommandClaim displaced = null;
        CommandClaim counting;
        lock.lock();
        try {
            List<CommandClaim> all = claims.getOrDefault(name, List.of());
            if (reserved.contains(name)
                    || all.stream().anyMatch(other -> other.plugin().equals(claim.plugin()))) {
                throw new IllegalArgumentException("the command '" + name + "' is taken");
            }
            List<CommandClaim> more = new ArrayList<>(all);
            more.add(claim);
            Collections.sort(more);
            claims.put(name, List.copyOf(more));
            counting = more.getFirst();
            if (more.size() > 1) {
                displaced = counting == claim ? more.get(1) : claim;
            }
        } finally {
            lock.unlock();
        }
        if (displaced != null) {
            onDisplaced.accept(displaced, counting);
        }
        return () -> remove(name, claim);
    }

    private void remove(String name, CommandClaim claim) {
        lock.lock();
        try {
            List<CommandClaim> left =
                    claims.getOrDefault(name, List.of()).stream()
                            .filter(other -> other != claim)
                            .toList();
            if (left.isEmpty()) {
                claims.remove(name);
            } else {
                claims.put(name, left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Returns the commands by name. */
    public List<Command> all() {
        lock.lock();
        try {
            return claims.values().stream().map(List::getFirst).map(CommandClaim::command).toList();
        } finally {
            lock.unlock();
        }
    }
}
