package peerlink.plugin.registry.redis;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.api.Visibility;
import peerlink.registry.store.Changes;
import peerlink.registry.store.Cursor;
import peerlink.registry.store.NameSkeleton;
import peerlink.registry.store.PeerRecord;
import peerlink.registry.store.RecordPage;
import peerlink.registry.store.RegistryStore;
import peerlink.registry.store.Renewal;
import peerlink.registry.store.RequestRefusedException;
import peerlink.registry.store.SignedRecord;
import peerlink.registry.store.StoreSettings;
import peerlink.registry.store.StoreStatistics;
import peerlink.registry.store.Sweep;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol;

/**
 * Keeps the leases in Redis. Each call is one script, so each step of one node is whole to all
 * others; nothing is remembered here. Lookups, renewals and registrations have a connection each,
 * so that none waits for the replicas that only registrations wait for.
 */
final class RedisStore implements RegistryStore {
    private final StoreSettings settings;
    private final RedisSettings redis;
    private final Keys keys;
    private final Lane lookups;
    private final Lane renewals;
    private final Lane registrations;
    private final RedisIndex index;
    private final RedisFeed feed;
    private final RedisSweep sweep;
    private final StoreClock clock = new StoreClock();
    private final String ttl;

    private RedisStore(Servers servers, RedisSettings redis, StoreSettings settings) {
        this.settings = settings;
        this.redis = redis;
        this.keys = Keys.of(redis.prefix());
        this.ttl = Long.toString(settings.ttl().toMillis());
        this.lookups = new Lane("peerlink redis-lookups", servers, redis, 0);
        this.renewals = new Lane("peerlink redis-renewals", servers, redis, 0);
        this.registrations =
                new Lane("peerlink redis-registrations", servers, redis, redis.replicas());
        this.index = new RedisIndex(lookups, keys);
        this.feed = new RedisFeed(lookups, keys, servers);
        this.sweep = new RedisSweep(renewals, keys, clock, settings, redis);
    }

    static RedisStore open(RedisAddress address, RedisSettings redis, StoreSettings settings)
            throws IOException {
        var servers = new Servers(address, redis);
        ServerCheck.check(servers, redis);
        var store = new RedisStore(servers, redis, settings);
        try {
            // without the replicas, which may come back later
            store.clock.measured(store.time(store.lookups));
            return store;
        } catch (IOException e) {
            store.close();
            throw e;
        }
    }

    @Override
    public Instant now() throws IOException {
        return clock.now(() -> time(renewals));
    }

    @Override
    public void check(PeerRecord record) throws RequestRefusedException, IOException {
        put(lookups, record, true);
    }

    @Override
    public void put(PeerRecord record) throws RequestRefusedException, IOException {
        put(registrations, record, false);
    }

    @Override
    public void checkRemoval(PeerId id, long sequence) throws RequestRefusedException, IOException {
        remove(lookups, id, sequence, true);
    }

    @Override
    public void remove(PeerId id, long sequence) throws RequestRefusedException, IOException {
        remove(registrations, id, sequence, false);
    }

    @Override
    public List<Renewal> renew(List<PeerId> ids) throws IOException {
        if (ids.isEmpty()) {
            return List.of();
        }
        if (ids.size() > MAX_RENEWALS) {
            throw new IllegalArgumentException(ids.size() + " renewals");
        }
        var arguments = new ArrayList<Object>(List.of(ttl, PeerRecord.MAX_AGE.toMillis()));
        ids.forEach(id -> arguments.add(id.text()));
        List<?> answers = Replies.list(call(renewals, Script.RENEW, arguments), ids.size());
        var outcomes = new ArrayList<Renewal>(ids.size());
        for (Object answer : answers) {
            outcomes.add(
                    switch (Replies.text(answer)) {
                        case "r" -> Renewal.RENEWED;
                        case "s" -> Renewal.STALE_RECORD;
                        default -> Renewal.NOT_REGISTERED;
                    });
        }
        return outcomes;
    }

