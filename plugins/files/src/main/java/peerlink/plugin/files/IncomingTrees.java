package peerlink.plugin.files;

import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import peerlink.api.Bytes;
import peerlink.api.CommandException;
import peerlink.api.Link;
import peerlink.api.LinkHandler;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.ProtocolViolationException;
import peerlink.plugin.files.basis.Wording;
import peerlink.plugin.files.parts.Part;
import peerlink.plugin.files.parts.PartRecord;
import peerlink.plugin.files.parts.PartStore;
import peerlink.plugin.files.wire.TransferFrame;

/**
 * Serves the links of {@code files/2}: brings each offer to its transfer, which may have begun on
 * an earlier link or in an earlier process. Safe for use by several threads.
 */
final class IncomingTrees implements LinkHandler {
    /** The name of a transfer: one peer offers the same names and sizes once at a time. */
    private record Key(PeerId peer, Bytes digest) {}

    private final Transfers transfers;
    private final TransferContext context;
    private final PartStore store;
    private final AcceptRules rules;
    private final Map<Key, IncomingTree> trees = new ConcurrentHashMap<>();

    IncomingTrees(Transfers transfers, PartStore store, AcceptRules rules) {
        this.transfers = transfers;
        this.context = transfers.context();
        this.store = store;
        this.rules = rules;
    }

    /** Finds the parts of earlier processes, and removes those that nobody has claimed. */
    void load() throws IOException {
        for (Part part : store.load()) {
            if (isUnclaimed(part)) {
                delete(part);
            } else if (part.record().state() == PartRecord.State.ACCEPTED) {
                PeerId from = part.record().peer();
                IncomingTree tree =
                        transfers.add(
                                next ->
                                        new IncomingTree(
                                                context,
                                                store,
                                                next,
                                                transfers.peer(from),
                                                TreeOffer.of(part.record()),
                                                part));
                trees.put(new Key(from, part.record().digest()), tree);
            }
        }
    }

    private boolean isUnclaimed(Part part) throws IOException {
        return PartStore.isUnclaimed(part, context.now());
    }

    /** Removes a part; the next start tries again if its disk is not there now. */
    private void delete(Part part) {
        try {
            part.delete();
        } catch (IOException e) {
            context.plugin().logger().log(System.Logger.Level.WARNING, "a part is left", e);
        }
    }

    /** Removes what was left alone for too long. */
    void sweep() {
        Instant now = context.now();
        for (IncomingTree tree : trees.values()) {
            tree.expireIfUnclaimed(now);
        }
        trees.values().removeIf(tree -> tree.stage() == IncomingStage.ENDED);
    }

    @Override
    public void handle(Link link) throws IOException {
        PeerId from = link.info().remote();
        if (!transfers.quota().admit(from)) {
            stop(link, false, "too many files at once");
            return;
        }
        try {
            TransferFrame.Offer offer = offer(link);
            if (!hasServed(link, offer, place(from, offer))) {
                // it has ended in this moment: what is offered is another one
                var _ = hasServed(link, offer, place(from, offer));
            }
        } finally {
            transfers.quota().release(from);
        }
    }

    /** The answer to an offer. */
    private sealed interface Place {
        /** It belongs to a transfer. */
        record Known(IncomingTree tree) implements Place {}

        /** The transfer has ended, and its sender has not read that. */
        record Ended(Part part) implements Place {}

        /** There is no room for it now. */
        record Refused(String reason) implements Place {}
    }

    /** Serves a link. Returns false if its transfer has ended in this moment. */
    private boolean hasServed(Link link, TransferFrame.Offer offer, Place place)
            throws IOException {
        switch (place) {
            case Place.Known(IncomingTree tree) -> {
                return tree.hasServed(link, offer);
            }
            case Place.Ended(Part part) -> answer(link, part);
            case Place.Refused(String reason) -> stop(link, false, reason);
        }
        return true;
    }

    private Place place(PeerId from, TransferFrame.Offer offer) throws IOException {
        Key key = new Key(from, offer.digest());
        IncomingTree before = trees.get(key);
        if (before != null && before.stage() == IncomingStage.ENDED) {
            // its part may be on the way out, and is no answer to an offer that comes later
            before.awaitGone();
        }
        return place(key, offer);
    }

    /** Finds the place of an offer. Speaks on no link, as each peer waits for this lock. */
    private synchronized Place place(Key key, TransferFrame.Offer offer) throws IOException {
        PeerId from = key.peer();
        IncomingTree known = trees.get(key);
        if (known != null && known.stage() != IncomingStage.ENDED) {
            return new Place.Known(known);
        }
        Part ended = store.find(from, offer.digest());
        if (ended != null) {
            return new Place.Ended(ended);
        }
        if (!transfers.rate().take(from)) {
            return new Place.Refused("too many offers: try again in a minute");
        }
        if (transfers(from) >= context.limits().perPeer()) {
            return new Place.Refused("too many files at once");
        }
        Peer peer = transfers.peer(from);
        IncomingTree fresh =
                transfers.add(
                        next ->
                                new IncomingTree(
                                        context, store, next, peer, TreeOffer.of(offer), null));
        fresh.onFirst(
                rules.accepts(from, offer.bytes()) ? () -> takeUnasked(fresh) : fresh::announce);
        trees.put(key, fresh);
        return new Place.Known(fresh);
    }

    /** Accepts an offer as the user has told beforehand. */
    private void takeUnasked(IncomingTree tree) {
        try {
            tree.accept(context.settings().folder(), null, false);
        } catch (IOException e) {
            context.plugin().show("can't save %s: %s".formatted(tree.subject(), Wording.reason(e)));
            tree.announce();
        } catch (CommandException e) {
            context.plugin().logger().log(System.Logger.Level.DEBUG, "not accepted", e);
        }
    }

    /** Returns the number of a peer's offers and transfers, also of those without a link. */
    private long transfers(PeerId peer) {
        return trees.values().stream()
                .filter(
                        tree ->
                                tree.peer().id().equals(peer)
                                        && tree.stage() != IncomingStage.ENDED)
                .count();
    }

    /** Tells the sender of an end that it has not read. */
    private void answer(Link link, Part ended) throws IOException {
        link.send(
                (ended.record().state() == PartRecord.State.DONE
                                ? new TransferFrame.Done()
                                : new TransferFrame.Stop(true, "stopped"))
                        .encode());
        if (hasRead(link)) {
            ended.delete();
        }
    }

    private void stop(Link link, boolean isForGood, String reason) throws IOException {
        link.send(new TransferFrame.Stop(isForGood, reason).encode());
        hasRead(link);
    }

    /** Waits a moment for the other side to read and to close. Returns whether it has. */
    private boolean hasRead(Link link) {
        try (Watchdog.Deadline _ = context.watchdog().in(context.limits().linger(), link::close)) {
            while (true) {
                link.receive();
            }
        } catch (java.io.EOFException e) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private TransferFrame.Offer offer(Link link) throws IOException {
        try (Watchdog.Deadline _ =
                context.watchdog().in(context.limits().firstFrame(), () -> noOffer(link))) {
            TransferFrame first = TransferFrame.decode(link.receive());
            if (first instanceof TransferFrame.Offer offer) {
                return offer;
            }
            throw new ProtocolViolationException(
                    "a link for files begins with an offer, not with '" + first.kind() + "'");
        }
    }

    private void noOffer(Link link) {
        link.reportViolation(
                new ProtocolViolationException(
                        "no offer within " + context.limits().firstFrame().toMillis() + " ms"));
        link.close();
    }
}
