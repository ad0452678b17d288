package peerlink.registry.store;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import peerlink.api.PeerId;
import peerlink.api.PeerName;

/**
 * Keeps leases, and the names that belong to keys. Several nodes may share one store, each through
 * an instance of its own.
 *
 * <p>A peer has one record. While its lease lasts it is found, as far as its {@link
 * peerlink.api.Visibility} allows; afterwards the store keeps its name and its sequence number
 * until {@link StoreSettings#nameHold} has passed, and at most as many of them as there may be
 * leases: the names go first that would be given back first. A peer has one name, and gives it back
 * by registering another. Names of one {@link NameSkeleton} are one name, yet a peer is found by
 * its exact name alone.
 *
 * <p>Every method may be called by any thread, and by many at once; each may block, for a disk or
 * for a network. Each call is atomic to all nodes. A call throws {@link IOException} if the store
 * can't be reached or can't write; then it may have happened or not, and the caller may ask again.
 * A thread that is interrupted while it waits gets an {@link java.io.InterruptedIOException}.
 * Leases run by the store's clock, see {@link #now}.
 */
public interface RegistryStore extends AutoCloseable {
    /** The most renewals in one call of {@link #renew}. */
    int MAX_RENEWALS = 64;

    /**
     * Returns the time by the clock that leases run by. A store on another machine may tell it from
     * a recent measurement, without asking for it each time.
     */
    Instant now() throws IOException;

    /**
     * Tells whether {@link #put} would take the record, before its signature is worth checking.
     *
     * @throws RequestRefusedException with {@code stale-sequence}, {@code name-taken} or {@code
     *     too-many}
     */
    void check(PeerRecord record) throws RequestRefusedException, IOException;

    /**
     * Takes or replaces a peer's record and gives it a lease. When it returns, the registration is
     * durable: no crash of the process loses it, nor any other event that the store promises to
     * survive. If the very record is leased already, its lease is renewed.
     *
     * @param record a record with a good signature
     * @throws RequestRefusedException as {@link #check}
     */
    void put(PeerRecord record) throws RequestRefusedException, IOException;

    /**
     * Tells whether {@link #remove} would take the tombstone, before its signature is worth
     * checking.
     *
     * @throws RequestRefusedException with {@code stale-sequence}
     */
    void checkRemoval(PeerId id, long sequence) throws RequestRefusedException, IOException;

    /**
     * Ends a peer's lease; durable as {@link #put} is. Does nothing for a peer that the store
     * doesn't know.
     *
     * @param sequence the tombstone's number; no older record will be taken any more
     * @throws RequestRefusedException as {@link #checkRemoval}
     */
    void remove(PeerId id, long sequence) throws RequestRefusedException, IOException;

    /**
     * Prolongs leases to a ttl from now. This need not be durable: a store that was down grants its
     * leases the time that it missed.
     *
     * @param ids at most {@link #MAX_RENEWALS}
     * @return the result for each, in the same order
     */
    List<Renewal> renew(List<PeerId> ids) throws IOException;

    /**
     * Returns a peer's lease for a caller that renews it often, such as a link. It may be kept for
     * as long as the caller likes, with or without a lease: it always stands for the lease that the
     * peer has then. Each that is returned is for one thread at a time.
     */
    default Renewable renewable(PeerId id) {
        List<PeerId> ids = List.of(id);
        return () -> renew(ids).getFirst();
    }

    /**
     * Returns the number of renewals that are worth gathering before they are sent in one call of
     * {@link #renew}: 1 for a store in this process, at most {@link #MAX_RENEWALS}.
     */
    default int renewalBatch() {
        return 1;
    }

    boolean isLeased(PeerId id) throws IOException;

    /** Finds a peer by its id, even a hidden one. */
    Optional<SignedRecord> find(PeerId id) throws IOException;

    /** Finds a peer by its exact name, unless it is hidden. */
    Optional<SignedRecord> find(PeerName name) throws IOException;

    /**
     * Finds listed peers whose names begin so, case and all, in the order of the names without
     * regard to case.
     *
     * @param prefix a valid beginning of a name
     * @param limit the most to return
     */
    List<SignedRecord> findByPrefix(String prefix, int limit) throws IOException;

    /**
     * Returns listed peers in the order of ids.
     *
     * @param after the id after which to begin, or null for the beginning
     * @param limit the most to return
     */
    RecordPage page(@Nullable PeerId after, int limit) throws IOException;

    /**
     * Returns the current place of the change feed. A call of {@link #page} after this one tells of
     * all changes up to there, and maybe of later ones.
     */
    Cursor cursor() throws IOException;

    /**
     * Reads the change feed: the comings, changes and goings of listed peers, each once it is
     * durable. Every node reads the same changes in the same order, whichever node made them.
     *
     * @param after the place from which to read
     * @param limit the most changes to return
     * @param patience the longest time to wait for a change if there is none yet
     */
    Changes changes(Cursor after, int limit, Duration patience) throws IOException;

    /**
     * Ends the leases that have run out, and gives back the names that were held long enough. To be
     * called again after {@link #untilSweep}; any node may, and several at once.
     */
    Sweep sweep() throws IOException;

    /** The time between two sweeps of a node, as long as leases may run out at any moment. */
    Duration SWEEP_PERIOD = Duration.ofMillis(50);

    /** The longest time between two sweeps. */
    Duration LONGEST_SWEEP_PERIOD = Duration.ofSeconds(1);

    /**
     * Returns the time until a sweep is worth its while, so that a machine with few leases may
     * sleep: from {@link #SWEEP_PERIOD}, for a store that can't tell, to {@link
     * #LONGEST_SWEEP_PERIOD}.
     */
    default Duration untilSweep() throws IOException {
        return SWEEP_PERIOD;
    }

    /**
     * Goes to the store and back, and returns if it could take a registration now. Its time is the
     * store's round trip; a store in this process has none.
     */
    void probe() throws IOException;

    StoreStatistics statistics() throws IOException;

    /**
     * Lets go of the store's resources here; registrations stay. Calls that wait end with an {@link
     * IOException}.
     */
    @Override
    void close();
}
