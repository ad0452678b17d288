package peerlink.cli.repl;

import java.io.IOException;
import java.util.List;
import peerlink.api.Command;
import peerlink.api.Completion;
import peerlink.api.Console;
import peerlink.api.Peer;
import peerlink.cli.node.ChatConfig;
import peerlink.cli.node.PeerLookup;
import peerlink.core.Node;
import peerlink.core.model.UnknownPeerException;

/** The commands about peers whose messages come without a notification. */
final class MuteCommands {
    private final Node node;
    private final ChatConfig config;

    MuteCommands(Node node, ChatConfig config) {
        this.node = node;
        this.config = config;
    }

    List<Command> all() {
        return List.of(
                new ReplCommand(
                        "mute",
                        "no notifications of a peer's messages; without PEER, lists the muted",
                        "[PEER]",
                        new Completion.Peers(),
                        this::mute),
                new ReplCommand(
                        "unmute",
                        "notifications of a peer's messages again",
                        "PEER",
                        new Completion.Peers(),
                        this::unmute));
    }

    /** Returns a peer that has written, or could: no registry is asked for a name. */
    private Peer known(String typed) throws IOException {
        return PeerLookup.known(node, typed).orElseThrow(() -> UnknownPeerException.nobody(typed));
    }

    private void mute(List<String> arguments, Console console) throws Exception {
        if (arguments.isEmpty()) {
            list(console);
            return;
        }
        Peer peer = known(arguments.getFirst());
        config.mute(peer.id(), true);
        console.print(
                "%s is muted: messages are shown, and no notification".formatted(peer.name()));
    }

    private void unmute(List<String> arguments, Console console) throws Exception {
        Peer peer = known(arguments.getFirst());
        if (!config.muted().contains(peer.id().text())) {
            console.print("%s was not muted".formatted(peer.name()));
            list(console);
            return;
        }
        config.mute(peer.id(), false);
        console.print("%s is not muted any more".formatted(peer.name()));
    }

    private void list(Console console) throws IOException {
        List<String> muted = config.muted();
        console.print(muted.isEmpty() ? "nobody is muted" : "muted:");
        for (String id : muted) {
            console.print(
                    "  " + PeerLookup.known(node, id).map(peer -> peer.name().text()).orElse(id));
        }
    }
}
