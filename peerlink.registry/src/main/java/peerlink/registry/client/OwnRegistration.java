package peerlink.registry.client;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import peerlink.api.Announcement;
import peerlink.api.Bytes;
import peerlink.api.DirectoryEvent;
import peerlink.api.PeerId;
import peerlink.api.Printable;
import peerlink.api.RefusedException;
import peerlink.registry.protocol.Answer;
import peerlink.registry.protocol.Request;
import peerlink.registry.store.ErrorCode;
import peerlink.registry.store.SignedRecord;

/**
 * Keeps this node's own registration: signs the announcement, renews the lease, and signs and
 * announces it again on every new link and before the record is so old that clients doubt it. Safe
 * for use by several threads; one request of it is under way at a time.
 *
 * <p>The file is longer than most, as one lock orders all that is said of the lease.
 */
final class OwnRegistration {
    private static final System.Logger LOG = System.getLogger(OwnRegistration.class.getName());

    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    /** The longest time until it looks again if there is nothing to do. */
    private static final Duration IDLE = Duration.ofSeconds(30);

    private final RecordSigner signer;
    private final Function<PeerId, Optional<Bytes>> proofs;
    private final RegistrationEvents events;
    private final SequenceSource sequences;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable OwnLease current;

    private volatile @Nullable PeerId relay;

    /**
     * Is true once the server has said that the lease may be another process's, until it is asked.
     * Set by the link's reader, which must not wait for the lock, and perhaps before the answer to
     * the registration is read.
     */
    private final AtomicBoolean isDoubtful = new AtomicBoolean();

    /**
     * Is true if the server may have granted something for which no caller has waited: the lock
     * guards it.
     */
    private boolean isUnsure;

    /** Is true once nothing may be announced any more: the lock guards it. */
    private boolean isEnded;

    /**
     * @param proofs gives the proof of a token for the registry of an id, if there is one
     * @param events hears each time that the server declines a registration that it granted before,
     *     and when it grants it again; called with a lock held, must not block
     */
    OwnRegistration(
            RecordSigner signer,
            Function<PeerId, Optional<Bytes>> proofs,
            Consumer<DirectoryEvent> events,
            InstantSource clock,
            RandomGenerator random) {
        this.signer = signer;
        this.proofs = proofs;
        this.events = new RegistrationEvents(events);
        this.sequences = new SequenceSource(clock);
        this.clock = clock;
        this.random = random;
    }

    boolean isHeld() {
        OwnLease own = current;
        return own != null && !own.isWithdrawn();
    }

