package peerlink.registry.client;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
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
import peerlink.registry.protocol.Reply;
import peerlink.registry.protocol.Request;
import peerlink.registry.store.ErrorCode;
import peerlink.registry.store.SignedRecord;

/**
 * Keeps this node's own registration: signs the announcement, renews the lease, and signs and
 * announces it again on every new link and before the record is so old that clients doubt it. Safe
 * for use by several threads; one request of it is under way at a time.
 */
final class OwnRegistration {
    private static final System.Logger LOG = System.getLogger(OwnRegistration.class.getName());

    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    /** The longest time until it looks again if there is nothing to do. */
    private static final Duration IDLE = Duration.ofSeconds(30);

    /** The current announcement; its identity tells one registration from the next. */
    static final class Announced {
        private final Announcement announcement;
        private SignedRecord record;

        /** The time of the next signature by the clock, in milliseconds. */
        private long signAgainAt;

        private @Nullable RegistryLink link;
        private RequestDeadline due = RequestDeadline.in(Duration.ZERO);

        /** The time from the last grant to the renewal. */
        private Duration renewal = IDLE;

        /** The number of refusals since the server granted the lease last. */
        private int refusals;

        /** Is true once the server has said that it does not have the lease any more. */
        private boolean isRefused;

        /**
         * Is true once another process has registered with the same key, until this link does so
         * again.
         */
        private boolean isSuperseded;

        /** Is true once the user has heard of such a process, which this one has superseded. */
        private volatile boolean isContested;

        /** Set before the lock is asked for: a thread that withdraws may not get it in time. */
        private volatile boolean withdrawn;

        private Announced(Announcement announcement, SignedRecord record, long signAgainAt) {
            this.announcement = announcement;
            this.record = record;
            this.signAgainAt = signAgainAt;
        }
    }

    private final RecordSigner signer;
    private final Function<PeerId, Optional<Bytes>> proofs;
    private final Consumer<DirectoryEvent> news;
    private final SequenceSource sequences;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable Announced current;

    /**
     * The place of another process with the same key, which is not reported yet; null if there is
     * none.
     */
    private final AtomicReference<@Nullable String> contender = new AtomicReference<>();

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

    /**
     * @param proofs gives the proof of a token for the registry of an id, if there is one
     * @param news hears each time that the server declines a registration that it granted before,
     *     and when it grants it again; called with a lock held, must not block
     */
    OwnRegistration(
            RecordSigner signer,
            Function<PeerId, Optional<Bytes>> proofs,
            Consumer<DirectoryEvent> news,
            InstantSource clock,
            RandomGenerator random) {
        this.signer = signer;
        this.proofs = proofs;
        this.news = news;
        this.sequences = new SequenceSource(clock);
        this.clock = clock;
        this.random = random;
    }

    boolean isHeld() {
        Announced announced = current;
        return announced != null && !announced.withdrawn;
    }

