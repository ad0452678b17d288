package peerlink.plugin.lan;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import peerlink.api.Address;
import peerlink.api.Bytes;
import peerlink.api.DirectoryEvent;
import peerlink.api.Peer;
import peerlink.api.PeerId;
import peerlink.api.Printable;
import peerlink.api.ProtocolViolationException;

/**
 * Judges the datagrams that come in: limits first, then all that needs no signature, then the
 * signature, and only then the content. A statement counts if it was signed lately:
 *
 * <ul>
 * <li>it answers a query of this node's, or
 * <li>its peer is known, and its sequence is greater than that of the last statement, or
 * <li>its peer is not known, and its time is within {@link #SKEW} of this machine's clock.
 * </ul>
 *
 * <p>The source of any other one is asked for a statement that answers. Pure but for the table; not
 * safe for use by several threads.
 */
final class LanReception {
    private static final System.Logger LOG = System.getLogger(LanReception.class.getName());

    /** The difference of clocks up to which the time of an unknown peer's statement counts. */
    static final Duration SKEW = Duration.ofMinutes(5);

    /** The milliseconds by which a statement may be overtaken by a later one on another way. */
    private static final long OVERTAKEN = 10_000;

    /** The time for which one proof that this identity runs twice is enough. */
    private static final long TWIN = TimeUnit.MINUTES.toNanos(1);

    /** The consequence of a datagram. */
    sealed interface Judgement {
        /** The datagram has no consequence. */
        record Nothing() implements Judgement {}

        /**
         * Its source gets a statement of this node's.
         *
         * @param limit the greatest length, which is that of the query: nobody gets more bytes than
         *     were sent in its name
         */
        record Answer(Bytes nonce, int limit) implements Judgement {}

        /** Its source is asked for a statement that is new, by a query of this length. */
        record Challenge(int length) implements Judgement {}

        /**
         * Another process states now that it is this very peer.
         *
         * @param addresses the addresses that it tells
         */
        record Twin(List<Address> addresses) implements Judgement {}

        /** The peers of the network have changed. */
        record Changed(List<DirectoryEvent> events) implements Judgement {}
    }

    private static final Judgement NOTHING = new Judgement.Nothing();

    private final PeerId self;
    private final Neighbours neighbours;
    private final LanLimits limits;
    private final LanQueries queries;
    private final Supplier<Set<PeerId>> recognised;
    private final Predicate<PeerId> isContact;
    private final InstantSource clock;

    /** The time at which the user was told that this identity runs twice; 0 if never. */
    private long twinAt;

    private final RecentNonces answered = new RecentNonces();
    private final RecentNonces seen = new RecentNonces();

    /**
     * @param recognised the ids whose sealed statements are opened
     */
    LanReception(
            PeerId self,
            Neighbours neighbours,
            LanLimits limits,
            LanQueries queries,
            Supplier<Set<PeerId>> recognised,
            Predicate<PeerId> isContact,
            InstantSource clock) {
        this.self = self;
        this.neighbours = neighbours;
        this.limits = limits;
        this.queries = queries;
        this.recognised = recognised;
        this.isContact = isContact;
        this.clock = clock;
    }

    /**
     * Judges a datagram.
     *
     * @param now the time in nanoseconds, from any origin
     */
    Judgement judge(Bytes datagram, LanSource from, long now) {
        if (!limits.datagram(from.address(), now)) {
            return NOTHING;
        }
        try {
            return switch (LanDatagram.decode(datagram)) {
                case LanDatagram.Query query -> query(query, from, now);
                case LanDatagram.Signed signed -> statement(signed, datagram.size(), from, now);
                case LanDatagram.Sealed sealed -> sealed(sealed, datagram.size(), from, now);
            };
        } catch (ProtocolViolationException e) {
            LOG.log(
                    Level.DEBUG,
                    () -> "dropped a datagram of " + from.address() + ": " + Printable.reason(e));
            return NOTHING;
        }
    }

    private Judgement query(LanDatagram.Query query, LanSource from, long now) {
        // one of this node's own must be answered by nobody else in its name
        if (queries.isAsked(query.nonce(), now)
                || answered.has(query.nonce())
                || !limits.answer(from.address(), now)) {
            return NOTHING;
        }
        answered.add(query.nonce());
        return new Judgement.Answer(query.nonce(), query.length());
    }