    /** Tells whether the registration is known to the server of this link. */
    boolean isAnnouncedOn(RegistryLink link) {
        lock.lock();
        try {
            return isHeld() && current != null && current.isGrantedOn(link);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Registers; from then on {@link #tend} keeps it so. If it fails, the former announcement
     * stays.
     *
     * @throws IOException also after {@link #end}
     */
    OwnLease announce(RegistryLink link, Announcement announcement, RequestDeadline deadline)
            throws IOException {
        lock(deadline.require());
        boolean wasUnsure = isUnsure;
        try {
            if (isEnded) {
                throw new IOException("the directory is closed");
            }
            var own = new OwnLease(announcement, sign(announcement), signAgainAt());
            isUnsure = true;
            register(link, own, deadline.require());
            isUnsure = false;
            current = own;
            events.tellContender(own);
            return own;
        } catch (RefusedException e) {
            // it says nothing of an earlier one that was not answered
            isUnsure = wasUnsure;
            throw e;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Ends a registration, unless another has replaced it; without a link, the lease is left to run
     * out. If it fails, the registration is not renewed any more all the same.
     */
    void withdraw(OwnLease own, @Nullable RegistryLink link, RequestDeadline deadline)
            throws IOException {
        own.withdraw();
        lock(deadline.require());
        try {
            if (current != own) {
                return;
            }
            current = null;
            if (link != null && !own.isSuperseded()) {
                deregister(link, deadline);
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Withdraws the announcement that the server has, or may have. A registration that is under way
     * is waited for and withdrawn, too; later ones fail.
     */
    void end(@Nullable RegistryLink link, RequestDeadline deadline) throws IOException {
        OwnLease before = current;
        if (before != null) {
            before.withdraw();
        }
        lock(deadline.require());
        try {
            isEnded = true;
            OwnLease last = current;
            current = null;
            boolean mayBeKnown = isUnsure;
            if (last != null) {
                last.withdraw();
                mayBeKnown = !last.isSuperseded();
            }
            if (mayBeKnown && link != null) {
                deregister(link, deadline);
            }
        } finally {
            lock.unlock();
        }
    }

    private void deregister(RegistryLink link, RequestDeadline deadline) throws IOException {
        SignedRecord tombstone = signer.gone(sequences.next(), clock.millis());
        link.requestDone(new Request.Deregister(tombstone), deadline.require());
    }

    /**
     * Renews if it is time, or registers again if the server of this link doesn't know the
     * registration.
     *
     * @return the time until that is due again
     */
    Duration tend(RegistryLink link) throws IOException {
        lock(TIMEOUT);
        try {
            OwnLease own = current;
            if (own == null || own.isWithdrawn()) {
                // the thread that withdraws sends the tombstone; if that failed, the lease runs out
                return IDLE;
            }
            switch (own.next(link, clock.millis(), isDoubtful.getAndSet(false))) {
                case REGISTER -> registerAgain(link, own);
                case RENEW -> renew(link, own);
                case NONE -> {}
            }
            return own.left();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Returns the id of the server, if it has offered to be a relay when it granted the lease last,
     * or was asked.
     */
    Optional<PeerId> relay() {
        return Optional.ofNullable(relay);
    }

    /** Notes that a server offers to be a relay, though it has granted nothing yet. */
    void offered(PeerId server) {
        relay = server;
    }

    /**
     * Notes the server's word that another process has registered with the same key: asks at once
     * for the state of the lease. Never waits.
     */
    void doubt() {
        isDoubtful.set(true);
    }

    /**
     * Notes the server's word that another process has registered with the same key before, and is
     * alive. Reported once for each time that this node was registered, and not before it is: the
     * server may say so before its answer to the registration is read.
     *
     * @param observed the address that the other process's link comes from
     */
    void contested(String observed) {
        events.contender(observed);
        events.tellContender(current);
    }

    private void renew(RegistryLink link, OwnLease own) throws IOException {
        switch (link.request(new Request.Renew(), TIMEOUT)) {
            case Answer.Leased lease -> leased(link, own, lease);
            case Answer.Failure failure when failure.code().equals("not-registered") -> {
                if (!own.isWithdrawn()) {
                    registerAgain(link, own);
                }
            }
            case Answer.Failure failure when failure.code().equals(ErrorCode.SUPERSEDED.word()) -> {
                own.superseded();
                events.refused(own, failure.refused());
            }
            case Answer.Failure failure -> {
                RefusedException refused = failure.refused();
                if (refused.retryAfter().isEmpty()) {
                    events.refused(own, refused);
                }
                // else it is to be asked again, and its last grant may hold until then
                own.declined(refused, random);
            }
            case Answer other -> throw other.unexpected();
        }
    }

    private void registerAgain(RegistryLink link, OwnLease own) throws IOException {
        signAgain(own);
        try {
            register(link, own, TIMEOUT);
        } catch (RefusedException e) {
            // granted before and refused now: another took the name meanwhile, or the registry is
            // full
            LOG.log(System.Logger.Level.WARNING, "registering again: {0}", e.getMessage());
            own.lost();
            events.refused(own, e);
            own.declined(e, random);
        }
    }

    private void register(RegistryLink link, OwnLease own, Duration timeout) throws IOException {
        Answer answer = link.request(registration(link, own), timeout);
        if (answer instanceof Answer.Failure(String code, _, _, OptionalLong seen, _)
                && code.equals(ErrorCode.STALE_SEQUENCE.word())
                && seen.isPresent()
                && sequences.raise(seen.getAsLong())) {
            // the clock was set back, or this identity runs elsewhere too: the last to register
            // counts
            signAgain(own);
            answer = link.request(registration(link, own), timeout);
        }
        switch (answer) {
            case Answer.Leased lease -> leased(link, own, lease);
            case Answer.Failure failure -> throw failure.refused();
            default -> throw answer.unexpected();
        }
    }

    private Request registration(RegistryLink link, OwnLease own) {
        return new Request.Register(own.record(), proofs.apply(link.registry()));
    }

    private void signAgain(OwnLease own) {
        own.signed(sign(own.announcement()), signAgainAt());
    }

    private SignedRecord sign(Announcement announcement) {
        return signer.present(announcement, sequences.next(), clock.millis());
    }

    private long signAgainAt() {
        return clock.millis() + Backoff.resigning(random).toMillis();
    }

    private void leased(RegistryLink link, OwnLease own, Answer.Leased lease) {
        own.granted(link, lease, random);
        relay = lease.relay() ? link.registry() : null;
        events.granted(own, lease.observed(), link.local());
        LOG.log(
                System.Logger.Level.DEBUG,
                () -> "lease holds; seen from " + Printable.excerpt(lease.observed()));
    }

    private void lock(Duration timeout) throws IOException {
        try {
            if (!lock.tryLock(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new IOException("the registry has not answered in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while registering");
        }
    }
}