    /** Tells whether the registration is known to the server of this link. */
    boolean isAnnouncedOn(RegistryLink link) {
        lock.lock();
        try {
            return isHeld() && current != null && current.link == link;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Registers; from then on {@link #tend} keeps it so. If it fails, the former announcement
     * stays.
     */
    Announced announce(RegistryLink link, Announcement announcement, RequestDeadline deadline)
            throws IOException {
        lock(deadline.require());
        boolean wasUnsure = isUnsure;
        try {
            var announced = new Announced(announcement, sign(announcement), signAgainAt());
            isUnsure = true;
            register(link, announced, deadline.require());
            isUnsure = false;
            current = announced;
            tellContender();
            return announced;
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
    void withdraw(Announced announced, @Nullable RegistryLink link, RequestDeadline deadline)
            throws IOException {
        announced.withdrawn = true;
        lock(deadline.require());
        try {
            if (current != announced) {
                return;
            }
            current = null;
            if (link != null && !announced.isSuperseded) {
                deregister(link, deadline);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Withdraws the announcement that the server has, or may have. */
    void withdrawAll(@Nullable RegistryLink link, RequestDeadline deadline) throws IOException {
        Announced last = current;
        if (last != null) {
            withdraw(last, link, deadline);
            return;
        }
        lock(deadline.require());
        try {
            if (isUnsure && link != null) {
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
            Announced announced = current;
            if (announced == null || announced.withdrawn) {
                // the thread that withdraws sends the tombstone; if that failed, the lease runs out
                return IDLE;
            }
            boolean isDue = isDoubtful.getAndSet(false) || !announced.due.left().isPositive();
            boolean isAging = clock.millis() >= announced.signAgainAt;
            boolean isElsewhere = announced.link != link && (isDue || announced.link != null);
            if (isElsewhere || isDue && isAging && !announced.isSuperseded) {
                registerAgain(link, announced);
            } else if (isDue) {
                renew(link, announced);
            }
            return announced.due.left();
        } finally {
            lock.unlock();
        }
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
        contender.set(observed);
        tellContender();
    }

    private void tellContender() {
        Announced announced = current;
        if (announced == null) {
            return;
        }
        String observed = contender.getAndSet(null);
        if (observed != null && !announced.isContested) {
            announced.isContested = true;
            news.accept(
                    new DirectoryEvent.Conflict(
                            "another process uses the same key, from "
                                    + Printable.excerpt(observed)));
        }
    }

    private void renew(RegistryLink link, Announced announced) throws IOException {
        switch (link.request(new Request.Renew(), TIMEOUT)) {
            case Reply.Leased lease -> leased(link, announced, lease);
            case Reply.Failure failure when failure.code().equals("not-registered") -> {
                if (!announced.withdrawn) {
                    registerAgain(link, announced);
                }
            }
            case Reply.Failure failure when failure.code().equals(ErrorCode.SUPERSEDED.word()) -> {
                announced.isSuperseded = true;
                announced.isContested = false;
                tellRefused(announced, failure.refused());
                // as often as a lease is renewed: when the other process is gone, this one soon
                // takes its place
                announced.due = RequestDeadline.in(announced.renewal);
            }
            case Reply.Failure failure -> {
                RefusedException refused = failure.refused();
                if (refused.retryAfter().isEmpty()) {
                    tellRefused(announced, refused);
                }
                // else it is to be asked again, and its last grant may hold until then
                declined(announced, refused);
            }
            case Reply other -> throw other.unexpected();
        }
    }

    private void registerAgain(RegistryLink link, Announced announced) throws IOException {
        signAgain(announced);
        try {
            register(link, announced, TIMEOUT);
        } catch (RefusedException e) {
            // granted before and refused now: another took the name meanwhile, or the registry is
            // full
            LOG.log(System.Logger.Level.WARNING, "registering again: {0}", e.getMessage());
            announced.link = null;
            tellRefused(announced, e);
            declined(announced, e);
        }
    }

    private void register(RegistryLink link, Announced announced, Duration timeout)
            throws IOException {
        Reply reply = link.request(registration(link, announced), timeout);
        if (reply instanceof Reply.Failure(String code, _, _, OptionalLong seen, _)
                && code.equals(ErrorCode.STALE_SEQUENCE.word())
                && seen.isPresent()
                && sequences.raise(seen.getAsLong())) {
            // the clock was set back, or this identity runs elsewhere too: the last to register
            // counts
            signAgain(announced);
            reply = link.request(registration(link, announced), timeout);
        }
        switch (reply) {
            case Reply.Leased lease -> leased(link, announced, lease);
            case Reply.Failure failure -> throw failure.refused();
            default -> throw reply.unexpected();
        }
    }

    private Request registration(RegistryLink link, Announced announced) {
        return new Request.Register(announced.record, proofs.apply(link.registry()));
    }

    private void signAgain(Announced announced) {
        announced.record = sign(announced.announcement);
        announced.signAgainAt = signAgainAt();
    }

    private SignedRecord sign(Announcement announcement) {
        return signer.present(announcement, sequences.next(), clock.millis());
    }

    private long signAgainAt() {
        return clock.millis() + Backoff.resigning(random).toMillis();
    }

    private void leased(RegistryLink link, Announced announced, Reply.Leased lease) {
        announced.link = link;
        announced.isSuperseded = false;
        announced.renewal = Backoff.renewal(lease, random);
        announced.due = RequestDeadline.in(announced.renewal);
        announced.refusals = 0;
        if (announced.isRefused) {
            announced.isRefused = false;
            news.accept(new DirectoryEvent.Granted());
        }
        LOG.log(
                System.Logger.Level.DEBUG,
                () -> "lease holds; seen from " + Printable.excerpt(lease.observed()));
    }

    private void tellRefused(Announced announced, RefusedException refused) {
        announced.isRefused = true;
        news.accept(new DirectoryEvent.Refused(refused.code(), Printable.reason(refused)));
    }

    private void declined(Announced announced, RefusedException reason) {
        Duration asked = Reconnect.asked(reason);
        announced.due =
                RequestDeadline.in(Backoff.DECLINED.delay(announced.refusals, asked, random));
        announced.refusals++;
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
