package peerlink.plugin.files;

import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import peerlink.api.CommandException;
import peerlink.api.Link;
import peerlink.api.LinkHandler;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.api.PluginContext;
import peerlink.api.Printable;
import peerlink.api.Protocol;
import peerlink.api.ProtocolViolationException;

/**
 * Keeps all offers and transfers, by number, and serves the links of {@code files/1}. Safe for use
 * by several threads.
 */
final class Transfers implements LinkHandler {
    private final TransferContext context;
    private final OfferRate rate;
    private final LinkQuota quota;
    private final Map<Integer, Transfer> transfers = new ConcurrentSkipListMap<>();
    private final AtomicInteger lastNumber = new AtomicInteger();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition added = lock.newCondition();

    Transfers(
            PluginContext plugin,
            FileSettings settings,
            TransferLimits limits,
            Watchdog watchdog,
            LongSupplier nanoClock,
            InstantSource clock,
            Set<Protocol> protocols,
            OfferRate rate) {
        this.context =
                new TransferContext(
                        plugin,
                        settings,
                        limits,
                        watchdog,
                        nanoClock,
                        clock,
                        protocols,
                        transfer -> transfers.remove(transfer.number()));
        this.rate = rate;
        this.quota = new LinkQuota(limits);
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

    /**
     * Waits for an offer that has no answer yet, a second at most.
     *
     * @param wanted says which one
     */
    Optional<Offered> awaitOffered(Predicate<Offered> wanted) throws InterruptedException {
        lock.lock();
        try {
            Optional<Offered> found = offered(wanted);
            if (found.isEmpty()) {
                var _ = added.await(1, TimeUnit.SECONDS);
                found = offered(wanted);
            }
            return found;
        } finally {
            lock.unlock();
        }
    }

    private Optional<Offered> offered(Predicate<Offered> wanted) {
        return transfers.values().stream()
                .filter(Offered.class::isInstance)
                .map(Offered.class::cast)
                .filter(one -> one.isOffered() && wanted.test(one))
                .findFirst();
    }

    private void put(Transfer transfer) {
        lock.lock();
        try {
            transfers.put(transfer.number(), transfer);
            added.signalAll();
        } finally {
            lock.unlock();
        }
    }

    TransferContext context() {
        return context;
    }

    LinkQuota quota() {
        return quota;
    }

    OfferRate rate() {
        return rate;
    }

    /** Makes a transfer for a number. */
    interface Made<T extends Transfer> {
        T of(int number) throws IOException;
    }

    /** Adds a transfer as {@link #add} does, if it can be made. */
    <T extends Transfer> T addTried(Made<T> made) throws IOException {
        T transfer = made.of(lastNumber.incrementAndGet());
        put(transfer);
        return transfer;
    }

    /** Adds a transfer that is made for the next free number. */
    <T extends Transfer> T add(IntFunction<T> made) {
        T transfer = made.apply(lastNumber.incrementAndGet());
        put(transfer);
        return transfer;
    }

    /** Serves a link on which a peer offers a file. */
    @Override
    public void handle(Link link) throws IOException {
        PeerId from = link.info().remote();
        if (!quota.admit(from)) {
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
                    add(next -> new IncomingTransfer(context, next, peer(from), offer, link));
            try {
                transfer.run();
            } finally {
                transfers.remove(transfer.number());
            }
        } finally {
            quota.release(from);
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

    /** Returns a peer by its id. */
    Peer peer(PeerId id) {
        return context.plugin().messenger().peers().stream()
                .filter(peer -> peer.id().equals(id))
                .findFirst()
                .orElseGet(
                        () ->
                                // the beginning of an id is a name too, and claims nothing
                                new Peer(id, new PeerName(id.text().substring(0, 16)), List.of()));
    }
}