    @Override
    public int renewalBatch() {
        return MAX_RENEWALS;
    }

    @Override
    public boolean isLeased(PeerId id) throws IOException {
        return index.find(id).isPresent();
    }

    @Override
    public Optional<SignedRecord> find(PeerId id) throws IOException {
        return index.find(id);
    }

    @Override
    public Optional<SignedRecord> find(PeerName name) throws IOException {
        return index.find(name);
    }

    @Override
    public List<SignedRecord> findByPrefix(String prefix, int limit) throws IOException {
        return index.findByPrefix(prefix, limit);
    }

    @Override
    public RecordPage page(@Nullable PeerId after, int limit) throws IOException {
        return index.page(after, limit);
    }

    @Override
    public Cursor cursor() throws IOException {
        return feed.cursor();
    }

    @Override
    public Changes changes(Cursor after, int limit, Duration patience) throws IOException {
        return feed.changes(after, limit, patience);
    }

    @Override
    public Sweep sweep() throws IOException {
        return sweep.run();
    }

    @Override
    public void probe() throws IOException {
        // if registrations wait for replicas, so does this
        clock.measured(time(registrations));
    }

    @Override
    public StoreStatistics statistics() throws IOException {
        return new StoreStatistics(size(keys.deadlines()), size(keys.held()));
    }

    @Override
    public void close() {
        feed.close();
        lookups.close();
        renewals.close();
        registrations.close();
    }

    private void put(Lane lane, PeerRecord record, boolean isDry)
            throws RequestRefusedException, IOException {
        decide(
                record,
                call(
                        lane,
                        Script.PUT,
                        List.of(
                                ttl,
                                record.id().text(),
                                digits(record.sequence()),
                                record.issuedAt(),
                                letter(record.visibility()),
                                record.name().text(),
                                NameSkeleton.of(record.name()).text(),
                                RecordForm.encode(record.signed()),
                                settings.nameHold().toMillis(),
                                settings.maxLeases(),
                                redis.feedLength(),
                                PeerRecord.MAX_AGE.toMillis(),
                                isDry ? "1" : "0")));
    }

    private void remove(Lane lane, PeerId id, long sequence, boolean isDry)
            throws RequestRefusedException, IOException {
        decide(
                null,
                call(
                        lane,
                        Script.REMOVE,
                        List.of(
                                ttl,
                                id.text(),
                                digits(sequence),
                                redis.feedLength(),
                                isDry ? "1" : "0")));
    }

    private void decide(@Nullable PeerRecord record, @Nullable Object reply)
            throws RequestRefusedException, IOException {
        List<?> answer = Replies.list(reply, 1);
        String word = Replies.text(answer.getFirst());
        switch (word) {
            case "ok" -> {}
            case "stale" ->
                    throw RequestRefusedException.staleSequence(Replies.number(answer.getLast()));
            case "full" -> throw RequestRefusedException.full(settings.ttl());
            default -> {
                if (record != null && word.equals("taken")) {
                    throw RequestRefusedException.nameTaken(record.name());
                }
                throw Replies.unexpected();
            }
        }
    }

    private long time(Lane lane) throws IOException {
        return Replies.number(call(lane, Script.CLOCK, List.of(ttl)));
    }

    private long size(String key) throws IOException {
        return Replies.number(lookups.call(new CommandArguments(Protocol.Command.ZCARD).key(key)));
    }

    private @Nullable Object call(Lane lane, Script script, List<?> arguments) throws IOException {
        return lane.call(script.call(keys, arguments));
    }

    /**
     * Returns a sequence number in the form that scripts compare: they know no integers of 64 bits.
     */
    private static String digits(long sequence) {
        return "%019d".formatted(sequence);
    }

    private static String letter(Visibility visibility) {
        return visibility.isListed() ? "p" : visibility.isNamed() ? "l" : "h";
    }
}
