package peerlink.plugin.registry.redis;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import peerlink.plugin.registry.redis.testing.RedisProcess;
import redis.clients.jedis.Connection;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisException;

/** Runs a master, two replicas and three sentinels, which are quick to miss the master. */
final class SentinelCluster implements AutoCloseable {
    private static final String NAME = "leases";
    private static final long MAX_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final List<RedisProcess> servers = new ArrayList<>();
    private final List<RedisProcess> sentinels = new ArrayList<>();

    private SentinelCluster() {}

    static SentinelCluster start() throws IOException {
        var cluster = new SentinelCluster();
        try {
            RedisProcess master = RedisProcess.start("--repl-diskless-sync-delay", "0");
            cluster.servers.add(master);
            for (int i = 0; i < 2; i++) {
                cluster.servers.add(
                        RedisProcess.start("--replicaof", "127.0.0.1 " + master.port()));
            }
            for (int i = 0; i < 3; i++) {
                cluster.sentinels.add(
                        RedisProcess.sentinel(
                                List.of(
                                        "sentinel monitor %s 127.0.0.1 %d 2"
                                                .formatted(NAME, master.port()),
                                        "sentinel down-after-milliseconds " + NAME + " 1000",
                                        "sentinel failover-timeout " + NAME + " 10000",
                                        "sentinel parallel-syncs " + NAME + " 2")));
            }
            cluster.awaitReady();
            return cluster;
        } catch (IOException | RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    URI address() {
        return URI.create(
                sentinels.stream()
                        .map(RedisProcess::hostAndPort)
                        .collect(Collectors.joining(",", "redis+sentinel://", "/" + NAME)));
    }

    /** Ends the current master as a power cut would. */
    void killMaster() {
        int port = Integer.parseInt(field(0, "port"));
        servers.stream().filter(server -> server.port() == port).forEach(RedisProcess::kill);
    }

    @Override
    public void close() throws IOException {
        for (RedisProcess sentinel : sentinels) {
            sentinel.close();
        }
        for (RedisProcess server : servers) {
            server.close();
        }
    }

    /**
     * Waits until every sentinel knows of the others and of both replicas, and both follow the
     * master.
     */
    private void awaitReady() {
        long end = System.nanoTime() + MAX_NANOS;
        while (!isReady()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("the sentinels have not found each other");
            }
            LockSupport.parkNanos(100_000_000);
        }
    }

    private boolean isReady() {
        for (int i = 0; i < sentinels.size(); i++) {
            if (!field(i, "num-slaves").equals("2")
                    || !field(i, "num-other-sentinels").equals("2")) {
                return false;
            }
        }
        List<?> role = (List<?>) ask(servers.getFirst(), Protocol.Command.ROLE);
        return role.get(2) instanceof List<?> replicas && replicas.size() == 2;
    }

    private String field(int sentinel, String name) {
        List<?> fields =
                (List<?>) ask(sentinels.get(sentinel), Protocol.Command.SENTINEL, "MASTER", NAME);
        for (int i = 0; i + 1 < fields.size(); i += 2) {
            if (Replies.text(fields.get(i)).equals(name)) {
                return Replies.text(fields.get(i + 1));
            }
        }
        throw new AssertionError("the sentinel tells no " + name);
    }

    private static Object ask(RedisProcess server, Protocol.Command command, String... arguments) {
        try (var connection = new Connection(new HostAndPort("127.0.0.1", server.port()))) {
            connection.sendCommand(command, arguments);
            return connection.getOne();
        } catch (JedisException e) {
            throw new AssertionError(e);
        }
    }
}
