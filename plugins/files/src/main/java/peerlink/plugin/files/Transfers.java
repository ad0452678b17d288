package peerlink.plugin.files;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import peerlink.api.CommandException;
import peerlink.api.Link;
import peerlink.api.LinkHandler;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.api.PluginContext;
import peerlink.api.Printable;
import peerlink.api.ProtocolViolationException;

/** Keeps all offers and transfers, by number. Safe for use by several threads. */
final class Transfers implements LinkHandler {
    private final TransferContext context;
    private final OfferRate rate;
    private final Map<Integer, Transfer> transfers = new ConcurrentSkipListMap<>();
    private final AtomicInteger lastNumber = new AtomicInteger();

    /** The number of links of each peer. Guarded by the lock. */
    private final Map<PeerId, Integer> admitted = new HashMap<>();

    private final ReentrantLock lock = new ReentrantLock();
    private int admittedInAll;

    Transfers(
            PluginContext plugin,
            FileSettings settings,
            TransferLimits limits,
            Watchdog watchdog,
            OfferRate rate) {
        this.context =
                new TransferContext(
                        plugin,
                        settings,
                        limits,
                        watchdog,
                        transfer -> transfers.remove(transfer.number()));
        this.rate = rate;
    }

    /** Returns all transfers, the oldest first. */
    List<Transfer> all() {
        return List.copyOf(transfers.values());
    }

    /** Returns the transfer with the number that the user typed. */
    Transfer byNumber(String text) throws CommandException {
        Transfer transfer =
                text.matches("[0-9]{1,9}") ? transfers.get(Integer.valueOf(text)) : null;
        if (transfer == null) {
            throw new CommandException(
                    "no file with number '" + Printable.excerpt(text) + "'", "/files");
        }
        return transfer;
    }

    /** Adds the transfer of a file that this side has offered on the link. */
    OutgoingTransfer offered(Peer peer, String name, OutgoingFile file, Link link) {
        var transfer =
                new OutgoingTransfer(context, lastNumber.incrementAndGet(), peer, name, file, link);
        transfers.put(transfer.number(), transfer);
        return transfer;
    }

    /** Serves a link on which a peer offers a file. */
    @Override
    public void handle(Link link) throws IOException {
        PeerId from = link.info().remote();
        if (!admit(from)) {
            refuse(link, "too many files at once");
            return;
        }
        try {
            if (!rate.take(from)) {
                refuse(link, "too many offers: try again in a minute");
                return;
            }
            Frame.Offer offer = offer(link);
            var transfer =
                    new IncomingTransfer(
                            context, lastNumber.incrementAndGet(), peer(from), offer, link);
            transfers.put(transfer.number(), transfer);
            try {
                transfer.run();
            } finally {
                transfers.remove(transfer.number());
            }
        } finally {
            release(from);
        }
    }

    private void refuse(Link link, String reason) throws IOException {
        link.send(new Frame.Refuse(reason).encode());
        awaitEnd(link);
    }

    /**
     * Waits a moment for the other side to read and to close, since closing first may lose the last
     * frame.
     */
    private void awaitEnd(Link link) {
        try (Watchdog.Deadline _ = context.watchdog().in(context.limits().linger(), link::close)) {
            while (true) {
                link.receive();
            }
        } catch (IOException e) {
            context.plugin().logger().log(System.Logger.Level.TRACE, "link has ended", e);
        }
    }

    private Frame.Offer offer(Link link) throws IOException {
        try (Watchdog.Deadline _ =
                context.watchdog().in(context.limits().firstFrame(), () -> noOffer(link))) {
            Frame first = Frame.decode(link.receive());
            if (first instanceof Frame.Offer offer) {
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

    private Peer peer(PeerId id) {
        return context.plugin().messenger().peers().stream()
                .filter(peer -> peer.id().equals(id))
                .findFirst()
                .orElseGet(
                        () ->
                                // the beginning of an id is a name too, and claims nothing
                                new Peer(id, new PeerName(id.text().substring(0, 16)), List.of()));
    }

    private boolean admit(PeerId peer) {
        lock.lock();
        try {
            int open = admitted.getOrDefault(peer, 0);
            if (open >= context.limits().perPeer() || admittedInAll >= context.limits().inAll()) {
                return false;
            }
            admitted.put(peer, open + 1);
            admittedInAll++;
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void release(PeerId peer) {
        lock.lock();
        try {
            admitted.computeIfPresent(peer, (id, open) -> open == 1 ? null : open - 1);
            admittedInAll--;
        } finally {
            lock.unlock();
        }
    }
}
