package peerlink.registry.server;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import peerlink.api.Address;
import peerlink.api.Bytes;
import peerlink.api.PeerId;
import peerlink.registry.access.Applicant;
import peerlink.registry.protocol.Answer;
import peerlink.registry.protocol.Statement;
import peerlink.registry.store.Renewable;
import peerlink.registry.store.RequestRefusedException;

/**
 * Stands for the client of one link in the registrar. Its requests are answered one after another,
 * each by the thread that has read it.
 */
final class Caller {
    /** Limits the signals to one client. */
    @FunctionalInterface
    interface SignalLimit {
        /**
         * Counts a signal.
         *
         * @param from the address of the one that signals
         * @throws RequestRefusedException if it is one too many
         */
        void count(Address from) throws RequestRefusedException;
    }

    private final PeerId id;
    private final String observed;
    private final Renewable lease;

    /** Sends the client unasked notices; must not block. */
    private final Consumer<Answer> notices;

    private final SignalLimit signals;

    // of the last registration; written before the caller is one that holds
    private volatile long sequence;
    private volatile Bytes announced = Bytes.empty();

    /** Is true once another link has registered with the same key after this one. */
    private volatile boolean isSuperseded;

    /** Is true once that other link was told that this one is alive. */
    private boolean isReported;

    /** Kept for renewals, which carry none: as long as the link lasts. */
    private Optional<Bytes> proof = Optional.empty();

    /**
     * @param id proven by the link
     * @param observed the address that the link comes from
     * @param lease the caller's, to be renewed
     * @param notices sends the client unasked notices; must not block
     * @param signals limits those to the client
     */
    Caller(
            PeerId id,
            String observed,
            Renewable lease,
            Consumer<Answer> notices,
            SignalLimit signals) {
        this.notices = notices;
        this.signals = signals;
        this.id = id;
        this.observed = observed;
        this.lease = lease;
    }

    PeerId id() {
        return id;
    }

    String observed() {
        return observed;
    }

    Renewable lease() {
        return lease;
    }

    /** Keeps the proof of a registration, in the place of an earlier one's. */
    void show(Optional<Bytes> proof) {
        this.proof = proof;
    }

    /** Notes that the caller has registered. */
    void registered(Statement.Present content) {
        sequence = content.sequence();
        // the link's origin, too: machines behind different routers may have the same addresses
        announced = digest(content.addresses(), Address.parse(observed).host());
        isSuperseded = false;
        isReported = false;
    }

    /** Returns a digest of the announced addresses and the host that they came from. */
    private static Bytes digest(List<Address> addresses, String origin) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            // no address and no host has a line feed
            String lines =
                    addresses.stream().map(Address::toString).collect(Collectors.joining("\n"));
            return Bytes.wrap(
                    digest.digest((origin + "\n" + lines).getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /**
     * Returns the one of this caller and the former one that holds the key's registration from now
     * on, and marks the other one as superseded; unless both are one process, which reaches this
     * registry in two ways.
     */
    Caller succeed(@Nullable Caller before) {
        if (before == null || before == this) {
            return this;
        }
        Caller latest = before.sequence > sequence ? before : this;
        if (!before.announced.equals(announced)) {
            Caller other = latest == this ? before : this;
            other.isSuperseded = true;
        }
        return latest;
    }

    /**
     * Tells that the superseding link has come, or has deregistered. A client that is alive then
     * asks for the state of its lease.
     */
    void remind() {
        notices.accept(new Answer.Superseded());
    }

    /**
     * Passes a signal on to the client.
     *
     * @throws RequestRefusedException if there are too many, in all or from the sender's address
     */
    void signal(Answer.Signal signal) throws RequestRefusedException {
        signals.count(Address.parse(signal.observed()));
        notices.accept(signal);
    }

    boolean isSuperseded() {
        return isSuperseded;
    }

    /**
     * Tells the client, whose registration holds, once of a caller that it has superseded and that
     * is alive.
     */
    void report(Caller superseded) {
        if (!superseded.isReported) {
            superseded.isReported = true;
            notices.accept(new Answer.Conflict(superseded.observed));
        }
    }

    Applicant to(PeerId registry) {
        return new Applicant(registry, id, proof);
    }
}
