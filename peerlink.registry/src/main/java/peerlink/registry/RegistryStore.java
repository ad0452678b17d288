package peerlink.registry;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import peerlink.api.PeerId;
import peerlink.api.PeerName;

/**
 * Leases, and the names that belong to keys. Several nodes may share one store, each through an instance of its own.
 *
 * <p>A peer has one record. While its lease lasts it is found, as far as its {@link peerlink.api.Visibility} allows; afterwards the store keeps
 * its name and its sequence number until {@link StoreSettings#nameHold} has passed, and at most as many of them as there may be
 * leases: those go first that would be given back first. A peer has one name, and gives it back by registering another. Names of
 * one {@link NameSkeleton} are one name, yet a peer is found by its exact name alone.
 *
 * <p>Every method may be called by any thread, and by many at once; each may block, for a disk or for a network. Each call is
 * atomic to all nodes. A call throws {@link IOException} if the store can't be reached or can't write; then it may have happened or
 * not, and whoever asked may ask again. A thread that is interrupted while it waits gets an {@link java.io.InterruptedIOException}.
 * Leases run by the store's clock, see {@link #now}.
 */
public interface RegistryStore extends AutoCloseable {
    /** The most renewals in one call of {@link #renew}. */
    int MAX_RENEWALS = 64;

    /**
     * Returns the time by the clock that leases run by. A store on another machine may tell it from a recent measurement, without
     * asking for it each time.
     */
    Instant now() throws IOException;

    /**
     * Tells whether {@link #put} would take the record, before its signature is worth checking.
     *
     * @throws Rejection with {@code stale-sequence}, {@code name-taken} or {@code too-many}
     */
    void check(PeerRecord record) throws Rejection, IOException;

    /**
     * Takes or replaces a peer's record and gives it a lease. When it returns, the registration is durable: no crash of the process
     * loses it, nor what else the store promises to survive. The very record that is leased already has its lease renewed.
     *
     * @param record whose signature is good
     * @throws Rejection as {@link #check}
     */
    void put(PeerRecord record) throws Rejection, IOException;

    /**
     * Tells whether {@link #remove} would take the tombstone, before its signature is worth checking.
     *
     * @throws Rejection with {@code stale-sequence}
     */
    void checkRemoval(PeerId id, long sequence) throws Rejection, IOException;

    /**
     * Ends a peer's lease; durable as {@link #put} is. Does nothing for a peer that the store doesn't know.
     *
     * @param sequence the tombstone's number; no older record will be taken any more
     * @throws Rejection as {@link #checkRemoval}
     */
    void remove(PeerId id, long sequence) throws Rejection, IOException;

    /**
     * Prolongs leases to a ttl from now. This need not be durable: a store that was down grants its leases the time that it missed.
     *
     * @param ids at most {@link #MAX_RENEWALS}
     * @return what became of each, in the same order
     */
    List<Renewal> renew(List<PeerId> ids) throws IOException;

    /**
     * Returns a peer's lease for whoever renews it often, such as a link. It may be kept for as long as the caller likes, whether or
     * not there is a lease: it is always about the one that the peer has then. Each that is returned is for one thread at a time.
     */
    default Renewable renewable(PeerId id) {
        List<PeerId> ids = List.of(id);
        return () -> renew(ids).getFirst();
    }

    /**
     * Returns how many renewals are worth waiting for before they are sent in one call of {@link #renew}: 1 for a store that has no
     * way to go, at most {@link #MAX_RENEWALS}.
     */
    default int renewalBatch() {
        return 1;
    }

    boolean isLeased(PeerId id) throws IOException;

    /** Finds a peer by its id, whatever its visibility. */
    Optional<SignedRecord> find(PeerId id) throws IOException;

    /** Finds a peer by its exact name, unless it is hidden. */
    Optional<SignedRecord> find(PeerName name) throws IOException;

    /**
     * Finds listed peers whose names begin so, case and all, in the order of the names without regard to case.
     *
     * @param prefix such as a name may begin with
     * @param limit how many to return at most
     */
    List<SignedRecord> findByPrefix(String prefix, int limit) throws IOException;

    /**
     * Returns listed peers in the order of ids.
     *
     * @param after the id after which to begin, or null for the beginning
     * @param limit how many to return at most
     */
    RecordPage page(@Nullable PeerId after, int limit) throws IOException;

    /**
     * Returns where the change feed is. A call of {@link #page} after this one tells of all changes up to there, and maybe of later
     * ones.
     */
    Cursor cursor() throws IOException;

    /**
     * Reads the change feed: what listed peers came, changed and went, each change once it is durable. Every node reads the same
     * changes in the same order, whichever node made them.
     *
     * @param after from where on
     * @param limit how many changes to return at most
     * @param patience how long to wait for a change if there is none yet
     */
    Changes changes(Cursor after, int limit, Duration patience) throws IOException;

    /**
     * Ends the leases that have run out, and gives back the names that were held long enough. To be called every
     * {@link #SWEEP_PERIOD} or so; any node may, and several at once.
     */
    Sweep sweep() throws IOException;

    /** How often a node sweeps. */
    Duration SWEEP_PERIOD = Duration.ofMillis(50);

    /**
     * Goes to the store and back, and returns if it could take a registration now. What it takes is the store's round trip; a store
     * in this process has none.
     */
    void probe() throws IOException;

    StoreStatistics statistics() throws IOException;

    /** Lets go of what the store holds here; what was registered stays. Calls that wait end with an {@link IOException}. */
    @Override
    void close();
}
