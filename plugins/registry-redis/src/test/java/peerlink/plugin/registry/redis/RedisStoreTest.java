package peerlink.plugin.registry.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import peerlink.api.Bytes;
import peerlink.api.PeerId;
import peerlink.api.PeerName;
import peerlink.api.Visibility;
import peerlink.plugin.registry.redis.testing.RedisProcess;
import peerlink.registry.store.Changes;
import peerlink.registry.store.Cursor;
import peerlink.registry.store.PeerRecord;
import peerlink.registry.store.RegistryStore;
import peerlink.registry.store.Renewal;
import peerlink.registry.store.RequestRefusedException;
import peerlink.registry.store.SignedRecord;
import peerlink.registry.store.StoreSettings;
import redis.clients.jedis.Connection;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol.Command;

/** A store in Redis copes with a Redis that fails, loses data, or is set up badly. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class RedisStoreTest {
    private static final PeerId ALICE = PeerId.ofKey(Bytes.utf8("alice").toByteArray());
    private static final StoreSettings SETTINGS = StoreSettings.of(Duration.ofSeconds(90), 1_000);

    private RedisProcess redis;
    private RegistryStore store;

    @BeforeEach
    void start() throws IOException {
        RedisProcess.assumeInstalled();
        redis = RedisProcess.start("--appendonly", "yes", "--appendfsync", "always");
        store = open("patience=500");
    }

    @AfterEach
    void close() throws IOException {
        if (store != null) {
            store.close();
        }
        if (redis != null) {
            redis.close();
        }
    }

    private RegistryStore open(String query) throws IOException {
        return new RedisStoreProvider()
                .open(URI.create("redis://" + redis.hostAndPort() + "?" + query), SETTINGS);
    }

    private PeerRecord record(long sequence) throws IOException {
        return new PeerRecord(
                new SignedRecord(Bytes.utf8("alice " + sequence), Bytes.wrap(new byte[64])),
                ALICE,
                sequence,
                store.now().toEpochMilli(),
                new PeerName("alice"),
                Visibility.PUBLIC);
    }

    private Object redis(Command command, String... arguments) {
        try (var connection = new Connection(new HostAndPort("127.0.0.1", redis.port()))) {
            connection.sendCommand(command, arguments);
            return connection.getOne();
        }
    }

    @FunctionalInterface
    private interface Call<T> {
        T make() throws IOException;
    }

    private static <T> T retried(Call<T> call) throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (true) {
            try {
                return call.make();
            } catch (IOException e) {
                if (System.nanoTime() > end) {
                    throw e;
                }
                LockSupport.parkNanos(10_000_000);
            }
        }
    }

    @Test
    void acknowledgedRegistrationIsThereAfterRedisWasKilled() throws Exception {
        PeerRecord alice = record(1);
        store.put(alice);
        redis.kill();
        assertThrows(IOException.class, () -> store.find(ALICE));
        assertThrows(IOException.class, store::probe);
        redis = redis.again();

        assertEquals(Optional.of(alice.signed()), retried(() -> store.find(ALICE)));
        assertEquals(List.of(Renewal.RENEWED), retried(() -> store.renew(List.of(ALICE))));
        retried(
                () -> {
                    store.probe();
                    return ALICE;
                });
        store.put(record(2));
    }

    @Test
    void callsGoOnAfterTheirConnectionsWereCut() throws Exception {
        store.put(record(1));
        redis(Command.CLIENT, "KILL", "TYPE", "normal");

        assertTrue(store.isLeased(ALICE));
        assertEquals(List.of(Renewal.RENEWED), store.renew(List.of(ALICE)));
        store.put(record(2));
        redis(Command.SCRIPT, "FLUSH");
        store.put(record(3));
        store.remove(ALICE, 4);
        // as after a connection that was lost with the answer in it
        store.remove(ALICE, 4);
    }

    @Test
    void registrationThatNoReplicaHasIsNotAcknowledged() throws Exception {
        try (RegistryStore careful = open("replicas=1&replica-timeout=50")) {
            PeerRecord alice = record(1);
            String told = assertThrows(IOException.class, () -> careful.put(alice)).getMessage();
            assertTrue(told.startsWith("only 0 of 1 replicas"), told);
            assertThrows(IOException.class, careful::probe);
            assertEquals(List.of(), careful.renew(List.of()));
            try (RedisProcess replica =
                    RedisProcess.start("--replicaof", "127.0.0.1 " + redis.port())) {
                retried(
                        () -> {
                            careful.probe();
                            return replica;
                        });
                careful.put(alice);
            }
        }
    }

    @Test
    void changeThatWasSeenAndThenLostBeginsANewEpochForAll() throws Exception {
        Cursor begin = store.cursor();
        store.put(record(1));
        Cursor seen =
                assertInstanceOf(Changes.Since.class, store.changes(begin, 10, Duration.ZERO))
                        .next();
        redis(Command.XDEL, "{peerlink}:feed", seen.position() + "-0");

        var resync =
                assertInstanceOf(Changes.Resync.class, store.changes(begin, 10, Duration.ZERO));
        assertNotEquals(begin.epoch(), resync.now().epoch());
        try (RegistryStore other = open("prefix=peerlink")) {
            assertEquals(resync.now(), other.cursor());
            assertInstanceOf(Changes.Resync.class, other.changes(seen, 10, Duration.ZERO));
        }
    }

    @Test
    void cursorsThatAreTrimmedOrMadeUpAreToldToResyncAndNobodyElseIs() throws Exception {
        Cursor begin = store.cursor();
        store.put(record(1));
        store.put(record(2));
        Cursor now = store.cursor();
        redis(Command.XTRIM, "{peerlink}:feed", "MAXLEN", "1");

        assertEquals(new Changes.Resync(now), store.changes(begin, 10, Duration.ZERO));
        assertEquals(
                new Changes.Resync(now),
                store.changes(new Cursor(now.epoch(), now.position() - 1), 10, Duration.ZERO));
        assertEquals(new Changes.Since(List.of(), now), store.changes(now, 10, Duration.ZERO));
    }

    @Test
    void peersRegisterAgainAfterRedisHasLostEverything() throws Exception {
        Cursor begin = store.cursor();
        store.put(record(1));
        redis(Command.FLUSHALL);

        assertEquals(List.of(Renewal.NOT_REGISTERED), store.renew(List.of(ALICE)));
        assertInstanceOf(Changes.Resync.class, store.changes(begin, 10, Duration.ZERO));
        assertNotEquals(begin.epoch(), store.cursor().epoch());
        store.put(record(1));
        assertTrue(store.isLeased(ALICE));
    }

    @Test
    void leasesMissNoTimeInWhichNoRegistryWasAtWork() throws Exception {
        store.put(record(1));
        // as if all of this had been five minutes ago, and nobody at work since
        long past = store.now().toEpochMilli() - Duration.ofMinutes(5).toMillis();
        redis(Command.HSET, "{peerlink}:meta", "alive", Long.toString(past));
        redis(Command.ZADD, "{peerlink}:deadlines", Long.toString(past + 80_000), ALICE.text());

        assertEquals(0, store.sweep().ended());
        assertTrue(store.isLeased(ALICE));
        assertEquals(List.of(Renewal.RENEWED), store.renew(List.of(ALICE)));
    }

    @Test
    void leaseThatRanOutWhileNobodyWasAtWorkMayStillBeRenewed() throws Exception {
        store.put(record(1));
        long past = store.now().toEpochMilli() - Duration.ofHours(1).toMillis();
        redis(Command.HSET, "{peerlink}:meta", "alive", Long.toString(past));
        redis(Command.ZADD, "{peerlink}:deadlines", Long.toString(past + 80_000), ALICE.text());

        assertEquals(0, store.sweep().ended());
        assertEquals(List.of(Renewal.RENEWED), store.renew(List.of(ALICE)));
        assertTrue(store.isLeased(ALICE));
    }

    @Test
    void serverThatWouldThrowLeasesAwayIsRefused() throws Exception {
        redis(Command.CONFIG, "SET", "maxmemory-policy", "allkeys-lru");
        String told = assertThrows(IOException.class, () -> open("prefix=peerlink")).getMessage();
        assertTrue(told.contains("noeviction"), told);
    }

    /** The list is the one in docs/registry-redis.md. */
    @Test
    void userWhoMayDoWhatTheDocumentationSaysMayDoEnough() throws Exception {
        String page = Files.readString(Path.of("../../docs/registry-redis.md"));
        String rules = page.substring(page.indexOf("user registry on "));
        rules = rules.substring("user ".length(), rules.indexOf("(one line"));
        redis(
                Command.ACL,
                Stream.concat(
                                Stream.of("SETUSER"),
                                Stream.of(
                                        rules.replace(">PASSWORD", ">sesame")
                                                .strip()
                                                .split("\\s+")))
                        .toArray(String[]::new));
        try (RegistryStore limited =
                new RedisStoreProvider()
                        .open(
                                URI.create("redis://registry:sesame@" + redis.hostAndPort()),
                                SETTINGS)) {
            limited.put(record(1));
            limited.put(record(2));
            assertEquals(List.of(Renewal.RENEWED), limited.renew(List.of(ALICE)));
            assertEquals(1, limited.findByPrefix("al", 5).size());
            assertEquals(1, limited.page(null, 5).records().size());
            assertInstanceOf(
                    Changes.Since.class,
                    limited.changes(limited.cursor(), 5, Duration.ofMillis(50)));
            limited.remove(ALICE, 3);
            limited.sweep();
            limited.probe();
            assertEquals(1, limited.statistics().heldNames());
        }
    }

    @Test
    void sequenceNumbersAreExactUpToTheLargest() throws Exception {
        store.put(record(Long.MAX_VALUE - 1));
        store.put(record(Long.MAX_VALUE));
        assertThrows(RequestRefusedException.class, () -> store.put(record(Long.MAX_VALUE - 1)));
    }
}
