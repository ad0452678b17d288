package peerlink.plugin.files;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import peerlink.api.CommandException;
import peerlink.api.Peer;
import peerlink.api.PeerEvent;
import peerlink.api.PeerId;
import peerlink.api.PeerListener;
import peerlink.api.Printable;
import peerlink.plugin.files.basis.Wording;
import peerlink.plugin.files.source.SourceTree;

/** Begins transfers to peers, and lets those that wait go on when their peer comes. */
final class OutgoingTrees implements PeerListener {
    /** The largest number of transfers to peers at a time: each has a thread. */
    private static final int MAX = 64;

    private final Transfers transfers;
    private final TransferContext context;
    private final OutgoingQueue queue;
    private final InputCopies inputs;

    /** The paths of transfers with which a later process goes on if this one ends. */
    private final Set<Path> keptPaths = ConcurrentHashMap.newKeySet();

    OutgoingTrees(Transfers transfers, OutgoingQueue queue, InputCopies inputs) {
        this.inputs = inputs;
        this.transfers = transfers;
        this.context = transfers.context();
        this.queue = queue;
    }

    /**
     * Makes a transfer, which the caller runs.
     *
     * @param paths absolute
     * @param preserves whether dates and executable bits are told
     * @param isKept whether a later process goes on with it
     */
    OutgoingTree make(Peer peer, List<Path> paths, boolean preserves, boolean isKept)
            throws IOException, CommandException {
        SourceTree tree = SourceTree.of(paths, preserves);
        if (transfers.all().stream().filter(OutgoingTree.class::isInstance).count() >= MAX) {
            throw new CommandException("%d transfers wait already".formatted(MAX), "");
        }
        for (Transfer other : transfers.all()) {
            if (other instanceof OutgoingTree one && one.isSame(peer, tree)) {
                throw new CommandException(
                        "%s goes to %s already: it is number %d"
                                .formatted(tree.title(), context.nameOf(peer), one.number()),
                        "");
            }
        }
        return make(peer, tree, paths, isKept ? queue.add(peer.id(), paths, preserves) : null);
    }

    private OutgoingTree make(
            Peer peer, SourceTree tree, List<Path> paths, OutgoingQueue.@Nullable Waiting kept)
            throws IOException {
        OutgoingTree made =
                transfers.addTried(
                        next ->
                                new OutgoingTree(
                                        context,
                                        next,
                                        peer,
                                        tree,
                                        queue.folder(),
                                        () -> {
                                            forget(kept);
                                            keptPaths.removeAll(paths);
                                            inputs.remove(paths);
                                        }));
        if (kept != null) {
            keptPaths.addAll(paths);
        }
        return made;
    }

    /** Removes the copy of a standard input, unless a later process goes on with it. */
    void forgetInput(Path copy) {
        if (!keptPaths.contains(copy)) {
            inputs.remove(List.of(copy));
        }
    }

    private void forget(OutgoingQueue.@Nullable Waiting kept) {
        if (kept != null) {
            try {
                queue.remove(kept);
            } catch (IOException e) {
                context.plugin()
                        .show("can't forget a transfer that has ended: " + Wording.reason(e));
            }
        }
    }

    /** Goes on with what earlier processes have left. */
    void load() throws IOException {
        List<Path> unreadable = new ArrayList<>();
        List<OutgoingQueue.Waiting> all = queue.load(unreadable::add);
        for (Path file : unreadable) {
            context.plugin()
                    .show(
                            "what waits in %s can't be read"
                                    .formatted(Printable.line(file.toString())));
        }
        if (unreadable.isEmpty()) {
            // else nobody knows which of them wait
            inputs.removeAllBut(all.stream().flatMap(one -> one.paths().stream()).toList());
        }
        if (!all.isEmpty()) {
            // on a task of its own: large folders take their time
            context.plugin().fork("queue", () -> all.forEach(this::goOn));
        }
    }

    private void goOn(OutgoingQueue.Waiting waiting) {
        Peer peer = transfers.peer(waiting.peer());
        try {
            OutgoingTree tree =
                    make(
                            peer,
                            SourceTree.of(waiting.paths(), waiting.preserves()),
                            waiting.paths(),
                            waiting);
            context.plugin().fork("offer " + tree.number(), () -> tree.runAndTell(null));
        } catch (CommandException e) {
            forget(waiting);
            context.plugin()
                    .show(
                            "what was to go to %s is not sent: %s"
                                    .formatted(context.nameOf(peer), e.getMessage()));
        } catch (IOException e) {
            context.plugin()
                    .show(
                            "what is to go to %s waits for the next start: %s"
                                    .formatted(context.nameOf(peer), Wording.reason(e)));
        }
    }

    @Override
    public void hear(PeerEvent event) {
        switch (event) {
            case PeerEvent.Appeared(Peer peer) -> wake(peer.id());
            case PeerEvent.Linked(Peer peer, var _) -> wake(peer.id());
            default -> {}
        }
    }

    private void wake(PeerId peer) {
        for (Transfer transfer : transfers.all()) {
            if (transfer instanceof OutgoingTree tree && tree.peer().id().equals(peer)) {
                tree.wake();
            }
        }
    }
}
