package peerlink.cli.repl;

import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.cli.node.ChatConfig;
import peerlink.cli.node.NodeOptions;
import peerlink.cli.program.Environment;

/**
 * Describes a terminal's user to the chat there.
 *
 * @param environment the variables and the home of the user
 * @param self the user's name, for the prompt before the node is there
 * @param config the settings and aliases of the chat
 * @param options the options that the user gave, for hints, with the invites to use
 * @param peer the peer to chat with, as the user typed it; null if the user chooses it later
 * @param invited the peer whose invite opens the chat with it; null if none does
 * @param terminal the process of the terminal
 * @param folder the folder in which the user is, absolute
 * @param zone returns the user's present time zone
 * @param notice a line for the beginning; empty if there is none
 * @param draft the line that the user has typed so far
 * @param shownUntil the time up to which another process, which has ended, has shown the chat with
 *     the peer on this terminal; null if none has
 * @param isFirst whether the chat begins with the node, and so before directories have answered
 */
public record ChatPlace(
        Environment environment,
        PeerName self,
        ChatConfig config,
        NodeOptions options,
        @Nullable String peer,
        @Nullable PeerId invited,
        long terminal,
        Path folder,
        Supplier<ZoneId> zone,
        String notice,
        String draft,
        @Nullable Instant shownUntil,
        boolean isFirst) {
    /**
     * Tells whether the terminal brings the line being typed. A chat that goes on has its own line,
     * though empty: what is in the file of drafts may be typed on another terminal, which is about
     * to bring it.
     */
    boolean hasLine() {
        return !draft.isEmpty() || shownUntil != null;
    }
}
