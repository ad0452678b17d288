package peerlink.registry;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import peerlink.api.PeerId;
import peerlink.registry.admin.Count;
import peerlink.registry.admin.RegistryMetrics;

/**
 * Decides on requests: who may do what, in which order it is checked, and who is told. Knows nothing of links. Safe for use
 * by several threads.
 */
final class Registrar {
    /** Whoever sends a request: proven by the link, and where the link comes from. */
    record Caller(PeerId id, String observed) {}

    private final RegistryOptions options;
    private final Predicate<PeerId> admitted;
    private final Audience audience;
    private final InstantSource clock;

    /** Guards the store and the watchers together, so that every watcher sees the changes in the order of the store. */
    private final Object lock = new Object();

    private final RegistryStore store;
    private final Set<Outbox> watchers = new HashSet<>();

    private final RegistryMetrics metrics;

    /**
     * @param admitted who may register
     * @param audience whom to let list and watch; not {@link Audience#AUTOMATIC}
     */
    Registrar(
            RegistryOptions options,
            Predicate<PeerId> admitted,
            Audience audience,
            RegistryStore store,
            InstantSource clock,
            RegistryMetrics metrics) {
        this.options = options;
        this.admitted = admitted;
        this.audience = audience;
        this.store = store;
        this.clock = clock;
        this.metrics = metrics;
    }

    /**
     * Answers one request.
     *
     * @param outbox the caller's, which changes go to once it watches
     */
    Reply answer(Caller caller, Request request, Outbox outbox) {
        try {
            return switch (request) {
                case Request.Register(SignedRecord record) -> register(caller, record);
                case Request.Renew() -> renew(caller);
                case Request.Deregister(SignedRecord tombstone) -> deregister(caller, tombstone);
                case Request.LookupId(PeerId id) ->
                        found(store(s -> s.find(id, now())).stream().toList());
                case Request.LookupName(var name) ->
                        found(store(s -> s.find(name, now())).stream().toList());
                case Request.Prefix(String prefix) -> {
                    requireRegistered(caller);
                    int limit = Limits.MAX_PREFIX_ANSWERS;
                    yield found(store(s -> s.findByPrefix(prefix, limit, now())));
                }
                case Request.ListPage(PeerId after) -> {
                    requireAudience(caller);
                    // one more than a page, to know whether there is another
                    yield page(store(s -> s.page(after, Limits.PAGE + 1, now())));
                }
                case Request.Watch() -> watch(caller, outbox);
                case Request.Ping() -> new Reply.Done();
                case Request.Unknown(String type) ->
                        throw new Rejection(
                                ErrorCode.UNKNOWN_REQUEST, "unknown request '" + type + "'");
            };
        } catch (Rejection e) {
            return reject(e);
        }
    }

    Reply.Failure reject(Rejection rejection) {
        metrics.refused(rejection.code().word());
        return rejection.failure();
    }

    /** Forgets a watcher. */
    void unwatch(Outbox outbox) {
        synchronized (lock) {
            watchers.remove(outbox);
        }
    }

    /** Ends the leases that have run out, and tells the watchers. To be called about once a second. */
    void sweep() {
        synchronized (lock) {
            List<Change> ended = store.expire(now());
            publish(ended);
            metrics.count(Count.EXPIRY, ended.size());
        }
    }

    RegistryStatistics statistics(int connections) {
        synchronized (lock) {
            return new RegistryStatistics(
                    connections,
                    watchers.size(),
                    store.leases(),
                    metrics.total(Count.REGISTRATION),
                    metrics.total(Count.RENEWAL),
                    metrics.total(Count.LOOKUP) + metrics.total(Count.LIST),
                    metrics.refusals());
        }
    }

    private Reply register(Caller caller, SignedRecord signed) throws Rejection {
        Statement.Present content = Admission.present(signed, caller.id());
        requireAdmitted(caller);
        var record = new SignedRecord.Verified(signed, content);
        synchronized (lock) {
            store.check(record, now());
        }
        Admission.requireTime(content, now());
        Admission.requireSignature(signed, content, Statement.Present.DOMAIN);
        synchronized (lock) {
            publish(store.put(record, now()).stream().toList());
        }
        metrics.count(Count.REGISTRATION);
        return leased(caller);
    }

    private Reply renew(Caller caller) throws Rejection {
        requireAdmitted(caller);
        synchronized (lock) {
            store.renew(caller.id(), now());
        }
        metrics.count(Count.RENEWAL);
        return leased(caller);
    }

    private Reply deregister(Caller caller, SignedRecord tombstone) throws Rejection {
        Statement.Gone content = Admission.gone(tombstone, caller.id());
        synchronized (lock) {
            store.checkRemoval(caller.id(), content.sequence());
        }
        Admission.requireTime(content, now());
        Admission.requireSignature(tombstone, content, Statement.Gone.DOMAIN);
        synchronized (lock) {
            Optional<Change> change = store.remove(caller.id(), content.sequence(), now());
            publish(change.stream().toList());
        }
        metrics.count(Count.DEREGISTRATION);
        return new Reply.Done();
    }

    private Reply watch(Caller caller, Outbox outbox) throws Rejection {
        requireAudience(caller);
        synchronized (lock) {
            watchers.add(outbox);
        }
        metrics.count(Count.WATCH);
        return new Reply.Done();
    }

    private Reply leased(Caller caller) {
        return new Reply.Leased(
                options.ttl().toMillis(), options.renewAfter().toMillis(), caller.observed());
    }

    private Reply found(List<SignedRecord> records) {
        metrics.count(Count.LOOKUP);
        return new Reply.Records(records, null);
    }

    private Reply page(List<SignedRecord.Verified> records) {
        metrics.count(Count.LIST);
        boolean isLast = records.size() <= Limits.PAGE;
        List<SignedRecord.Verified> page = isLast ? records : records.subList(0, Limits.PAGE);
        return new Reply.Records(
                page.stream().map(SignedRecord.Verified::signed).toList(),
                isLast ? null : page.getLast().content().id());
    }

    /** Tells every watcher; one that has no room is dropped, which ends its link. Holds the lock, never waits. */
    private void publish(List<Change> changes) {
        if (!changes.isEmpty()) {
            int before = watchers.size();
            watchers.removeIf(watcher -> !watcher.offer(changes));
            metrics.count(Count.DROPPED_WATCHER, before - watchers.size());
            metrics.count(Count.CHANGE, changes.size());
        }
    }

    private void requireAdmitted(Caller caller) throws Rejection {
        if (!admitted.test(caller.id())) {
            throw new Rejection(
                    ErrorCode.NOT_ALLOWED,
                    "this registry takes the peers that its operator has listed: send the operator your id");
        }
    }

    private void requireRegistered(Caller caller) throws Rejection {
        if (!store(s -> s.isLeased(caller.id(), now()))) {
            throw new Rejection(
                    ErrorCode.NOT_REGISTERED, "this is for registered peers only: register first");
        }
    }

    private void requireAudience(Caller caller) throws Rejection {
        switch (audience) {
            case ANYONE -> {}
            case REGISTERED -> requireRegistered(caller);
            case NOBODY, AUTOMATIC ->
                    throw new Rejection(
                            ErrorCode.NOT_ALLOWED,
                            "this registry lists nobody: ask for an id or an exact name");
        }
    }

    private <T> T store(Function<RegistryStore, T> query) {
        long before = System.nanoTime();
        T answer;
        synchronized (lock) {
            answer = query.apply(store);
        }
        metrics.storeAnswered(Duration.ofNanos(System.nanoTime() - before));
        return answer;
    }

    private Instant now() {
        return clock.instant();
    }
}