    private Judgement sealed(LanDatagram.Sealed sealed, int length, LanSource from, long now)
            throws ProtocolViolationException {
        if (seen.has(sealed.nonce()) || !limits.seal(now)) {
            return NOTHING;
        }
        seen.add(sealed.nonce());
        for (PeerId id : (Iterable<PeerId>) sealers()::iterator) {
            Optional<Bytes> opened = new LanSeal(id).open(sealed);
            if (opened.isPresent()) {
                // another one who knows the id can seal, but not sign
                return LanDatagram.decode(opened.get()) instanceof LanDatagram.Signed signed
                                && signed.id().equals(id)
                        ? statement(signed, length, from, now)
                        : NOTHING;
            }
        }
        return NOTHING;
    }

    /** Returns the ids that may have sealed a statement, this node's among them. */
    private Stream<PeerId> sealers() {
        return Stream.concat(Stream.of(self), recognised.get().stream()).distinct();
    }

    private Judgement statement(LanDatagram.Signed signed, int length, LanSource from, long now)
            throws ProtocolViolationException {
        PeerId id = signed.id();
        if (id.equals(self)) {
            return twin(signed, length, from, now);
        }
        OptionalLong last = neighbours.sequence(id);
        boolean isRepeated = last.isPresent() && last.getAsLong() == signed.sequence();
        boolean isGoodbyeOfNobody =
                signed.kind() == LanDatagram.Kind.GONE && !neighbours.isPresent(id);
        if (isRepeated || isGoodbyeOfNobody) {
            return NOTHING;
        }
        if (!queries.isAsked(signed.nonce(), now) && !isNew(signed, last)) {
            boolean isOvertaken =
                    last.isPresent()
                            && signed.sequence() < last.getAsLong()
                            && last.getAsLong() - signed.sequence() < OVERTAKEN;
            return !isOvertaken && limits.challenge(from.address(), now)
                    ? new Judgement.Challenge(length)
                    : NOTHING;
        }
        if (!limits.signature(now) || !signed.isVerified()) {
            return NOTHING;
        }
        return new Judgement.Changed(
                signed.kind() == LanDatagram.Kind.GONE
                        ? neighbours.gone(id, signed.sequence())
                        : present(signed, id, from, now));
    }

    /**
     * Judges a statement of this node's own key that it did not make just now. Only an answer to
     * its own query counts: anybody can tell again what it has said itself.
     */
    private Judgement twin(LanDatagram.Signed signed, int length, LanSource from, long now)
            throws ProtocolViolationException {
        if (signed.kind() == LanDatagram.Kind.GONE || twinAt != 0 && now - twinAt < TWIN) {
            return NOTHING;
        }
        if (!queries.isAsked(signed.nonce(), now)) {
            return limits.challenge(from.address(), now)
                    ? new Judgement.Challenge(length)
                    : NOTHING;
        }
        if (!limits.signature(now) || !signed.isVerified()) {
            return NOTHING;
        }
        return new Judgement.Twin(LanRecord.decode(signed.body()).addresses());
    }

    /** Looks at no other proof that this identity runs twice for a while: its user was told. */
    void twinTold(long now) {
        twinAt = now;
    }

    private boolean isNew(LanDatagram.Signed signed, OptionalLong last) {
        return last.isPresent()
                ? signed.sequence() > last.getAsLong()
                : Math.abs(clock.millis() - signed.time()) <= SKEW.toMillis();
    }

    private List<DirectoryEvent> present(
            LanDatagram.Signed signed, PeerId id, LanSource from, long now)
            throws ProtocolViolationException {
        LanRecord content = LanRecord.decode(signed.body());
        if (!neighbours.isPresent(id) && !isContact.test(id) && !limits.newcomer(now)) {
            return List.of();
        }
        Peer peer = new Peer(id, content.name(), LanAddresses.heard(content.addresses(), from));
        return neighbours.present(
                peer, signed.sequence(), from.address(), now + content.lifetime().toNanos());
    }
}
