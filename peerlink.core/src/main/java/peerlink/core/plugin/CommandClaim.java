package peerlink.core.plugin;

import java.util.Comparator;
import peerlink.api.Command;

/**
 * A plugin's claim to the name of a command. Of several claims to one name the first in order
 * counts, so that it does not matter which plugin starts first: those of plugins that run unasked
 * come before those of others, and then the plugins' names decide.
 *
 * @param isTrusted whether the plugin runs unasked
 */
public record CommandClaim(String plugin, boolean isTrusted, Command command)
        implements Comparable<CommandClaim> {
    private static final Comparator<CommandClaim> ORDER =
            Comparator.comparing((CommandClaim claim) -> !claim.isTrusted())
                    .thenComparing(CommandClaim::plugin);

    @Override
    public int compareTo(CommandClaim other) {
        return ORDER.compare(this, other);
    }
}
