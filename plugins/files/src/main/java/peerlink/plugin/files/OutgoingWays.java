package peerlink.plugin.files;

import java.io.IOException;
import java.nio.file.Path;
import peerlink.api.CommandException;
import peerlink.api.Link;
import peerlink.api.Peer;
import peerlink.api.PeerName;
import peerlink.api.Printable;
import peerlink.api.RefusedException;
import peerlink.api.UntrustedPeerException;
import peerlink.plugin.files.basis.Wording;
import peerlink.plugin.files.source.SourceTree;

/** Opens ways to the peer of a transfer: by the newest protocol that the peer speaks. */
final class OutgoingWays {
    /** A way to the peer that is open. */
    sealed interface Way {
        /** The peer takes files and folders. */
        record Trees(Link link) implements Way {}

        /** The peer takes single files, without resuming. */
        record Single(OutgoingTransfer transfer) implements Way {}
    }

    private final TransferContext context;
    private final int number;
    private final Peer peer;
    private final SourceTree tree;

    OutgoingWays(TransferContext context, int number, Peer peer, SourceTree tree) {
        this.context = context;
        this.number = number;
        this.peer = peer;
        this.tree = tree;
    }

    /**
     * Opens a way.
     *
     * @param hasBegun whether the transfer has begun before: then a plugin that is missing may come
     *     again, as the peer starts, or has it replaced by a newer one
     * @throws CommandException if there is none, and will be none soon
     * @throws IOException if there is none now
     */
    Way open(boolean hasBegun) throws IOException, CommandException {
        try {
            if (context.protocols().contains(FilesPlugin.TREES)) {
                return new Way.Trees(
                        context.plugin().messenger().open(present(), FilesPlugin.TREES));
            }
        } catch (RefusedException e) {
            if (!e.code().equals("unknown-protocol")) {
                throw refused(e, hasBegun);
            }
        } catch (UntrustedPeerException e) {
            throw new CommandException(String.valueOf(e.getMessage()), "");
        }
        try {
            return new Way.Single(single());
        } catch (RefusedException e) {
            throw refused(e, hasBegun);
        }
    }

    /** Returns the peer with the addresses that it has now. */
    private Peer present() throws IOException {
        return context.plugin().messenger().find(peer.id().text());
    }

    private PeerName peerName() {
        return context.nameOf(peer);
    }

    private OutgoingTransfer single() throws IOException, CommandException {
        if (!tree.isSingleFile()) {
            throw new CommandException(
                    "%s takes one file at a time: its PeerLink is older".formatted(peerName()), "");
        }
        OutgoingFile file = file(tree.path(0));
        try {
            Link single = context.plugin().messenger().open(present(), FilesPlugin.PROTOCOL);
            try {
                String name = tree.manifest().topNames().getFirst();
                single.send(new Frame.Offer(file.size(), name).encode());
            } catch (IOException | RuntimeException e) {
                single.close();
                throw e;
            }
            return new OutgoingTransfer(context, number, peer, tree.title(), file, single);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private static OutgoingFile file(Path path) throws CommandException {
        try {
            return OutgoingFile.open(path);
        } catch (IOException e) {
            throw new CommandException(
                    "can't read '" + Printable.line(path.toString()) + "': " + Wording.reason(e),
                    "");
        }
    }

    private CommandException refused(RefusedException e, boolean hasBegun) throws IOException {
        if (e.retryAfter().isPresent()) {
            throw e;
        }
        if (!e.code().equals("unknown-protocol")) {
            return new CommandException(peerName() + " takes no files: " + e.getMessage(), "");
        }
        String missing = peerName() + " can't receive files: the plugin files is missing there";
        if (hasBegun) {
            throw new IOException(missing, e);
        }
        return new CommandException(missing, "");
    }
}
