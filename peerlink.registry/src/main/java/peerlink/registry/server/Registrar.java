package peerlink.registry.server;

import java.io.IOException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import peerlink.api.Address;
import peerlink.api.Bytes;
import peerlink.api.PeerId;
import peerlink.api.Printable;
import peerlink.registry.access.Applicant;
import peerlink.registry.access.Verdict;
import peerlink.registry.admin.Count;
import peerlink.registry.admin.RegistryMetrics;
import peerlink.registry.protocol.Answer;
import peerlink.registry.protocol.ProtocolLimits;
import peerlink.registry.protocol.Request;
import peerlink.registry.protocol.Statement;
import peerlink.registry.store.Cursor;
import peerlink.registry.store.ErrorCode;
import peerlink.registry.store.RecordPage;
import peerlink.registry.store.RegistryStore;
import peerlink.registry.store.RequestRefusedException;
import peerlink.registry.store.SignedRecord;

/**
 * Decides on requests: checks them in order, carries them out, and tells the clients concerned.
 * Knows nothing of links. Safe for use by several threads, none of which waits for another here.
 *
 * <p>The file is longer than most, as it has one method for each request of the protocol.
 */
final class Registrar implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Registrar.class.getName());

    /** The time after which to come back to a registry that has no store. */
    private static final long STORE_RETRY_MILLIS = 5_000;

    private final RegistryOptions options;
    private final PeerId self;
    private final Function<Applicant, Verdict> admission;
    private final Predicate<Applicant> offersRelay;
    private final Openness openness;
    private final RegistryStore store;
    private final Renewals renewals;
    private final Prober prober;
    private final ChangeBroadcast broadcast;

    /** Holds, of the open links, those that have registered last with their keys. */
    private final Map<PeerId, Caller> registered = new ConcurrentHashMap<>();

    /** Holds, of the open links, those whose registrations another link holds now. */
    private final Map<PeerId, Set<Caller>> superseded = new ConcurrentHashMap<>();

    /** The number of leases, as last seen. */
    private volatile long leases;

    private final RegistryMetrics metrics;

    /**
     * @param self the id of the registry's own key
     * @param admission decides which peers may register
     * @param offersRelay tells the registered peers that may use this server as a relay
     * @param openness not {@link Openness#AUTOMATIC}
     * @param store stays the caller's
     * @param prober tries whether clients can be reached
     */
    Registrar(
            RegistryOptions options,
            PeerId self,
            Function<Applicant, Verdict> admission,
            Predicate<Applicant> offersRelay,
            Openness openness,
            RegistryStore store,
            Prober prober,
            RegistryMetrics metrics)
            throws IOException {
        this.prober = prober;
        this.options = options;
        this.self = self;
        this.admission = admission;
        this.offersRelay = offersRelay;
        this.metrics = metrics;
        this.openness = openness;
        this.store = store;
        this.renewals = new Renewals(store);
        // half of the room, so that a watcher that catches up has some left for later changes
        this.broadcast =
                new ChangeBroadcast(
                        store, options.limit(RegistryLimit.QUEUED_CHANGES) / 2, metrics);
    }

    /**
     * Returns the caller of one link.
     *
     * @param id proven by the link
     * @param observed the address that the link comes from
     * @param notices sends the client unasked notices; must not block
     * @param signals limits those to the client
     */
    Caller caller(
            PeerId id, String observed, Consumer<Answer> notices, Caller.SignalLimit signals) {
        return new Caller(id, observed, renewals.of(id), notices, signals);
    }

    /** Notes that the caller's registration or link has ended. */
    void ended(Caller caller) {
        registered.remove(caller.id(), caller);
        // behind that: from then on nobody supersedes it
        forgetSuperseded(caller);
    }

    private void noteSuperseded(Caller caller) {
        superseded.compute(
                caller.id(),
                (_, all) -> {
                    Set<Caller> more = all == null ? ConcurrentHashMap.newKeySet() : all;
                    more.add(caller);
                    return more;
                });
    }

    private void forgetSuperseded(Caller caller) {
        superseded.computeIfPresent(
                caller.id(),
                (_, all) -> {
                    all.remove(caller);
                    return all.isEmpty() ? null : all;
                });
    }

    /**
     * Answers one request. After {@code watching} and {@code resync}, {@link #follow} is to be
     * called.
     */
    Answer answer(Caller caller, Request request) {
        try {
            return switch (request) {
                case Request.Register register -> register(caller, register);
                case Request.Renew() -> renew(caller);
                case Request.Deregister(SignedRecord tombstone) -> deregister(caller, tombstone);
                case Request.LookupId(PeerId id) -> found(store.find(id));
                case Request.LookupName(var name) -> {
                    if (openness == Openness.HIDDEN) {
                        throw notAllowed("this registry answers for ids alone: ask for an id");
                    }
                    yield found(store.find(name));
                }
                case Request.Prefix(String prefix) -> {
                    requireListing(caller);
                    requireRegistered(caller);
                    metrics.count(Count.LOOKUP);
                    yield new Answer.Records(
                            store.findByPrefix(prefix, ProtocolLimits.MAX_PREFIX_ANSWERS), null);
                }
                case Request.ListPage(PeerId after) -> {
                    requireListing(caller);
                    RecordPage page = store.page(after, ProtocolLimits.PAGE);
                    metrics.count(Count.LIST);
                    yield new Answer.Records(page.records(), page.next());
                }
                case Request.Watch watch -> {
                    requireListing(caller);
                    metrics.count(Count.WATCH);
                    yield broadcast.answer(watch);
                }
                case Request.Signal(PeerId peer, Bytes data) -> signal(caller, peer, data);
                case Request.Ping() -> new Answer.Done();
                case Request.Probe(int port) -> probed(caller, port);
                case Request.Unknown(String type) ->
                        throw new RequestRefusedException(
                                ErrorCode.UNKNOWN_REQUEST, "unknown request '" + type + "'");
            };
        } catch (RequestRefusedException e) {
            return refuse(e);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "the store failed: {0}", Printable.reason(e));
            return refuse(
                    RequestRefusedException.retryAfter(
                            ErrorCode.UNAVAILABLE,
                            "the registry cannot reach its store",
                            STORE_RETRY_MILLIS));
        }
    }

    Answer.Failure refuse(RequestRefusedException refusal) {
        metrics.refused(refusal.code().word());
        return Answer.Failure.of(refusal);
    }

    /** Notes that a client did not read the changes that it watched. */
    void overrun() {
        metrics.count(Count.DROPPED_WATCHER);
    }

    /** Sends a watcher all changes after a cursor, until {@link #unwatch}. */
    void follow(FrameQueue outbox, Cursor after) throws IOException {
        broadcast.follow(outbox, after);
    }

    /** Forgets a watcher. */
    void unwatch(FrameQueue outbox) {
        broadcast.drop(outbox);
    }

    /** Ends the leases that have run out. To be called again when the store says. */
    void sweep() throws IOException {
        store.sweep();
    }

    RegistryStatistics statistics(int connections) {
        try {
            leases = store.statistics().leases();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "the store failed: {0}", Printable.reason(e));
        }
        Map<ErrorCode, Long> byCode = new EnumMap<>(ErrorCode.class);
        for (ErrorCode code : ErrorCode.values()) {
            if (metrics.refusals(code.word()) > 0) {
                byCode.put(code, metrics.refusals(code.word()));
            }
        }
        return new RegistryStatistics(
                connections,
                broadcast.watchers(),
                leases,
                metrics.total(Count.REGISTRATION),
                metrics.total(Count.RENEWAL),
                metrics.total(Count.LOOKUP) + metrics.total(Count.LIST),
                byCode,
                metrics.sweepLag());
    }

    @Override
    public void close() {
        broadcast.close();
    }

    private Answer register(Caller caller, Request.Register request)
            throws RequestRefusedException, IOException {
        SignedRecord signed = request.record();
        Statement.Present content = StatementCheck.present(signed, caller.id());
        caller.show(request.proof());
        requireAdmitted(caller);
        var record = content.record(signed);
        store.check(record);
        StatementCheck.requireTime(content, now());
        StatementCheck.requireSignature(signed, content, Statement.Present.DOMAIN);
        store.put(record);
        caller.registered(content);
        forgetSuperseded(caller);
        AtomicReference<@Nullable Caller> former = new AtomicReference<>();
        registered.compute(
                caller.id(),
                (_, before) -> {
                    former.set(before);
                    return succeed(caller, before);
                });
        // not before: the client asks at once, and must hear of the one that holds the registration
        if (caller.isSuperseded()) {
            caller.remind();
        } else if (former.get() instanceof Caller before && before.isSuperseded()) {
            before.remind();
        }
        metrics.count(Count.REGISTRATION);
        return leased(caller);
    }

    private Caller succeed(Caller caller, @Nullable Caller before) {
        Caller latest = caller.succeed(before);
        if (caller.isSuperseded()) {
            noteSuperseded(caller);
        } else if (before != null && before.isSuperseded()) {
            noteSuperseded(before);
        }
        return latest;
    }

    private Answer renew(Caller caller) throws RequestRefusedException, IOException {
        requireAdmitted(caller);
        requireOwn(caller);
        switch (caller.lease().renew()) {
            case RENEWED -> {}
            case NOT_REGISTERED ->
                    throw new RequestRefusedException(
                            ErrorCode.NOT_REGISTERED, "there is no lease to renew");
            case STALE_RECORD ->
                    throw new RequestRefusedException(
                            ErrorCode.NOT_REGISTERED,
                            "the record is so old that nobody believes it: sign and register another");
        }
        metrics.count(Count.RENEWAL);
        return leased(caller);
    }

    private Answer deregister(Caller caller, SignedRecord tombstone)
            throws RequestRefusedException, IOException {
        requireOwn(caller);
        Statement.Gone content = StatementCheck.gone(tombstone, caller.id());
        store.checkRemoval(caller.id(), content.sequence());
        StatementCheck.requireTime(content, now());
        StatementCheck.requireSignature(tombstone, content, Statement.Gone.DOMAIN);
        store.remove(caller.id(), content.sequence());
        ended(caller);
        // at once: until one of them registers again, nobody finds the peer
        superseded.getOrDefault(caller.id(), Set.of()).forEach(Caller::remind);
        metrics.count(Count.DEREGISTRATION);
        return new Answer.Done();
    }

    /** Passes a signal on, to a peer that is registered on a link of this server. */
    private Answer signal(Caller caller, PeerId peer, Bytes data) throws RequestRefusedException {
        if (!options.signals()) {
            throw notAllowed("this registry passes on no signals");
        }
        requireAdmitted(caller);
        if (registered.get(caller.id()) != caller) {
            throw new RequestRefusedException(
                    ErrorCode.NOT_REGISTERED, "signals are for registered peers: register first");
        }
        Caller addressee = registered.get(peer);
        if (addressee == null || addressee == caller) {
            throw new RequestRefusedException(
                    ErrorCode.UNREACHABLE, "that peer has no link to this registry now");
        }
        addressee.signal(new Answer.Signal(caller.id(), caller.observed(), data));
        metrics.count(Count.SIGNAL);
        return new Answer.Done();
    }

    /**
     * Requires that no other link has registered since with the same key; else lets both of them
     * know.
     */
    private void requireOwn(Caller caller) throws RequestRefusedException {
        if (!caller.isSuperseded()) {
            return;
        }
        // waits until the other link's registration is entered
        Caller latest = registered.computeIfPresent(caller.id(), (_, holder) -> holder);
        if (latest == null || latest == caller) {
            throw new RequestRefusedException(
                    ErrorCode.NOT_REGISTERED,
                    "another process had registered with your key and is gone: sign and register again");
        }
        latest.report(caller);
        throw new RequestRefusedException(
                ErrorCode.SUPERSEDED,
                "another process has registered with the same key, from %s: peers are sent to that one"
                        .formatted(latest.observed()));
    }

    private Answer leased(Caller caller) {
        return new Answer.Leased(
                options.ttl().toMillis(),
                options.renewAfter().toMillis(),
                caller.observed(),
                offersRelay.test(caller.to(self)));
    }

    /** Tells a client how it is seen, and tries to connect to it if it may register. */
    private Answer probed(Caller caller, int port) throws RequestRefusedException, IOException {
        boolean isTried = port > 0 && admission.apply(caller.to(self)) == Verdict.ADMITTED;
        Optional<Boolean> reachable =
                isTried
                        ? prober.probe(caller.id(), Address.parse(caller.observed()), port)
                        : Optional.empty();
        if (reachable.isPresent()) {
            metrics.count(Count.PROBE);
        }
        return new Answer.Probed(
                now().toEpochMilli(),
                caller.observed(),
                reachable,
                offersRelay.test(caller.to(self)));
    }

    private Answer found(Optional<SignedRecord> record) {
        metrics.count(Count.LOOKUP);
        return new Answer.Records(record.stream().toList(), null);
    }

    private void requireAdmitted(Caller caller) throws RequestRefusedException {
        Applicant applicant = caller.to(self);
        switch (admission.apply(applicant)) {
            case ADMITTED -> {}
            case SHUT_OUT ->
                    throw notAllowed(
                            "the operator of this registry has shut your id out: ask the operator why");
            case UNKNOWN ->
                    throw notAllowed(
                            applicant.proof().isPresent()
                                    ? "the token is none of this registry's: ask its operator for a new one"
                                    : "this registry takes the peers that its operator has listed or given a token: send the operator your id");
        }
    }

    private void requireRegistered(Caller caller) throws RequestRefusedException, IOException {
        if (!store.isLeased(caller.id())) {
            throw new RequestRefusedException(
                    ErrorCode.NOT_REGISTERED, "this is for registered peers only: register first");
        }
    }

    private void requireListing(Caller caller) throws RequestRefusedException, IOException {
        switch (openness) {
            case PUBLIC -> {}
            case REGISTERED -> requireRegistered(caller);
            case AUTOMATIC, LOOKUP_ONLY, HIDDEN ->
                    throw notAllowed("this registry lists nobody: ask for an id or an exact name");
        }
    }

    private static RequestRefusedException notAllowed(String text) {
        return new RequestRefusedException(ErrorCode.NOT_ALLOWED, text);
    }

    private Instant now() throws IOException {
        return store.now();
    }
}
